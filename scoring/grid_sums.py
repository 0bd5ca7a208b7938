"""The sums behind the grid: read for hundreds of teams at once, and only those that are shown."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from incidents.journal import TeamWeekKey
from periods.local_time import as_date
from scoring.recount import recount
from scoring.sums import APART, SumsRow, ready
from scoring.suppression import Plan, unit_of


class GridRow(NamedTuple):
    """The sums of one norm, team by team; `week` is None where a team's weeks were added up."""

    norm_id: int
    week: date | None
    #: The keys of the teams; how often it was met there (or happened, of an extra), and seen.
    teams: Sequence[int]
    met: Sequence[int]
    observed: Sequence[int]


class Standing(NamedTuple):
    """Of what age the sums of some team-weeks are."""

    #: The sum of the revisions, which only ever rise.
    revisions: int
    #: A datetime, or text from SQLite: it is only held against itself.
    norms_published_at: datetime | str | None
    stale: frozenset[TeamWeekKey]


_STANDING = """
WITH {apart} found AS (
    SELECT t.team_id, t.week, t.revision, CASE WHEN {ready} THEN 1 ELSE 0 END AS fresh
    FROM incidents_teamweek t
    LEFT JOIN scoring_tallystate s ON s.team_id = t.team_id AND s.week = t.week
    {join}
    WHERE {shown}
)
SELECT 0, NULL, COALESCE(SUM(revision), 0), (SELECT MAX(published_at) FROM behaviours_norm)
FROM found
UNION ALL
SELECT team_id, week, 0, NULL FROM found WHERE fresh = 0
"""

# Eight thousand rows would cost more to hand over than to add up: three lists a norm hold them all.
# Of an extra nothing is met, and nothing else happens: one of the two is always 0.
_SUMS = """
WITH {apart} summed AS (
    SELECT t.norm_id, {week} AS week, t.team_id,
        SUM(t.met + t.happened) AS met, SUM(t.observed) AS observed
    FROM scoring_tally t
    {join}
    WHERE {shown} AND t.origin <> '{customer}' AND t.observed > 0
    GROUP BY {by_week}t.norm_id, t.team_id
)
SELECT norm_id, week, {listed}(team_id), {listed}(met), {listed}(observed)
FROM summed
GROUP BY norm_id, week
"""

# What stands out is said of few team-weeks; saying it of each would make PostgreSQL guess badly.
_APART = "apart (team_id, week, is_pooled) AS (VALUES {rows}),"
_JOIN = "LEFT JOIN apart ON apart.team_id = t.team_id AND apart.week = t.week"
_POOLED_WEEK = "CASE WHEN apart.is_pooled = 1 THEN t.week END"
_SHOWN = "t.team_id IN ({teams}) AND t.week BETWEEN %s AND %s"


def standing(plan: Plan) -> Standing:
    """Of what age the sums are that this plan shows; one statement, none for nothing."""
    found = _asked(_STANDING, plan)
    if not found:
        return Standing(0, None, frozenset())
    # Which comes first is the database's business.
    _, _, revisions, published_at = next(row for row in found if row[1] is None)
    stale = frozenset((row[0], as_date(row[1])) for row in found if row[1] is not None)
    return Standing(int(revisions), published_at, stale)


def grid_sums(plan: Plan, stale: Collection[TeamWeekKey]) -> list[GridRow]:
    """The sums of what is shown, over all origins but the customer; those behind counted again.

    Weeks of a team that stands by itself are added up; of a unit of several teams each week comes
    apart. One statement; one more, and those that store it, for what is stale.
    """
    rows = [
        GridRow(norm, week and as_date(week), *map(_unpacked, lists))
        for norm, week, *lists in _asked(_SUMS, plan, stale)
    ]
    return rows + [_counted(row) for row in recount(stale) if _is_shown(row)] if stale else rows


def _unpacked(listed: list[int] | int | str) -> list[int]:
    """A list of numbers, as PostgreSQL gives it or as SQLite writes it."""
    return listed if isinstance(listed, list) else list(map(int, str(listed).split(",")))


def _is_shown(row: SumsRow) -> bool:
    return row.part == "norm" and row.origin != APART and row.s1 > 0


def _counted(row: SumsRow) -> GridRow:
    return GridRow(row.norm_id, row.week, [row.team_id], [row.s2 + row.s3], [row.s1])


def _asked(template: str, plan: Plan, but: Collection[TeamWeekKey] = ()) -> list[tuple[Any, ...]]:
    """What a statement over the shown team-weeks gives, without some of them."""
    adapt, units = connection.ops.adapt_datefield_value, unit_of(plan)
    teams = sorted({team for team, _week in units})
    if not teams:
        return []
    mondays = sorted(week.monday for week in plan)
    shown_by = {key: unit for key, unit in units.items() if key not in but}
    apart = [
        (team, adapt(monday), int((team, monday) in shown_by))
        for team in teams
        for monday in mondays
        if (unit := shown_by.get((team, monday))) is None or unit.team is None
    ]
    shown = _SHOWN.format(teams=", ".join(map(str, teams)))
    statement = template.format(
        apart=_APART.format(rows=", ".join(["(%s, %s, %s)"] * len(apart))) if apart else "",
        join=_JOIN if apart else "",
        week=_POOLED_WEEK if apart else "NULL",
        by_week=f"{_POOLED_WEEK}, " if apart else "",
        shown=f"{shown} AND COALESCE(apart.is_pooled, 1) = 1" if apart else shown,
        listed="array_agg" if connection.vendor == "postgresql" else "group_concat",
        ready=ready(week="t"),
        customer=APART.value,
    )
    parameters = [part for row in apart for part in row]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, adapt(mondays[0]), adapt(mondays[-1])])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
