"""Signal or noise: a share week by week, held against the team's own earlier weeks.

Pure: no database, no clock. A chart has a phase for each norm version; nothing is ever held
against weeks under another norm. In a phase the first weeks are the baseline: limits and run
rules say whether a week differs from it more than chance makes it. A signal is a reason to talk,
never a grade. The arithmetic of limits and rules is in `scoring.control_limits`.

Sources: Montgomery, Introduction to Statistical Quality Control (p-chart, EWMA); Western Electric
1956 (run rules); Laney 2002 (p'); Lucas & Saccucci 1990 (limits of the EWMA).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple

from periods.week import Week, weeks_ending
from scoring.control_limits import (
    EWMA_REACH,
    EWMA_WEIGHT,
    MIN_EXPECTED,
    MIN_EXPECTED_TO_SLIP,
    Limits,
    certain_enough,
    ewma,
    ewma_half_width,
    expected,
    limits_of,
    on_centre,
    runs,
    spread_of,
    standardised,
)

MIN_BASELINE = 12
"""With fewer weeks there are points and intervals, no limits and no signals."""
MAX_BASELINE = 20
"""The baseline takes in quiet weeks up to this many, and is then left as it is."""

CHART_WEEKS = 26
"""A chart shows at least so many weeks; see `chart_weeks`."""
QUARTER = 13
_A_MONDAY = Week.parse("2018-W01")


class Rule(StrEnum):
    """Why a week is worth a word."""

    LIMITS = "limits"
    TWO_OF_THREE = "two_of_three"
    FOUR_OF_FIVE = "four_of_five"
    ONE_SIDE = "one_side"
    SLIPPING = "slipping"


#: So many of so many, the last among them, lie more than so many sigma to one side.
_RUNS = {
    Rule.TWO_OF_THREE: (2, 3, 2.0),
    Rule.FOUR_OF_FIVE: (4, 5, 1.0),
    Rule.ONE_SIDE: (8, 8, 0.0),
}
#: Their zones hold for a normal distribution only, so for weeks with many contacts.
_FOR_LARGE_WEEKS = {Rule.TWO_OF_THREE, Rule.FOUR_OF_FIVE}

Direction = Literal["below", "above"]


class ChartPoint(NamedTuple):
    """One week under one norm version: met of observed; nothing observed is an empty week."""

    week: Week
    met: int
    observed: int
    norm_id: int


class Signal(NamedTuple):
    """A week that differs from the baseline more than chance makes it, and on which side."""

    rule: Rule
    week: Week
    direction: Direction


@dataclass(frozen=True)
class Phase:
    """The non-empty weeks under one norm version, and what they are held against."""

    norm_id: int
    points: tuple[ChartPoint, ...]
    #: The weeks of the baseline, oldest first; empty while there are too few for one.
    baseline: tuple[Week, ...]
    #: Whether the next week may still become part of it.
    grows: bool
    #: Met of observed over the baseline, 0..1; None without one.
    centre: Fraction | None
    #: Between which shares (0..1) chance alone leaves a week; excluded weeks are not in it.
    limits: Mapping[Week, Limits]
    #: How many times wider than chance alone the limits of large weeks are (Laney); mostly 1.
    spread: float
    signals: tuple[Signal, ...]


@dataclass(frozen=True)
class Chart:
    """One norm of one team over the weeks: a phase for each norm version, the oldest first."""

    phases: tuple[Phase, ...]

    @property
    def signals(self) -> list[Signal]:
        """All of them, the oldest week first."""
        found = [signal for phase in self.phases for signal in phase.signals]
        return sorted(found, key=lambda signal: signal.week)

    def signals_in(self, week: Week) -> list[Signal]:
        """Those of one week."""
        return [signal for signal in self.signals if signal.week == week]


@lru_cache
def chart_weeks(last: Week) -> Sequence[Week]:
    """The weeks of a chart up to and including `last`: 26 to 38, from the start of a quarter.

    Counted in quarters of thirteen weeks, so that it begins with the same week for a quarter
    long: the baseline of a norm that is older than the chart does not move along every week.
    """
    since = (last - _A_MONDAY) % QUARTER
    return tuple(weeks_ending(last, CHART_WEEKS + since))


def chart_of(points: Iterable[ChartPoint], excluded: Collection[Week] = ()) -> Chart:
    """The chart of one norm of one team; `points` stand in order of week, then of norm.

    A week that is `excluded` is part of nothing: baseline, limits and rules pass it by, as they
    do an empty week. A phase without weeks is no phase.
    """
    phases: dict[int, list[ChartPoint]] = {}
    for point in points:
        if point.observed:
            phases.setdefault(point.norm_id, []).append(point)
    return Chart(tuple(_phase(norm_id, rows, excluded) for norm_id, rows in phases.items()))


def _phase(norm_id: int, points: Sequence[ChartPoint], excluded: Collection[Week]) -> Phase:
    counted = [point for point in points if point.week not in excluded]
    counts = tuple((point.met, point.observed) for point in counted)
    basis = _basis_of(counts)
    held = held_against(counts, basis)
    return Phase(
        norm_id=norm_id,
        points=tuple(points),
        baseline=tuple(point.week for point in counted[:basis]),
        grows=basis == len(counted) < MAX_BASELINE,
        centre=held.centre,
        limits={point.week: limits for point, limits in zip(counted, held.limits, strict=False)},
        spread=held.spread,
        signals=tuple(
            Signal(rule, counted[index].week, direction) for index, rule, direction in held.signals
        ),
    )


def _basis_of(counts: tuple[tuple[int, int], ...]) -> int:
    """How many of the first weeks are the baseline; 0 while there are too few.

    The first twelve, and each next one, up to twenty, as long as the newest is no signal against
    those before it: a team that slips does not take its own yardstick along.
    """
    if len(counts) < MIN_BASELINE:
        return 0
    basis = MIN_BASELINE
    while basis < min(len(counts), MAX_BASELINE):
        held = held_against(counts[: basis + 1], basis)
        if any(index == basis for index, _rule, _direction in held.signals):
            break
        basis += 1
    return basis


class Held(NamedTuple):
    """What holding weeks against the first of them gave; signals by the index of the week."""

    centre: Fraction | None
    limits: tuple[Limits, ...]
    spread: float
    signals: tuple[tuple[int, Rule, Direction], ...]


@lru_cache(maxsize=4096)
def held_against(counts: tuple[tuple[int, int], ...], basis: int) -> Held:
    """Weeks of (met, observed), each with something observed, against the first `basis` of them.

    Nothing but the weeks when `basis` is 0. Remembered: a week page asks it for every norm.
    """
    if not basis:
        return Held(None, (), 1.0, ())
    met, observed = (sum(column) for column in zip(*counts[:basis], strict=True))
    centre, chance = met / observed, certain_enough(met, observed)
    large = [expected(n, chance) >= MIN_EXPECTED for _met, n in counts]
    z = [standardised(*row, centre=centre, chance=chance) for row in counts]
    spread = spread_of([level for level, is_so in zip(z, large, strict=True) if is_so])
    limits = tuple(limits_of(n, chance, spread) for _met, n in counts)
    evened = [level / spread if is_so else level for level, is_so in zip(z, large, strict=True)]

    sided = [
        level if is_so or not on_centre(*row, chance) else 0.0
        for level, is_so, row in zip(evened, large, counts, strict=True)
    ]
    slow = [i for i, (_met, n) in enumerate(counts) if expected(n, chance) >= MIN_EXPECTED_TO_SLIP]
    slips = _slipping([evened[i] for i in slow])
    found: list[tuple[int, Rule, Direction]] = [
        *_beyond_limits(counts, limits),
        *_in_runs(sided, large),
        *((slow[i], Rule.SLIPPING, "below") for i in slips),
    ]
    order = list(Rule)
    found.sort(key=lambda row: (row[0], order.index(row[1])))
    return Held(Fraction(met, observed), limits, spread, tuple(found))


def _beyond_limits(
    counts: Sequence[tuple[int, int]], limits: Sequence[Limits]
) -> list[tuple[int, Rule, Direction]]:
    found: list[tuple[int, Rule, Direction]] = []
    for index, ((met, observed), (low, high)) in enumerate(zip(counts, limits, strict=True)):
        share = met / observed
        if share < low:
            found.append((index, Rule.LIMITS, "below"))
        elif share > high:
            found.append((index, Rule.LIMITS, "above"))
    return found


def _in_runs(z: Sequence[float], large: Sequence[bool]) -> list[tuple[int, Rule, Direction]]:
    found: list[tuple[int, Rule, Direction]] = []
    for rule, (needed, of, beyond) in _RUNS.items():
        for index, direction in runs(z, needed=needed, of=of, beyond=beyond):
            if rule not in _FOR_LARGE_WEEKS or all(large[max(0, index - of + 1) : index + 1]):
                found.append((index, rule, direction))
    return found


def _slipping(z: Sequence[float]) -> Iterator[int]:
    """Where the moving level lies too low, and the week itself low too.

    On the upper side there is nothing to warn of.
    """
    for index, level in enumerate(ewma(z, weight=EWMA_WEIGHT, start=0)):
        reach = ewma_half_width(EWMA_WEIGHT, EWMA_REACH, steps=index + 1)
        if level < -reach and z[index] < 0:
            yield index
