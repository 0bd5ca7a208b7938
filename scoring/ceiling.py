"""A norm that is reached with ease, or that is too hard: something to decide on, by people.

Pure. With ease means: celebrate and keep it, then pick a next behaviour. No formula proposes a
new threshold.
"""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

from scoring.checks import Seen, divergence
from scoring.figures import NormFigures
from scoring.statistics import wilson

WEEKS_LOOKED_AT = 6
"""The last so many weeks in which it was observed, under one norm version."""
MIN_FOR_EASE = 35
EASE_FROM = 0.90
MIN_BY_OTHERS = Fraction(3, 10)
"""So much has to be seen by others than the person: nobody passes a norm on their own word."""
MIN_FOR_TOO_HARD = 40
TOO_HARD_UNDER = 0.50


class Reach(StrEnum):
    """How a norm is reached, where that is worth a word."""

    EASE = "ease"
    TOO_HARD = "too_hard"


def reach_of(weeks: Sequence[NormFigures]) -> Reach | None:
    """How the norm of the last of these weeks is reached; None when nothing stands out.

    `weeks` are of one behaviour, the oldest first. An extra only counts when it happens, so it
    is neither. Where people and others do not see the same it is not called easy.
    """
    if not weeks or weeks[-1].is_extra:
        return None
    same = [week for week in weeks if week.norm.pk == weeks[-1].norm.pk and week.observed]
    last = same[-WEEKS_LOOKED_AT:]
    if len(last) < WEEKS_LOOKED_AT:
        return None
    met, observed = sum(week.met for week in last), sum(week.observed for week in last)
    if is_too_hard(met, observed):
        return Reach.TOO_HARD
    by_others = sum(week.observed_by_others for week in last)
    if not is_with_ease(met, observed) or by_others < MIN_BY_OTHERS * observed:
        return None
    return None if _own_word_differs(same) else Reach.EASE


def is_with_ease(met: int, observed: int) -> bool:
    """Whether 35 or more were observed and the whole interval lies at 90 % or above."""
    around = wilson(met, observed)
    return observed >= MIN_FOR_EASE and around is not None and around.low >= EASE_FROM


def is_too_hard(met: int, observed: int) -> bool:
    """Whether 40 or more were observed and the whole interval lies under a half."""
    around = wilson(met, observed)
    return observed >= MIN_FOR_TOO_HARD and around is not None and around.high < TOO_HARD_UNDER


def _own_word_differs(weeks: Sequence[NormFigures]) -> bool:
    met, observed = sum(week.met for week in weeks), sum(week.observed for week in weeks)
    others_met = sum(week.met_by_others for week in weeks)
    others = sum(week.observed_by_others for week in weeks)
    own = Seen("self", met - others_met, observed - others)
    return divergence(own, Seen("others", others_met, others)) is not None
