"""What a span of weeks adds up to, read from the tallies; those behind are counted again first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any

from django.db import connection

from incidents.journal import TeamWeekKey
from incidents.models import NotAnsweredRule
from people.models import Team
from periods.week import Week
from scoring.figures import NormFigures, NormVersion, Share, WeekFigures
from scoring.planned import planned
from scoring.recount import recount
from scoring.sums import APART, CONTACT_SUMS, SumsRow, stored_sums

NOTHING = (0,) * len(CONTACT_SUMS)
NOT_ANSWERED_SUMS = {
    rule.value: CONTACT_SUMS.index(f"not_answered_{rule}") for rule in NotAnsweredRule
}


def team_figures(*, team: Team, weeks: Sequence[Week]) -> dict[Week, WeekFigures]:
    """The figures of one team for each asked week, those without contacts included.

    Norms stand in order of behaviour code, then start. Two statements whatever the number of
    weeks; one more, and those that store it, when a week has to be counted again.
    """
    return figures_by_team(teams=[team], weeks=weeks)[team]


def figures_by_team(
    *, teams: Sequence[Team], weeks: Sequence[Week]
) -> dict[Team, dict[Week, WeekFigures]]:
    """The figures of several teams for each asked week; see `team_figures`, as many statements."""
    keys = {(team.pk, week.monday) for team in teams for week in weeks}
    rows, stale = stored_sums(sorted(keys))
    if stale:
        rows += recount(stale)
    norms = norm_versions({row.norm_id for row in rows if row.part == "norm"})
    sums: dict[TeamWeekKey, list[SumsRow]] = defaultdict(list)
    for row in rows:
        sums[row.team_id, row.week].append(row)
    return {
        team: {week: _week_figures(week, sums[team.pk, week.monday], norms) for week in weeks}
        for team in teams
    }


# Written out: building it anew for every page would cost ten times the reading.
_NORMS = """
SELECT n.id, n.behaviour_id, n.sentence, n.threshold, n.zero_point,
    CAST(n.share_target AS text), n.weight, n.critical, b.code, b.title, b.kind, b.kind = 'extra'
FROM behaviours_norm n
JOIN behaviours_behaviour b ON b.id = n.behaviour_id
WHERE n.id {among}
ORDER BY b.code, n.starts_on, n.id
"""


def norm_versions(keys: Collection[int]) -> dict[int, NormVersion]:
    """These norms with their behaviours, in the order in which they are shown; one statement."""
    if not keys:
        return {}
    # One parameter, whatever the number of norms: so there is one plan.
    if connection.vendor == "postgresql":
        among, given = "= ANY(CAST(%s AS bigint[]))", f"{{{','.join(map(str, keys))}}}"
    else:
        among, given = "IN (SELECT value FROM json_each(%s))", str(list(keys))
    with connection.cursor() as cursor:
        cursor.execute(planned(_NORMS.format(among=among)), [given])
        return {columns[0]: _norm_version(*columns) for columns in cursor.fetchall()}


def _week_figures(
    week: Week, rows: Iterable[SumsRow], norms: Mapping[int, NormVersion]
) -> WeekFigures:
    per_norm: dict[int, tuple[int, ...]] = {}
    contacts: dict[str, SumsRow] = {}
    for row in rows:
        if row.part == "contact":
            contacts[row.origin] = row
        elif row.origin != APART:
            others = per_norm.get(row.norm_id)
            sums = row.with_others
            per_norm[row.norm_id] = _added(others, sums) if others else sums
    staff = [row.sums for row in contacts.values() if row.origin != APART]
    pooled = reduce(_added, staff, NOTHING)
    return WeekFigures(
        week=week,
        contacts=pooled[0],
        fully_in_order=Share(pooled[2], pooled[1]),
        critical_in_order=Share(pooled[4], pooled[3]),
        norms=tuple(
            [
                NormFigures._make((norm, *per_norm[key]))
                for key, norm in norms.items()
                if key in per_norm
            ]
        ),
        contacts_by_origin={origin: row.sums[0] for origin, row in sorted(contacts.items())},
        not_answered={rule: pooled[at] for rule, at in NOT_ANSWERED_SUMS.items() if pooled[at]},
    )


def _added(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    """Column by column."""
    return tuple(map(add, one, other))


def _norm_version(*columns: Any) -> NormVersion:
    """The columns of _NORMS as a norm; the databases write a share and a truth each their way."""
    *before, target, weight, critical, code, title, kind, is_extra = columns
    target = None if target is None else Decimal(target)
    return NormVersion._make(
        (*before, target, weight, bool(critical), code, title, kind, bool(is_extra))
    )
