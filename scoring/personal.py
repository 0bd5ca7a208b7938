"""What one person's contacts add up to, week by week, read from those contacts themselves.

Not from the tallies: those know no persons, and a tap on what was in the way changes own results
without touching a figure of the team. What is read lies within a span of weeks, through the index
on person and date, so that it costs the same however long somebody works here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Q

from incidents.models import Incident, Observation, Origin
from people.models import Team, User
from periods.week import Week
from scoring.figures import NormVersion, Share
from scoring.queries import norm_versions
from scoring.statistics import MIN_FOR_SHARE, Difference, newcombe_difference

FEWEST_WEEKS, MOST_WEEKS = 8, 13
"""Over so many weeks a person is reported: in fewer there is little but chance."""


class PersonWeek(NamedTuple):
    """One norm in one week of one person; `met` of an extra is how often it happened."""

    met: int = 0
    observed: int = 0
    not_applicable: int = 0
    #: Misses by something that was not the person's; in none of the others.
    apart: int = 0


@dataclass(frozen=True)
class PersonNorm:
    """One norm of one person by week; weeks without anything are absent."""

    norm: NormVersion
    by_week: Mapping[Week, PersonWeek]

    def pooled(self, weeks: Iterable[Week]) -> PersonWeek:
        """The sums of these weeks."""
        found = [self.by_week[week] for week in weeks if week in self.by_week]
        return PersonWeek(*map(sum, zip(*found, strict=True))) if found else PersonWeek()

    def share(self, weeks: Iterable[Week]) -> Share:
        """Met of what was observed in these weeks."""
        pooled = self.pooled(weeks)
        return Share(pooled.met, pooled.observed)


def weeks_shown(first: Week | None, last: Week) -> int:
    """How many weeks up to `last` own results are of, 8 to 13, for who was first seen in `first`.

    Half of them, so that as many weeks before can be held against them; None is nobody seen yet.
    """
    seen = 0 if first is None else last - first + 1
    return min(MOST_WEEKS, max(FEWEST_WEEKS, (seen + 1) // 2))


def difference(now: Share, before: Share) -> Difference | None:
    """The own share minus that before (Newcombe); None where either is of fewer than 5."""
    if min(now.of, before.of) < MIN_FOR_SHARE:
        return None
    return newcombe_difference(now.n, now.of, before.n, before.of)


def person_norms(
    *, person: User, weeks: Sequence[Week], team: Team | None = None
) -> list[PersonNorm]:
    """The norms seen of this person in these weeks (oldest first), by behaviour code, then start.

    Of every origin but the customer; with a team only what was seen there. Three statements
    however many there are, two without any.
    """
    rows = _observed(person, weeks, team)
    sums: dict[int, dict[Week, PersonWeek]] = defaultdict(dict)
    for key, monday, kind, seen, ones, judged, met, not_applicable in _counted(rows):
        n, of = (ones, seen) if kind == "extra" else (met, judged)
        if of or not_applicable:
            sums[key][Week(monday)] = PersonWeek(n, of, not_applicable)
    for key, monday, apart in _kept_apart(rows):
        week = Week(monday)
        sums[key][week] = sums[key].get(week, PersonWeek())._replace(apart=apart)
    return [PersonNorm(norm, sums[key]) for key, norm in norm_versions(sums).items()]


def contacts_by_origin(
    *, person: User, weeks: Sequence[Week], team: Team | None = None
) -> dict[str, int]:
    """How many contacts about this person count in these weeks (oldest first), by origin."""
    rows = Incident.objects.contacts().counting().filter(**_span("", person, weeks))
    rows = rows.exclude(origin=Origin.CUSTOMER)
    rows = rows.filter(team=team) if team else rows
    return dict(rows.values_list("origin").annotate(Count("pk")).order_by("origin"))


def _observed(person: User, weeks: Sequence[Week], team: Team | None) -> Any:
    rows = Observation.objects.filter(
        counts=True, norm__isnull=False, **_span("incident__", person, weeks)
    )
    rows = rows.exclude(origin=Origin.CUSTOMER).order_by()
    return rows.filter(team=team) if team else rows


def _span(path: str, person: User, weeks: Sequence[Week]) -> dict[str, Any]:
    """The contacts of this person in these weeks, as the index has them."""
    return {
        f"{path}employee": person,
        f"{path}local_date__gte": weeks[0].monday,
        f"{path}local_date__lte": weeks[-1].sunday,
    }


def _counted(rows: Any) -> Any:
    grouped = rows.as_the_persons().values_list("norm_id", "week", "behaviour__kind")
    return grouped.annotate(
        seen=Count("pk", filter=Q(state=Observation.State.SEEN)),
        ones=Count("pk", filter=Q(value=1)),
        judged=Count("met"),
        n=Count("pk", filter=Q(met=True)),
        not_applicable=Count("pk", filter=Q(state=Observation.State.NOT_APPLICABLE)),
    )


def _kept_apart(rows: Any) -> Any:
    return rows.not_the_persons().values_list("norm_id", "week").annotate(Count("pk"))
