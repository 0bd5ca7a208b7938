"""Figures out of counts: shares, means, intervals, differences, and what small numbers allow.

Pure: no database, no clock. Sums and divisions are exact (Fraction); a float appears only where
a square root makes it unavoidable, so in the limits of intervals. With nothing to divide by
the answer is None, never 0.

Sources: Wilson 1927; Newcombe 1998, Statistics in Medicine 17, 857-872 (the interval, method 3)
and 873-890 (the difference, method 10); Kish 1965 for the effective number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from math import sqrt
from typing import Literal, NamedTuple

Z_95 = 1.959964
"""The two-sided 95 % point of the normal distribution."""

MIN_FOR_SHARE = 5
"""Below this many, only the counts are shown: "3 of 4"."""
MIN_FOR_FULL = 20
"""Below this many, a share is called indicative; a named person's share is not shown at all."""

SCORE_SCALE = 10_000
"""Stored scores are integers of 0 to this."""


class Interval(NamedTuple):
    """A 95 % interval of a share, both ends within 0..1."""

    low: float
    high: float


class Difference(NamedTuple):
    """The first share minus the second (-1..1), with its 95 % interval."""

    difference: Fraction
    low: float
    high: float

    @property
    def is_difference(self) -> bool:
        """Whether no difference at all (0) lies outside the interval."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class WeightedTally:
    """`count` observations of one weight, their scores summed in ten-thousandths."""

    weight: int
    count: int
    score_sum: int


class Evidence(StrEnum):
    """How much a number of contacts can carry."""

    NONE = "none"
    COUNTS_ONLY = "counts_only"
    INDICATIVE = "indicative"
    FULL = "full"


def share(numerator: int, denominator: int) -> Fraction | None:
    """The part, 0..1, that `numerator` is of `denominator`; None of nothing.

    Refuses negative counts and a part that is more than the whole (ValueError).
    """
    _refuse_no_share(numerator, denominator)
    return Fraction(numerator, denominator) if denominator else None


def _refuse_no_share(numerator: int, denominator: int) -> None:
    if not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator} of {denominator} is no share.")


def graded_mean_of_tallies(tallies: Iterable[WeightedTally]) -> Fraction | None:
    """sum(weight x score) / sum(weight), 0..1, of observations counted per weight.

    None of nothing.
    """
    rows = list(tallies)
    total_weight = sum(row.weight * row.count for row in rows)
    if not total_weight:
        return None
    return Fraction(sum(row.weight * row.score_sum for row in rows), total_weight * SCORE_SCALE)


def effective_n_of_tallies(tallies: Iterable[WeightedTally]) -> Fraction | None:
    """Kish's effective number, (sum w)^2 / sum(w^2), of observations counted per weight.

    Equal to their number when all weigh the same, else less; None of nothing.
    """
    rows = list(tallies)
    squares = sum(row.weight**2 * row.count for row in rows)
    return Fraction(sum(row.weight * row.count for row in rows) ** 2, squares) if squares else None


@lru_cache(maxsize=8192)
def wilson(successes: int, n: int) -> Interval | None:
    """Wilson's 95 % interval of `successes` out of `n`; None when n is 0.

    Refuses counts that are no share (ValueError).
    """
    _refuse_no_share(successes, n)
    return _wilson(successes / n, n) if n else None


def wilson_of_share(p: Fraction | None, n_effective: Fraction | int | None) -> Interval | None:
    """Wilson's 95 % interval of a share or graded mean `p` (0..1) with a number behind it.

    With Kish's number it is safe for a graded mean: a score in 0..1 varies at most as much as
    a yes or no. None without a share or a number. Refuses p outside 0..1 (ValueError).
    """
    if p is None or not n_effective:
        return None
    if not 0 <= p <= 1 or n_effective < 0:
        raise ValueError(f"{p} with {n_effective} behind it is no share.")
    return _wilson(float(p), float(n_effective))


def _wilson(estimate: float, n: float) -> Interval:
    scale = 1 + Z_95**2 / n
    middle = (estimate + Z_95**2 / (2 * n)) / scale
    reach = Z_95 * sqrt(estimate * (1 - estimate) / n + Z_95**2 / (4 * n**2)) / scale
    # At the very ends the limit is known; a float would leave a speck beside it.
    return Interval(
        low=0.0 if estimate == 0 else max(0.0, middle - reach),
        high=1.0 if estimate == 1 else min(1.0, middle + reach),
    )


@lru_cache(maxsize=8192)
def newcombe_difference(
    successes_1: int, n_1: int, successes_2: int, n_2: int
) -> Difference | None:
    """Share 1 minus share 2 with Newcombe's hybrid score interval; None when either n is 0."""
    around_1, around_2 = wilson(successes_1, n_1), wilson(successes_2, n_2)
    if around_1 is None or around_2 is None:
        return None
    p_1, p_2 = successes_1 / n_1, successes_2 / n_2
    down = sqrt((p_1 - around_1.low) ** 2 + (around_2.high - p_2) ** 2)
    up = sqrt((around_1.high - p_1) ** 2 + (p_2 - around_2.low) ** 2)
    difference = Fraction(successes_1 * n_2 - successes_2 * n_1, n_1 * n_2)
    return Difference(
        difference,
        low=max(-1.0, float(difference) - down),
        high=min(1.0, float(difference) + up),
    )


def evidence(n: int) -> Evidence:
    """What may be shown of `n` observations. Refuses a negative number (ValueError)."""
    if n < 0:
        raise ValueError("A number of observations is 0 or more.")
    if n == 0:
        return Evidence.NONE
    if n < MIN_FOR_SHARE:
        return Evidence.COUNTS_ONLY
    return Evidence.INDICATIVE if n < MIN_FOR_FULL else Evidence.FULL


def stands_apart(
    interval: Interval | None, share_target: Fraction | Decimal | float | None, n: int
) -> Literal["below", "above"] | None:
    """On which side of the share target (0..1) the whole interval lies, if on one.

    None when it holds the target, when there is no target, and when `n` is too small for a
    share to be shown: then there is no colour either.
    """
    if interval is None or share_target is None or n < MIN_FOR_SHARE:
        return None
    if interval.high < share_target:
        return "below"
    return "above" if interval.low > share_target else None


def rounded_half_up(value: Fraction | Decimal | float, digits: int) -> Decimal:
    """The value with exactly `digits` decimals (0 or more), a half rounded away from zero.

    For showing only: Python's own round() goes to the even neighbour. Never gives a minus zero;
    refuses NaN (ValueError) and infinity (OverflowError).
    """
    numerator, denominator = value.as_integer_ratio()
    steps = (2 * abs(numerator) * 10**digits + denominator) // (2 * denominator)
    return Decimal(-steps if numerator < 0 else steps).scaleb(-digits)


VITAL_SHARE = Fraction(4, 5)
"""How much of all the vital few make up."""


def vital_few(counts: Sequence[int]) -> int:
    """How many of the first of these counts, the largest first, make up four fifths of their sum.

    The smallest such number; 0 when there is nothing. Juran's rule, as in a Pareto chart.
    """
    reached = accumulate(counts)
    enough = VITAL_SHARE * sum(counts)
    return next((n for n, total in enumerate(reached, start=1) if total >= enough > 0), 0)
