"""Two checks on what a norm's figures rest on: who saw it, and where measured values lie.

Pure. What they find is a question to a team, pooled over weeks and people, and never an
accusation: people may simply see the same thing differently (G1), or a clock may be rounded (G2).
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import NamedTuple

from scoring.statistics import Difference, newcombe_difference

MIN_DIFFERENCE = Fraction(1, 10)
"""A smaller difference in shares is not worth a question."""
MIN_SEEN = 20
"""On each side, and of the values around a limit."""
HEAPING_CHANCE = Fraction(1, 1000)
"""Values heap when chance alone brings so many to this side of the limit less often than this."""
MIN_LIMIT_SECONDS = 15
"""Under a shorter limit the seconds just within it are most of the seconds there are."""
JUST_WITHIN = 2
"""Values of limit - 2 up to and including the limit are held against those just past it."""
JUST_PAST = 3
"""Values of limit + 1 up to and including limit + 3: as many."""


class Seen(NamedTuple):
    """What one kind of people saw of a norm: met of observed. `who` is an origin of contacts."""

    who: str
    met: int
    observed: int


class Divergence(NamedTuple):
    """Two who do not see the same, the one who sees more of it met first."""

    more: Seen
    less: Seen
    difference: Difference


class Heaping(NamedTuple):
    """So many measured values just within the limit, and so many just past it."""

    within: int
    past: int
    chance: Fraction


def divergence(one: Seen, other: Seen) -> Divergence | None:
    """Whether `one` sees clearly more of the norm met than `other` does (Newcombe, 95 %).

    By at least 0.10, with 20 or more seen by each; None when not.
    """
    if min(one.observed, other.observed) < MIN_SEEN:
        return None
    difference = newcombe_difference(one.met, one.observed, other.met, other.observed)
    if difference is None or difference.difference < MIN_DIFFERENCE or difference.low <= 0:
        return None
    return Divergence(one, other, difference)


def divergences(seen: Sequence[Seen]) -> list[Divergence]:
    """Every pair that diverges; those nearest to the work stand first in `seen`."""
    pairs = (divergence(one, other) for one, other in combinations(seen, 2))
    return [found for found in pairs if found]


def heaping(within: int, past: int) -> Heaping | None:
    """Whether measured values lie just within the limit more often than chance brings them there.

    One-sided exact binomial of a half; None when not, or with fewer than 20 around the limit.
    """
    total = within + past
    if total < MIN_SEEN:
        return None
    chance = heaping_chance(within, total)
    return Heaping(within, past, chance) if chance < HEAPING_CHANCE else None


def heaping_chance(within: int, total: int) -> Fraction:
    """The chance (0..1) of so many or more within, were either side as likely."""
    return Fraction(sum(comb(total, n) for n in range(within, total + 1)), 2**total)
