"""What a span of weeks adds up to, as it is stored; what is behind is counted again first."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection

from incidents.models import NotAnsweredRule
from people.models import Team
from periods.week import Week
from scoring.figures import NormFigures, NormVersion, Share, WeekFigures
from scoring.planned import planned
from scoring.pooled import NOTHING, Pooled, stored_sums
from scoring.recount import up_to_date
from scoring.sums import APART, CONTACT_SUMS

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
    stored = stored_sums({(team.pk, week.monday) for team in teams for week in weeks})
    sums = up_to_date(stored)
    norms = norms_of(sums.values())
    return {
        team: {
            week: _week_figures(week, sums.get((team.pk, week.monday), NOTHING), norms)
            for week in weeks
        }
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


def norms_of(sums: Iterable[Pooled]) -> dict[int, NormVersion]:
    """The norms that have figures here; see `norm_versions`."""
    return norm_versions({norm for each in sums for norm in each.norm_id})


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


def _week_figures(week: Week, sums: Pooled, norms: Mapping[int, NormVersion]) -> WeekFigures:
    of_norm = sums.norms
    staff = [counts for origin, counts in sums.contacts.items() if origin != APART]
    contacts = list(map(sum, zip(*staff, strict=True))) or [0] * len(CONTACT_SUMS)
    return WeekFigures(
        week=week,
        contacts=contacts[0],
        fully_in_order=Share(contacts[2], contacts[1]),
        critical_in_order=Share(contacts[4], contacts[3]),
        norms=tuple(
            [
                NormFigures._make((norm, *of_norm[key]))
                for key, norm in norms.items()
                if key in of_norm
            ]
        ),
        contacts_by_origin={origin: counts[0] for origin, counts in sorted(sums.contacts.items())},
        not_answered={rule: contacts[at] for rule, at in NOT_ANSWERED_SUMS.items() if contacts[at]},
    )


def _norm_version(*columns: Any) -> NormVersion:
    """The columns of _NORMS as a norm; the databases write a share and a truth each their way."""
    *before, target, weight, critical, code, title, kind, is_extra = columns
    target = None if target is None else Decimal(target)
    return NormVersion._make(
        (*before, target, weight, bool(critical), code, title, kind, bool(is_extra))
    )
