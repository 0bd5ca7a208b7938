"""The sums behind the grid: read for hundreds of teams at once, and only those that are shown."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from incidents.journal import TeamWeekKey
from periods.local_time import as_date
from scoring.recount import recount
from scoring.sums import APART, SumsRow, up_to_date
from scoring.suppression import Plan, unit_of


class GridRow(NamedTuple):
    """The sums of one norm in one team; `week` is None where its weeks were added up."""

    team_id: int
    week: date | None
    norm_id: int
    observed: int
    #: Or happened, of an extra.
    met: int


class Standing(NamedTuple):
    """Of what age the sums of some team-weeks are."""

    #: The sum of the revisions, which only ever rise.
    revisions: int
    #: A datetime, or text from SQLite: it is only held against itself.
    norms_published_at: datetime | str | None
    stale: frozenset[TeamWeekKey]


_KEYS = "keys (team_id, week, alone) AS (VALUES {keys})"

_STANDING = """
WITH {keys}, found AS (
    SELECT w.team_id, w.week, w.revision, CASE WHEN {up_to_date} THEN 1 ELSE 0 END AS fresh
    FROM keys
    JOIN incidents_teamweek w ON w.team_id = keys.team_id AND w.week = keys.week
    LEFT JOIN scoring_tallystate s ON s.team_id = w.team_id AND s.week = w.week
)
SELECT 0, NULL, COALESCE(SUM(revision), 0), (SELECT MAX(published_at) FROM behaviours_norm)
FROM found
UNION ALL
SELECT team_id, week, 0, NULL FROM found WHERE fresh = 0
"""

# Of an extra nothing is met, and nothing else happens: one of the two is always 0.
_SUMS = """
WITH {keys}
SELECT t.team_id, CASE WHEN keys.alone = 0 THEN t.week END, t.norm_id,
    SUM(t.observed), SUM(t.met + t.happened)
FROM keys
JOIN scoring_tally t ON t.team_id = keys.team_id AND t.week = keys.week
WHERE t.origin <> '{apart}' AND t.observed > 0
GROUP BY 1, 2, 3
"""


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
        GridRow(team, week and as_date(week), norm, observed, met)
        for team, week, norm, observed, met in _asked(_SUMS, plan, stale)
    ]
    return rows + [_counted(row) for row in recount(stale) if _is_shown(row)] if stale else rows


def _is_shown(row: SumsRow) -> bool:
    return row.part == "norm" and row.origin != APART and row.s1 > 0


def _counted(row: SumsRow) -> GridRow:
    return GridRow(row.team_id, row.week, row.norm_id, row.s1, row.s2 + row.s3)


def _asked(template: str, plan: Plan, but: Collection[TeamWeekKey] = ()) -> list[tuple[Any, ...]]:
    """What a statement over the shown team-weeks gives, without some of them."""
    adapt = connection.ops.adapt_datefield_value
    keys = [
        (team, adapt(week), int(unit.team is not None))
        for (team, week), unit in unit_of(plan).items()
        if (team, week) not in but
    ]
    if not keys:
        return []
    values = ", ".join(["(%s, %s, %s)"] * len(keys))
    statement = template.format(
        keys=_KEYS.format(keys=values), up_to_date=up_to_date(), apart=APART.value
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [part for key in keys for part in key])
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
