"""Limits, runs, slipping and phases, by the published and the computed tables."""

from datetime import date
from itertools import groupby

import pytest
from scipy.stats import binom

from periods.week import Week
from scoring import control_limits
from scoring.charts import ChartPoint, Rule, Signal, chart_of, chart_weeks, held_against
from scoring.control_limits import (
    ewma,
    ewma_half_width,
    limits_of,
    raw_spread_of,
    runs,
    standardised,
)

FIRST = Week(date(2026, 1, 5))

ORANGE_JUICE = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22,
    8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
]  # fmt: skip
AFTER_THE_CHANGE = [
    9, 6, 12, 5, 6, 4, 6, 3, 7, 6, 2, 4, 3, 6, 5, 4, 8, 5, 6, 7, 5, 6, 3, 5,
]  # fmt: skip
PEACHES = [
    47, 42, 55, 51, 46, 61, 39, 44, 41, 51, 88, 101, 101,
    40, 48, 47, 50, 48, 57, 45, 43, 105, 98, 100, 96,
]  # fmt: skip
PEACHES_N = [250] * 10 + [500] * 3 + [250] * 8 + [500] * 4
ORDERS = [12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9]
ORDERS_N = [
    100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120, 120,
    120, 110, 80, 80, 80, 90, 100, 100, 100, 100, 90, 90,
]  # fmt: skip
WITHIN_FOUR_HOURS = [
    (266501, 280443), (264225, 276823), (276532, 291681), (281461, 296155), (269071, 282343),
    (261215, 275888), (270409, 283867), (279778, 295251), (270483, 284468), (270320, 282529),
    (267923, 279618), (271478, 283932), (255353, 266629), (256820, 268091), (261835, 276803),
    (259144, 271578), (255910, 266005), (260863, 273520), (264465, 278574), (260989, 273772),
]  # fmt: skip


def counts(met: list[int], n: list[int] | int) -> tuple[tuple[int, int], ...]:
    return tuple(zip(met, n if isinstance(n, list) else [n] * len(met), strict=True))


def ruled(held, rule: Rule) -> list[int]:
    """The numbers of the weeks with this signal, the first being 1."""
    return [index + 1 for index, each, _direction in held.signals if each == rule]


def weekly(rows, norm_id: int = 1, first: Week = FIRST) -> list[ChartPoint]:
    return [ChartPoint(first + at, met, n, norm_id) for at, (met, n) in enumerate(rows)]


def out_of(met: list[int], n: int, chance: float) -> list[int]:
    """The numbers of the weeks beyond the limits of chance alone."""
    low, high = limits_of(n, chance)
    return [number for number, each in enumerate(met, 1) if not low <= each / n <= high]


def test_v7_orange_juice():
    chance = sum(ORANGE_JUICE) / 1500
    assert chance == pytest.approx(0.2313333, abs=5e-8)
    assert limits_of(50, chance) == pytest.approx((0.05242755, 0.4102391), abs=5e-8)
    assert out_of(ORANGE_JUICE, 50, chance) == [15, 23]


def test_v7_without_the_two_weeks_that_were_explained():
    chance = 301 / 1400
    assert (chance * (1 - chance) / 50) ** 0.5 == pytest.approx(0.05809905, abs=5e-9)
    assert limits_of(50, chance) == pytest.approx((0.04070, 0.38930), abs=5e-6)
    assert out_of(ORANGE_JUICE, 50, chance) == [15, 21, 23]


def test_v7_the_weeks_after_the_change_have_limits_of_their_own():
    chance = sum(AFTER_THE_CHANGE) / 1200
    assert chance == pytest.approx(0.110833, abs=5e-7)
    assert limits_of(50, chance) == pytest.approx((0, 0.244021), abs=5e-7)


@pytest.mark.parametrize(
    ("met", "n", "centre", "limits", "out"),
    [
        (PEACHES, PEACHES_N, 0.193, {250: (0.1181, 0.2679), 500: (0.1401, 0.2459)}, []),
        (
            ORDERS,
            ORDERS_N,
            0.0955102,
            {80: (0, 0.194), 90: (0.003, 0.188), 100: (0.007, 0.184), 110: (0.011, 0.180),
             120: (0.015, 0.176)},
            [11],
        ),
    ],
    ids=["V8", "V8b"],
)  # fmt: skip
def test_limits_are_of_each_week_its_own(met, n, centre, limits, out):
    held = held_against(counts(met, n), len(met))
    assert float(held.centre) == pytest.approx(centre, abs=5e-8)
    for each, (low, high) in zip(n, held.limits, strict=True):
        assert (low, high) == pytest.approx(limits[each], abs=5e-4 if met is ORDERS else 5e-5)
    assert ruled(held, Rule.LIMITS) == out


@pytest.mark.parametrize(
    ("chance", "n", "signals", "quiet"),
    [(0.9, 20, 12, 13), (0.85, 20, 11, 12), (0.9, 10, 4, 5)],
)
def test_v9_a_small_week_gets_the_exact_limit(chance: float, n: int, signals: int, quiet: int):
    low, high = limits_of(n, chance)
    assert signals / n < low == quiet / n
    assert high == 1


@pytest.mark.parametrize(
    ("n", "chance"),
    [
        (1, 0.003), (1, 0.5), (2, 0.9), (5, 0.75), (9, 0.5), (9, 0.4999), (10, 0.4999),
        (10, 0.75), (30, 0.1), (30, 0.9), (50, 0.003), (400, 0.003), (400, 0.997),
    ],
)  # fmt: skip
def test_exact_limits_are_those_of_the_binomial_distribution(n: int, chance: float):
    quiet = [
        x
        for x in range(n + 1)
        if binom.cdf(x, n, chance) >= control_limits.TAIL
        and binom.sf(x - 1, n, chance) >= control_limits.TAIL
    ]
    assert limits_of(n, chance) == (min(quiet) / n, max(quiet) / n)


V10 = [
    0.3, -0.5, 2.1, 0.4, 2.3, -0.2, 1.2, 1.4, 0.2, 1.1,
    1.6, -0.3, -0.1, -0.9, -0.4, -0.2, -1.3, -0.6, -0.5, 3.2,
]  # fmt: skip


def z_of(rows, centre: float) -> list[float]:
    return [standardised(*row, centre=centre, chance=centre) for row in rows]


JUICE_Z = z_of(counts(ORANGE_JUICE, 50), 347 / 1500)


@pytest.mark.parametrize(
    ("z", "needed", "of", "beyond", "weeks"),
    [
        (V10, 1, 1, 3, [20]),
        (V10, 2, 3, 2, [5]),
        (V10, 4, 5, 1, [11]),
        (V10, 8, 8, 0, [19]),
        (JUICE_Z, 1, 1, 3, [15, 23]),
        (JUICE_Z, 2, 3, 2, [22, 23]),
        (JUICE_Z, 4, 5, 1, [24]),
        (JUICE_Z, 8, 8, 0, []),
    ],
)
def test_v10_the_last_week_of_a_run_takes_part(z, needed, of, beyond, weeks):
    found = runs(z, needed=needed, of=of, beyond=beyond)
    assert sorted(index + 1 for index, _direction in found) == weeks


def test_zones_are_for_large_weeks_alone():
    large = held_against(counts([170] * 12 + [155, 155], 200), 12)
    assert ruled(large, Rule.TWO_OF_THREE) == [14]
    small = held_against(counts([17] * 12 + [13, 13], 20), 12)
    assert standardised(13, 20, centre=0.85, chance=0.85) < -2
    assert ruled(small, Rule.TWO_OF_THREE) == ruled(small, Rule.LIMITS) == []


def test_v11_large_weeks_that_differ_more_than_chance():
    held = held_against(tuple(WITHIN_FOUR_HOURS), 20)
    chance = 5324775 / 5587970
    z = z_of(WITHIN_FOUR_HOURS, chance)
    assert float(held.centre) == pytest.approx(0.9528997, abs=5e-8)
    assert raw_spread_of(z) == pytest.approx(10.6404, abs=5e-5)
    assert limits_of(280443, chance) == pytest.approx((0.951700, 0.954100), abs=5e-7)
    assert held.limits[0] == pytest.approx((0.940130, 0.965670), abs=5e-7)
    assert held.limits[3] == pytest.approx((0.940473, 0.965326), abs=5e-7)
    assert ruled(held, Rule.LIMITS) == []
    without = [
        number
        for number, (met, n) in enumerate(WITHIN_FOUR_HOURS, 1)
        if not limits_of(n, chance).low <= met / n <= limits_of(n, chance).high
    ]
    assert without == [n for n in range(1, 21) if n not in (5, 7, 18, 20)]


def test_limits_are_never_narrowed_and_not_widened_for_under_twenty_weeks():
    assert held_against(counts([17] * 24, 20), 20).spread == 1
    assert held_against(tuple(WITHIN_FOUR_HOURS[:19]), 19).spread == 1


V12 = [
    52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5,
    49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1,
]  # fmt: skip
V12_LEVELS = [
    50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33,
    50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99,
]  # fmt: skip
V13 = [
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34,
    9.03, 11.47, 10.51, 9.40, 10.08, 9.37, 10.62, 10.31, 8.52, 10.84,
    10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52,
]  # fmt: skip


def test_v12_the_moving_level():
    levels = ewma(V12, weight=0.3, start=50)
    # NIST cuts off behind the second decimal, or rounds.
    assert levels == pytest.approx(V12_LEVELS, abs=0.0101)
    reach = {i: ewma_half_width(0.3, 3, steps=i, sigma=2.0539) for i in (1, 2, 3, 5, 10, 99)}
    upper = {i: round(50 + width, 4) for i, width in reach.items()}
    assert upper == {1: 51.8485, 2: 52.2564, 3: 52.4314, 5: 52.5516, 10: 52.5874, 99: 52.5884}
    assert max(levels) < 50 + reach[99]
    assert min(levels) > 50 - reach[99]


def test_v13_the_moving_level_and_its_first_signal():
    levels = ewma(V13, weight=0.1, start=10)
    asked = {1: 9.945, 2: 9.7495, 16: 9.9843, 28: 10.5731, 29: 10.6468, 30: 10.6341}
    assert {i: levels[i - 1] for i in asked} == pytest.approx(asked, abs=5e-5)
    widths = {i: ewma_half_width(0.1, 2.7, steps=i) for i in range(1, 31)}
    expected = {1: 0.2700, 2: 0.3632, 16: 0.6087, 30: 0.6189}
    assert {i: widths[i] for i in expected} == pytest.approx(expected, abs=5e-5)
    assert [i for i, level in enumerate(levels, 1) if abs(level - 10) > widths[i]] == [29, 30]


V14 = [
    (17, 20), (16, 18), (19, 22), (16, 20), (20, 25),
    (15, 20), (18, 24), (14, 20), (16, 22), (13, 20),
]  # fmt: skip


def test_v14_slipping_is_found_before_any_week_is_out():
    z = z_of(V14, 0.85)
    assert z == pytest.approx(
        [0, 0.4621, 0.1791, -0.6262, -0.7001, -1.2524, -1.3720, -1.8787, -1.6121, -2.5049],
        abs=5e-5,
    )
    levels = ewma(z, weight=0.2, start=0)
    assert levels == pytest.approx(
        [0, 0.0924, 0.1098, -0.0374, -0.1700, -0.3865, -0.5836, -0.8426, -0.9965, -1.2982],
        abs=5e-5,
    )
    lower = [-ewma_half_width(0.2, 2.7, steps=i) for i in range(1, 11)]
    assert lower == pytest.approx(
        [-0.5400, -0.6915, -0.7731, -0.8210, -0.8503, -0.8685, -0.8800, -0.8872, -0.8919, -0.8948],
        abs=5e-5,
    )
    assert next(i for i in range(10) if levels[i] < lower[i]) == 8
    assert limits_of(20, 0.85).low <= 0.65


def test_slipping_on_a_chart_is_told_on_the_lower_side_alone():
    steady = [(17, 20)] * 20
    falling = chart_of(weekly([*steady, *[(14, 20)] * 6]))
    assert Signal(Rule.SLIPPING, FIRST + 24, "below") in falling.signals
    rising = chart_of(weekly([*steady, *[(20, 20)] * 6]))
    assert {signal.rule for signal in rising.signals} <= {Rule.LIMITS, Rule.ONE_SIDE}


def test_under_twelve_weeks_there_are_no_limits_and_no_signals():
    eleven = chart_of(weekly([(17, 20)] * 10 + [(0, 20)]))
    assert eleven.phases[0].baseline == ()
    assert eleven.phases[0].limits == {}
    assert eleven.signals == []
    twelve = chart_of(weekly([(17, 20)] * 11 + [(0, 20)]))
    assert Signal(Rule.LIMITS, FIRST + 11, "below") in twelve.signals


def test_the_baseline_grows_to_twenty_quiet_weeks_and_is_then_frozen():
    rows = [(17, 20)] * 24
    phases = [chart_of(weekly(rows[:n])).phases[0] for n in (15, 20, 24)]
    assert [len(phase.baseline) for phase in phases] == [15, 20, 20]
    assert [phase.grows for phase in phases] == [True, False, False]
    assert phases[2].baseline == tuple(FIRST + at for at in range(20))


def test_the_baseline_ends_where_the_weeks_begin_to_differ():
    rows = [(17, 20)] * 14 + [(8, 20)] * 3
    before, after = chart_of(weekly(rows[:15])).phases[0], chart_of(weekly(rows)).phases[0]
    assert after.baseline == before.baseline == tuple(FIRST + at for at in range(14))
    assert float(after.centre) == float(before.centre) == 0.85
    assert not after.grows
    assert {signal.week for signal in after.signals} == {FIRST + at for at in (14, 15, 16)}


def test_a_new_norm_is_a_new_phase_with_a_baseline_of_its_own():
    old = weekly([(19, 20)] * 14)
    new = weekly([(10, 20)] * 12, norm_id=2, first=FIRST + 14)
    chart = chart_of([*old, *new])
    assert [phase.norm_id for phase in chart.phases] == [1, 2]
    assert [float(phase.centre) for phase in chart.phases] == [0.95, 0.5]
    assert chart.signals == []


def test_two_norms_in_the_same_weeks_are_two_phases():
    both = [*weekly([(9, 10)] * 12), *weekly([(1, 10)] * 12, norm_id=2)]
    points = [
        point for _week, rows in groupby(sorted(both), key=lambda row: row.week) for point in rows
    ]
    assert [len(phase.points) for phase in chart_of(points).phases] == [12, 12]


def test_an_excluded_or_an_empty_week_is_part_of_nothing():
    rows = [(17, 20)] * 14
    rows[3] = (0, 20)
    rows[7] = (0, 0)
    chart = chart_of(weekly(rows), excluded={FIRST + 3})
    (phase,) = chart.phases
    assert float(phase.centre) == 0.85
    assert FIRST + 3 not in phase.limits
    assert FIRST + 7 not in phase.baseline
    assert len(phase.baseline) == 12
    assert chart.signals == []
    assert chart_of(weekly(rows)).signals != []


@pytest.mark.parametrize("met", [0, 20])
def test_all_or_none_met_is_not_certain(met: int):
    chart = chart_of(weekly([*[(met, 20)] * 20, (abs(met - 1), 20)]))
    assert chart.signals == []
    assert 0 < chart.phases[0].limits[FIRST].high - chart.phases[0].limits[FIRST].low < 1


def test_a_small_week_within_a_contact_of_the_centre_is_on_neither_side():
    assert chart_of(weekly([(19, 20), *[(20, 20)] * 20])).signals == []
    above = chart_of(weekly([(16, 20)] * 20 + [(18, 20)] * 8)).signals
    assert Signal(Rule.ONE_SIDE, FIRST + 27, "above") in above


def test_a_chart_begins_with_a_quarter_and_holds_twenty_six_to_thirty_eight_weeks():
    lengths = [len(chart_weeks(FIRST + at)) for at in range(26)]
    assert sorted(set(lengths)) == list(range(26, 39))
    assert chart_weeks(FIRST)[-1] == FIRST
    starts = [chart_weeks(FIRST + at)[0] for at in range(26)]
    assert len(set(starts)) <= 3
