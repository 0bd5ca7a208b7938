"""What most needs attention in a week, and from what attention slips. Pure."""

from collections.abc import Iterable
from fractions import Fraction

from scoring.figures import NormFigures

#: Less attention than once a week, over four weeks, is no habit that could slip.
HABIT = 4


def needs_attention(figures: Iterable[NormFigures]) -> list[NormFigures]:
    """The norms whose whole interval lies below their share target, the widest gap first.

    Equal gaps stand in the order given. A norm without a target, or with too few contacts for a
    share to be shown, is never among them.
    """
    below = [row for row in figures if row.stands_apart == "below"]
    return sorted(below, key=lambda row: row.gap or Fraction(), reverse=True)


def attention_slips(*, recent: int, last_four: int, four_before: int, in_focus: bool) -> bool:
    """Whether attention for a behaviour slips, by how often it was given.

    `recent` is of the last 14 days, the others of the last four weeks and the four before. It
    slips when nothing was given in 14 days, or less than half of what it was; of a behaviour that
    had attention once a week, or is in focus. Apart from how often its norm was met: attention
    goes before results do.
    """
    had_habit = four_before >= HABIT
    if recent == 0:
        return in_focus or had_habit
    return had_habit and 2 * last_four < four_before
