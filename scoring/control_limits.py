"""The arithmetic of a control chart: limits of a share, standardised weeks, runs, the EWMA.

Pure. Shares and chances are 0..1; z counts in standard deviations. See `scoring.charts`.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from typing import Literal, NamedTuple

SIGMAS = 3
"""How far from the centre chance alone seldom brings a week."""
TAIL = 0.00135
"""The chance beyond three sigma on one side of a normal distribution."""
MIN_EXPECTED = 5
"""With fewer expected on either side (met or not) the distribution is too skew to call normal."""
MIN_EXPECTED_TO_SLIP = 1
"""A week with fewer expected is passed by: a single miss in it would weigh as a slide."""
EWMA_WEIGHT = 0.2
EWMA_REACH = 2.7
"""One false alarm in some 483 weeks; a level half a sigma lower is found after 29."""
MEAN_RANGE = 1.128
"""The mean of the range of two draws from a normal distribution, in sigma."""
MIN_FOR_SPREAD = 20
"""From so many large weeks on it is looked whether they differ more than chance makes them."""
MIN_SPREAD = 1.2
"""Weeks that differ less than so many times what chance makes keep the limits of chance."""


class Limits(NamedTuple):
    """A share from `low` up to and including `high` is what chance leaves."""

    low: float
    high: float


def certain_enough(met: int, observed: int) -> float:
    """The share as the chance of being met, never quite 0 or 1: that no number of weeks can prove.

    Where all or none met, half an observation is added to either side (Jeffreys).
    """
    if 0 < met < observed:
        return met / observed
    return (met + 0.5) / (observed + 1)


def expected(n: int, chance: float) -> float:
    """How many of `n` chance would put on the rarer side, met or not."""
    return n * min(chance, 1 - chance)


def on_centre(met: int, observed: int, chance: float) -> bool:
    """Whether the week lies within a contact of the centre: as near as whole contacts allow.

    At a centre of 98 % twenty of twenty is no better than expected, though it lies above it.
    """
    return abs(met - observed * chance) < 1


@lru_cache(maxsize=8192)
def limits_of(n: int, chance: float, spread: float = 1.0) -> Limits:
    """Between which shares chance leaves a week of `n`: p ± 3 sigma x spread, within 0..1.

    A small week gets the exact limits of the binomial distribution, whatever the spread: beyond
    them lies a share whose chance, with all further ones, is under 0.00135.
    """
    if expected(n, chance) < MIN_EXPECTED:
        return _exact_limits(n, chance)
    reach = SIGMAS * spread * sqrt(chance * (1 - chance) / n)
    return Limits(max(0.0, chance - reach), min(1.0, chance + reach))


def _exact_limits(n: int, chance: float) -> Limits:
    if chance <= 0.5:
        few, many = _quiet_counts(n, chance)
    else:
        # Counted on the rare side, where no power vanishes.
        rare_few, rare_many = _quiet_counts(n, 1 - chance)
        few, many = n - rare_many, n - rare_few
    return Limits(few / n, many / n)


def _quiet_counts(n: int, chance: float) -> tuple[int, int]:
    """The fewest and the most of `n` that give no signal; `chance` is at most a half."""
    few, many = 0, 0
    term = below = (1 - chance) ** n
    while below < TAIL:
        few += 1
        term *= (n - few + 1) / few * chance / (1 - chance)
        below += term
    many = few
    while many < n and 1 - below >= TAIL:
        many += 1
        term *= (n - many + 1) / many * chance / (1 - chance)
        below += term
    return few, many


def standardised(met: int, observed: int, *, centre: float, chance: float) -> float:
    """How many standard deviations a week's share lies above the centre.

    `chance` is the centre, kept off 0 and 1, where there would be no deviation to divide by.
    """
    return (met / observed - centre) / sqrt(chance * (1 - chance) / observed)


def spread_of(z: Sequence[float]) -> float:
    """How much more large weeks differ from each other than chance makes them (Laney's sigma z).

    1 unless there are 20 and it is more than 1.2: limits are never narrowed, nor widened for a
    trifle.
    """
    if len(z) < MIN_FOR_SPREAD:
        return 1.0
    spread = raw_spread_of(z)
    return spread if spread > MIN_SPREAD else 1.0


def raw_spread_of(z: Sequence[float]) -> float:
    """The mean moving range of at least two standardised weeks, in sigma."""
    ranges = [abs(after - before) for before, after in pairwise(z)]
    return sum(ranges) / len(ranges) / MEAN_RANGE


def runs(
    z: Sequence[float], *, needed: int, of: int, beyond: float
) -> Iterator[tuple[int, Literal["below", "above"]]]:
    """Where `needed` of the last `of` lie more than `beyond` to one side, and to which.

    The last of them must be one of those: a run is not told again once it is over.
    """
    sides: tuple[tuple[Literal["below", "above"], int], ...] = (("below", -1), ("above", 1))
    for direction, sign in sides:
        out = [sign * level > beyond for level in z]
        for index, is_out in enumerate(out):
            if is_out and sum(out[max(0, index - of + 1) : index + 1]) >= needed:
                yield index, direction


def ewma(values: Sequence[float], *, weight: float, start: float) -> list[float]:
    """The level after each value: `weight` (0..1) of it and the rest of what was before."""
    levels, level = [], start
    for value in values:
        level = weight * value + (1 - weight) * level
        levels.append(level)
    return levels


def ewma_half_width(weight: float, reach: float, *, steps: int, sigma: float = 1.0) -> float:
    """How far the level may lie from its start after so many values, exactly."""
    return reach * sigma * sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * steps)))
