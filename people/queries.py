"""Reads: who is on a node, how many people a team has, and what was agreed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from unicodedata import normalize

from django.db import connection
from django.db.models import Case, Count, QuerySet, When

from people.access import EMPLOYEE, Scope
from people.groups import People, small_weeks_among
from people.models import Consent, Role, Station, Team, User
from periods.local_time import as_date
from periods.week import Week


class _Row(NamedTuple):
    """A "role" of an employee (`number` is the user), a "head count" (then it is people) or that
    the team "agreed" to read percentages (then it is nothing).
    """

    what: str
    number: int
    starts_on: date
    ends_on: date | None


def people_count(*, team: Team, week: Week) -> int:
    """People with an employee role on this team on any day of the week.

    Or the head count recorded for it where that is more, the one that holds on the Sunday; one
    query.
    """
    return people_by_week(team=team, weeks=[week])[week].count


def small_weeks(*, team: Team, weeks: Iterable[Week], belongs: bool = False) -> set[Week]:
    """The weeks in which the team had fewer than SMALLEST_GROUP people; one query.

    For who `belongs` to it or leads it, without those of which it agreed to read percentages.
    """
    return small_weeks_among(people_by_week(team=team, weeks=weeks), belongs=belongs)


def people_by_week(*, team: Team, weeks: Iterable[Week]) -> dict[Week, People]:
    """Who counts on the team in each week, and whether they agreed; see `people_by_team`."""
    return people_by_team(teams=[team], weeks=weeks)[team]


def people_by_team(
    *, teams: Collection[Team], weeks: Iterable[Week]
) -> dict[Team, dict[Week, People]]:
    """Who counts on each team in each week, and whether they agreed to read percentages.

    One query however many, none for no weeks.
    """
    weeks = sorted(set(weeks))
    rows = _rows(teams, weeks[0].monday, weeks[-1].next.monday) if weeks else {}
    return {team: _people_by_week(rows.get(team.pk, ()), weeks) for team in teams}


#: Written out: every page of a team's week asks this, and building it anew costs more than asking.
_PEOPLE = """
SELECT team_id, 'role', user_id, starts_on, ends_on FROM people_role
WHERE kind = %s AND team_id IN ({teams}) AND starts_on < %s AND (ends_on IS NULL OR ends_on > %s)
UNION ALL
SELECT team_id, 'head count', people, starts_on, NULL FROM people_headcount
WHERE team_id IN ({teams}) AND starts_on < %s
UNION ALL
SELECT team_id, 'agreed', 0, agreed_on, ends_on FROM people_shareagreement
WHERE team_id IN ({teams}) AND agreed_on < %s AND (ends_on IS NULL OR ends_on > %s)
ORDER BY starts_on
"""


def _rows(teams: Collection[Team], first: date, end: date) -> dict[int, list[_Row]]:
    """What each team's count of people in [first, end) is made of; head counts oldest first."""
    found: dict[int, list[_Row]] = defaultdict(list)
    if not teams:
        return found
    until, since = (connection.ops.adapt_datefield_value(day) for day in (end, first))
    # Keys of our own, written out: as parameters of a large tree they would cost more than asking.
    statement = _PEOPLE.format(teams=", ".join(str(team.pk) for team in teams))
    with connection.cursor() as cursor:
        cursor.execute(statement, [EMPLOYEE, until, since, until, until, since])
        for team_id, what, number, starts_on, ends_on in cursor.fetchall():
            row = _Row(what, number, as_date(starts_on), ends_on and as_date(ends_on))
            found[team_id].append(row)
    return found


def _people_by_week(rows: Sequence[_Row], weeks: Sequence[Week]) -> dict[Week, People]:
    """Of weeks in order; counted anew only where something changed since the one before."""
    if not weeks:
        return {}
    first, *others = weeks
    people, counted = _people_in(rows, first), first.monday
    found = {first: people}
    days = {day for row in rows for day in (row.starts_on, row.ends_on) if day} if others else ()
    changes = [day for day in days if day >= counted]
    for week in others:
        end = week.next.monday
        # Who has gone on a day of one week is not there in the next.
        if any(counted <= day < end for day in changes):
            people, counted = _people_in(rows, week), week.monday
        found[week] = people
    return found


def _people_in(rows: Iterable[_Row], week: Week) -> People:
    monday, end = week.monday, week.next.monday
    employed, recorded, agreed = set(), 0, False
    for row in rows:
        if row.starts_on >= end:
            continue
        if row.what == "head count":
            recorded = row.number
        elif row.what == "agreed":
            # It counts for the weeks on whose Sunday it holds.
            agreed = agreed or row.ends_on is None or row.ends_on >= end
        elif row.ends_on is None or row.ends_on > monday:
            employed.add(row.number)
    return People(frozenset(employed), max(0, recorded - len(employed)), agreed)


@dataclass(frozen=True)
class NodeRow:
    """One node of the tree with how many people hold each role on it today."""

    node: Team
    depth: int
    people: list[tuple[str, int]]


def organisation_rows(*, scope: Scope) -> list[NodeRow]:
    """The nodes where this person places people, in tree order; ended ones are left out.

    The depth is counted from the highest node shown: 0 and up. Two queries besides the roles.
    """
    covered = scope.team_ids(*scope.PLACING)
    counts = _role_counts(covered, scope.today)
    return [
        NodeRow(
            node=node,
            depth=len(covered.intersection(node.tree_path)) - 1,
            people=_held(counts, node),
        )
        for pk, node in scope.tree.items()
        if pk in covered and node.is_in_use(scope.today)
    ]


def node_roles(
    *, team: Team, today: date, q: str = "", kind: str = "", ended: bool = False
) -> QuerySet[Role]:
    """The roles on exactly this node, today's and coming ones, by role and then name.

    `q` is part of a name, `kind` one role ("" is all), `ended` adds those that are over.
    """
    roles = team.roles.all()
    if not ended:
        roles = roles.unfinished(today)
    if q:
        roles = roles.filter(user__name__icontains=normalize("NFC", q))
    if kind:
        roles = roles.filter(kind=kind)
    rank = Case(*(When(kind=kind, then=place) for place, kind in enumerate(Role.Kind)))
    return roles.select_related("user").order_by(rank, "user__name", "starts_on", "pk")


def station_people(team: Team, today: date) -> QuerySet[User]:
    """Whose names stand on the team's stations: employees and observers of exactly it, by name."""
    roles = station_roles(team, today)
    people = User.objects.filter(pk__in=roles.values("user_id"))
    return people.order_by("name", "pk")


def station_roles(team: Team, today: date) -> QuerySet[Role]:
    """The roles for which somebody's name stands on the team's stations, by name."""
    roles = Role.objects.in_force(today).filter(team=team, kind__in=Station.USED_BY)
    return roles.filter(user__is_active=True).order_by("user__name", "user_id", "pk")


@dataclass(frozen=True)
class SwitchState:
    """Whether a switch is on today, and every agreement about it, the newest first."""

    label: str
    consents: list[Consent]
    since: date | None
    until: date | None

    @property
    def on(self) -> bool:
        """Whether some agreement stands today."""
        return self.since is not None


def switch_states(*, today: date) -> list[SwitchState]:
    """Both switches; one query."""
    consents = list(Consent.objects.select_related("recorded_by").order_by("-given_on", "-pk"))
    return [
        _state(switch, [each for each in consents if each.switch == switch], today)
        for switch in Consent.Switch
    ]


def _state(switch: Consent.Switch, consents: list[Consent], today: date) -> SwitchState:
    standing = [each for each in consents if each.stands_on(today)]
    ends = [each.ends_on for each in standing if each.ends_on is not None]
    return SwitchState(
        label=str(switch.label),
        consents=consents,
        since=min((each.given_on for each in standing), default=None),
        until=max(ends) if ends and len(ends) == len(standing) else None,
    )


def _role_counts(team_ids: frozenset[int], day: date) -> dict[tuple[int, str], int]:
    rows = (
        Role.objects.in_force(day)
        .filter(team_id__in=team_ids)
        .values_list("team_id", "kind")
        .annotate(people=Count("user", distinct=True))
    )
    return {(team, kind): people for team, kind, people in rows}


def _held(counts: dict[tuple[int, str], int], node: Team) -> list[tuple[str, int]]:
    return [
        (str(kind.label), counts[node.pk, kind]) for kind in Role.Kind if (node.pk, kind) in counts
    ]
