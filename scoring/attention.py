"""What most needs attention in a week. Pure."""

from collections.abc import Iterable
from fractions import Fraction

from scoring.figures import NormFigures


def needs_attention(figures: Iterable[NormFigures]) -> list[NormFigures]:
    """The norms whose whole interval lies below their share target, the widest gap first.

    Equal gaps stand in the order given. A norm without a target, or with too few contacts for a
    share to be shown, is never among them.
    """
    below = [row for row in figures if row.stands_apart == "below"]
    return sorted(below, key=lambda row: row.gap or Fraction(), reverse=True)
