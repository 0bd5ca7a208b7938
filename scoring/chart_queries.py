"""What the charts of a team hold, out of figures that were read already, and what they rest on."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Count, Q, Sum

from behaviours.measures import MeasureKind
from behaviours.models import Behaviour
from incidents.models import Observation, Origin
from people.models import Team
from periods.week import Week
from scoring.ceiling import Reach, reach_of
from scoring.charts import Chart, ChartPoint, Signal, chart_of, chart_weeks
from scoring.checks import (
    JUST_PAST,
    JUST_WITHIN,
    MIN_LIMIT_SECONDS,
    Divergence,
    Heaping,
    Seen,
    divergences,
    heaping,
)
from scoring.figures import NormFigures, NormVersion, WeekFigures
from scoring.models import ExcludedWeek, Tally
from scoring.queries import team_figures

#: Whom a question about seeing the same is about, those nearest to the work first.
VOICES = (
    (Origin.SELF, (Origin.SELF,)),
    (Origin.OBSERVED, (Origin.OBSERVED, Origin.SAMPLED)),
    (Origin.CUSTOMER, (Origin.CUSTOMER,)),
)


class NormSignals(NamedTuple):
    """The signals of one norm in one week, with its figures of that week."""

    figures: NormFigures
    signals: tuple[Signal, ...]


class NormReach(NamedTuple):
    """A norm that is reached with ease or too hard, with its figures of the last week."""

    figures: NormFigures
    reach: Reach


class Standouts(NamedTuple):
    """What charts and the ceiling rule say of a team's week, norm by norm."""

    signals: tuple[NormSignals, ...]
    reaches: tuple[NormReach, ...]


@lru_cache(maxsize=512)
def standouts(team: Team, week: Week, small: frozenset[Week], rests_on: Hashable) -> Standouts:
    """What stands out in a team's week, over the weeks of a chart.

    These are two to three times the weeks of the page that shows it, so it is remembered as long
    as it `rests_on` the same: what rises with every write to these weeks, and changes with every
    norm and every week that is left out. A few statements, and none when it is remembered.
    """
    weeks = chart_weeks(week)
    figures = team_figures(team=team, weeks=weeks)
    left_out = excluded_weeks(team=team, weeks=weeks)
    return Standouts(
        tuple(signals_of(figures, week=week, small=small, excluded=left_out)),
        tuple(reaches_of(figures, week=week, small=small)),
    )


def signals_of(
    figures: Mapping[Week, WeekFigures],
    *,
    week: Week,
    small: Collection[Week] = (),
    excluded: Mapping[int, Collection[Week]] | None = None,
) -> list[NormSignals]:
    """The norms of one team with a signal in `week`, in the order in which they are shown.

    `figures` are of `chart_weeks(week)`, the oldest first; with fewer weeks a norm has another
    baseline than on its own page. Of `small` weeks nothing is held against anything; `excluded`
    are the weeks left out of each behaviour (`excluded_weeks`). No statement.
    """
    found = []
    for behaviour_id, rows in rows_by_behaviour(figures, small).items():
        chart = chart_of(points_of(rows), (excluded or {}).get(behaviour_id, ()))
        signals = chart.signals_in(week)
        of_norm = [row for at, row in rows if at == week]
        found += [NormSignals(of_norm[-1], tuple(signals))] if signals else []
    return found


def reaches_of(
    figures: Mapping[Week, WeekFigures], *, week: Week, small: Collection[Week] = ()
) -> list[NormReach]:
    """The norms of one team seen in `week` that are reached with ease or too hard up to then."""
    found = []
    for rows in rows_by_behaviour(figures, small).values():
        last_week, last = rows[-1]
        reach = reach_of([row for _week, row in rows]) if last_week == week else None
        if reach:
            found.append(NormReach(last, reach))
    return found


def rows_by_behaviour(
    figures: Mapping[Week, WeekFigures], small: Collection[Week] = ()
) -> dict[int, list[tuple[Week, NormFigures]]]:
    """The weeks of each behaviour, by its key; those in which the team was small left out."""
    found: dict[int, list[tuple[Week, NormFigures]]] = {}
    for week, each in figures.items():
        if week not in small:
            for row in each.norms:
                found.setdefault(row.norm.behaviour_id, []).append((week, row))
    return found


def points_of(rows: Sequence[tuple[Week, NormFigures]]) -> list[ChartPoint]:
    """The weeks of one behaviour as points of its chart; of an extra, how often it happened."""
    return [ChartPoint(week, *row.met_share, row.norm.pk) for week, row in rows]


def chart_of_rows(
    rows: Sequence[tuple[Week, NormFigures]], excluded: Collection[Week] = ()
) -> Chart:
    """The chart of these weeks of one behaviour."""
    return chart_of(points_of(rows), excluded)


def excluded_weeks(*, team: Team, weeks: Sequence[Week]) -> dict[int, set[Week]]:
    """Which of these weeks are left out of the charts of a team, by the key of the behaviour."""
    rows = ExcludedWeek.objects.in_force().filter(
        team=team, week__range=(weeks[0].monday, weeks[-1].monday)
    )
    found: dict[int, set[Week]] = {}
    for behaviour_id, monday in rows.values_list("behaviour_id", "week"):
        found.setdefault(behaviour_id, set()).add(Week(monday))
    return found


def excluded_of(*, team: Team, behaviour: Behaviour, weeks: Sequence[Week]) -> dict[Week, str]:
    """Which of these weeks are left out of the chart of one behaviour, and why; one statement."""
    rows = ExcludedWeek.objects.of_chart(team, behaviour, weeks)
    return {Week(monday): reason for monday, reason in rows.values_list("week", "reason")}


def seen_differently(*, team: Team, norm_id: int, weeks: Collection[Week]) -> list[Divergence]:
    """Who does not see the same of one norm over these weeks, pooled over all people.

    Out of the tallies, so call it once the figures of these weeks were read. One statement.
    """
    mondays = [week.monday for week in weeks]
    rows = Tally.objects.filter(team=team, norm_id=norm_id, week__in=mondays)
    sums = {
        origin: (met, observed)
        for origin, met, observed in rows.order_by()
        .values_list("origin")
        .annotate(met=Sum("met"), observed=Sum("observed"))
    }
    return divergences([_seen(who, origins, sums) for who, origins in VOICES])


def heaped(*, team: Team, norm: NormVersion, weeks: Collection[Week]) -> Heaping | None:
    """Whether measured times lie just within the limit of this norm, over these weeks, pooled.

    Only of a time limit that is not too short: the seconds around any other limit mean nothing.
    One statement then.
    """
    limit = norm.threshold or 0
    if norm.kind != MeasureKind.TIME_LIMIT.value or limit < MIN_LIMIT_SECONDS:
        return None
    counts = Observation.objects.filter(
        team=team, norm_id=norm.pk, week__in=[week.monday for week in weeks], counts=True
    ).aggregate(
        within=Count("pk", filter=Q(value__range=(limit - JUST_WITHIN, limit))),
        past=Count("pk", filter=Q(value__range=(limit + 1, limit + JUST_PAST))),
    )
    return heaping(**counts)


def _seen(who: str, origins: Sequence[str], sums: Mapping[str, tuple[int, int]]) -> Seen:
    found = [sums.get(origin, (0, 0)) for origin in origins]
    return Seen(str(who), sum(met for met, _ in found), sum(observed for _, observed in found))
