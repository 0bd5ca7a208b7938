"""The week of one team as plain values, for other programs."""

from fractions import Fraction
from typing import Any

from people.models import Team
from scoring.figures import NormFigures, Share, WeekFigures
from scoring.statistics import rounded_half_up

DECIMALS = 4


def week_report(team: Team, figures: WeekFigures) -> dict[str, Any]:
    """What `week_report --json` prints: scores 0..100, shares 0..1, four decimals, half up.

    None where there is nothing to divide by. An extra is never met or not met: it has `happened`
    of `observed`, and no share met.
    """
    return {
        "team": team.slug,
        "week": str(figures.week),
        "contacts": figures.contacts,
        "score_points": rounded(figures.score_points),
        "fully_in_order": _pair(figures.fully_in_order),
        "critical_in_order": _pair(figures.critical_in_order),
        "norms": [_norm_report(row) for row in figures.norms],
    }


def rounded(value: Fraction | float | None) -> float | None:
    """Four decimals, half up; the float nearest to them, which JSON writes as those."""
    return None if value is None else float(rounded_half_up(value, DECIMALS))


def _norm_report(row: NormFigures) -> dict[str, Any]:
    share = None if row.is_extra else row.met_share
    interval = share.interval if share else None
    return {
        "code": row.norm.code,
        "norm_id": row.norm.pk,
        "observed": row.observed,
        "met": row.met,
        "happened": row.happened,
        "met_share": rounded(share.value) if share else None,
        "low": rounded(interval.low) if interval else None,
        "high": rounded(interval.high) if interval else None,
        "not_applicable": row.not_applicable,
        "not_observed": row.not_observed,
        "score_points": rounded(row.score_points),
    }


def _pair(share: Share) -> list[int]:
    return [share.n, share.of]
