"""Shares, means, intervals and differences: tables V2, V3 and V4, and statsmodels beside them."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from scoring.statistics import (
    Evidence,
    Interval,
    WeightedTally,
    effective_n_of_tallies,
    evidence,
    graded_mean_of_tallies,
    newcombe_difference,
    rounded_half_up,
    share,
    stands_apart,
    vital_few,
    wilson,
    wilson_of_share,
)

TOLERANCE = 5e-5
# statsmodels takes z to sixteen figures, the scoring rules to seven.
SAME_FORMULA = 1e-7

# (weight, met, score) of the nine observations of V2.
V2 = [
    (2, True, Fraction(1)),
    (1, True, Fraction(3, 4)),
    (3, False, Fraction(0)),
    (2, True, Fraction(1)),
    (2, False, Fraction(1, 2)),
    (1, True, Fraction(1)),
    (3, True, Fraction(1)),
    (2, False, Fraction(1, 4)),
    (1, True, Fraction(1)),
]

V3 = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
    (1, 1, 0.2065, 1),
    (0, 1, 0, 0.7935),
    (1, 2, 0.0945, 0.9055),
    (10, 11, 0.6226, 0.9838),
    (90, 100, 0.8256, 0.9448),
    (100, 100, 0.9630, 1),
    (4, 5, 0.3755, 0.9638),
    (8, 10, 0.4902, 0.9433),
    (16, 20, 0.5840, 0.9193),
    (24, 30, 0.6269, 0.9049),
]

V4 = [
    (56, 70, 48, 80, 0.2000, 0.0524, 0.3339, True),
    (9, 10, 3, 10, 0.6000, 0.1705, 0.8090, True),
    (6, 7, 2, 7, 0.5714, 0.0582, 0.8062, True),
    (5, 56, 0, 29, 0.0893, -0.0381, 0.1926, False),
    (0, 10, 0, 20, 0, -0.1611, 0.2775, False),
    (10, 10, 0, 10, 1, 0.6075, 1, True),
    (23, 60, 18, 72, 0.1333, -0.0246, 0.2861, False),
]

counts = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
tallies = st.lists(st.tuples(st.integers(1, 5), st.integers(0, 10_000)), max_size=40)


def bounds(interval: Interval | None) -> tuple[float, float]:
    assert interval is not None
    return interval.low, interval.high


def near(*figures: float) -> object:
    return pytest.approx(figures, abs=TOLERANCE)


def one_by_one(rows: list[tuple[int, int]]) -> list[WeightedTally]:
    """Each observation of (weight, ten-thousandths) a tally of its own."""
    return [WeightedTally(weight, 1, score) for weight, score in rows]


def tallied(rows: list[tuple[int, int]]) -> list[WeightedTally]:
    """Observations of (weight, ten-thousandths), counted per weight."""
    numbers = Counter(weight for weight, _ in rows)
    return [
        WeightedTally(weight, number, sum(score for each, score in rows if each == weight))
        for weight, number in numbers.items()
    ]


def test_v2_the_share_met_is_pooled() -> None:
    met = sum(met for _, met, _ in V2)
    assert share(met, len(V2)) == Fraction(6, 9)
    assert bounds(wilson(met, len(V2))) == near(0.3542, 0.8794)


def test_v2_the_graded_mean_carries_its_interval_on_kishs_number() -> None:
    rows = one_by_one([(weight, int(score * 10_000)) for weight, _, score in V2])
    mean, n_effective = graded_mean_of_tallies(rows), effective_n_of_tallies(rows)
    assert mean == Fraction("11.25") / 17
    assert n_effective == Fraction(289, 37)
    assert float(n_effective) == pytest.approx(7.8108, abs=TOLERANCE)
    assert bounds(wilson_of_share(mean, n_effective)) == near(0.3316, 0.8853)


def test_v2_counted_per_weight_gives_the_same() -> None:
    rows = tallied([(weight, int(score * 10_000)) for weight, _, score in V2])
    assert len(rows) == 3
    assert graded_mean_of_tallies(rows) == Fraction("11.25") / 17
    assert effective_n_of_tallies(rows) == Fraction(289, 37)


def test_v1_row_13_a_weighted_mean() -> None:
    rows = one_by_one([(4, 40_000), (3, 30_000), (3, 50_000)])
    assert graded_mean_of_tallies(rows) == 4


@pytest.mark.parametrize(
    ("numerator", "denominator", "percentage"),
    [
        (860 + 20, 1060, 83.02),
        (860, 1000, 86.00),
        (860, 1060, 81.13),
        (860, 1000 + 40, 82.69),
        (860 + 10, 1060, 82.08),
        (860, 1050, 81.90),
        (200, 300 + 100 - 50, 57.14),
    ],
)
def test_v21_a_service_level_is_a_share(
    numerator: int, denominator: int, percentage: float
) -> None:
    found = share(numerator, denominator)
    assert found is not None
    assert float(rounded_half_up(100 * found, 2)) == percentage


@pytest.mark.parametrize(("successes", "n", "low", "high"), V3)
def test_v3_wilsons_interval(successes: int, n: int, low: float, high: float) -> None:
    assert bounds(wilson(successes, n)) == near(low, high)
    theirs = proportion_confint(successes, n, method="wilson")
    assert bounds(wilson(successes, n)) == pytest.approx(theirs, abs=SAME_FORMULA)


def test_at_the_very_ends_an_interval_is_exact() -> None:
    assert bounds(wilson(0, 20))[0] == 0.0
    assert bounds(wilson(100, 100))[1] == 1.0


@pytest.mark.parametrize(("x1", "n1", "x2", "n2", "difference", "low", "high", "differs"), V4)
def test_v4_newcombes_difference(
    x1: int,
    n1: int,
    x2: int,
    n2: int,
    difference: float,
    low: float,
    high: float,
    differs: bool,
) -> None:
    found = newcombe_difference(x1, n1, x2, n2)
    assert found is not None
    assert (float(found.difference), found.low, found.high) == near(difference, low, high)
    assert found.is_difference is differs
    theirs = confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff")
    assert (found.low, found.high) == pytest.approx(theirs, abs=SAME_FORMULA)


def test_nothing_counted_gives_no_figure() -> None:
    assert share(0, 0) is None
    assert graded_mean_of_tallies([]) is None
    assert graded_mean_of_tallies([WeightedTally(weight=3, count=0, score_sum=0)]) is None
    assert effective_n_of_tallies([]) is None
    assert wilson(0, 0) is None
    assert wilson_of_share(None, None) is None
    assert wilson_of_share(Fraction(1, 2), 0) is None
    assert newcombe_difference(0, 0, 3, 4) is None
    assert newcombe_difference(3, 4, 0, 0) is None


@pytest.mark.parametrize(("numerator", "denominator"), [(-1, 3), (4, 3), (0, -1), (1, 0)])
def test_counts_that_are_no_share_are_refused(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        share(numerator, denominator)
    with pytest.raises(ValueError, match="is no share"):
        wilson(numerator, denominator)


@pytest.mark.parametrize(("p", "n"), [(Fraction(3, 2), 4), (Fraction(-1, 2), 4), (Fraction(1), -4)])
def test_an_interval_around_no_share_is_refused(p: Fraction, n: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson_of_share(p, n)


@pytest.mark.parametrize(
    ("n", "shown"),
    [
        (0, Evidence.NONE),
        (1, Evidence.COUNTS_ONLY),
        (4, Evidence.COUNTS_ONLY),
        (5, Evidence.INDICATIVE),
        (19, Evidence.INDICATIVE),
        (20, Evidence.FULL),
        (5000, Evidence.FULL),
    ],
)
def test_how_much_a_number_can_carry(n: int, shown: Evidence) -> None:
    assert evidence(n) is shown


def test_a_negative_number_carries_nothing() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        evidence(-1)


@pytest.mark.parametrize(
    ("interval", "target", "n", "side"),
    [
        (Interval(0.30, 0.60), Decimal("0.80"), 20, "below"),
        (Interval(0.85, 0.95), Decimal("0.80"), 20, "above"),
        (Interval(0.70, 0.90), Decimal("0.80"), 20, None),
        (Interval(0.30, 0.60), Fraction(4, 5), 5, "below"),
        (Interval(0.30, 0.60), Fraction(4, 5), 4, None),
        (Interval(0.85, 0.95), 0.80, 4, None),
        (Interval(0.50, 0.75), 0.75, 20, None),
        (Interval(0.75, 0.90), 0.75, 20, None),
        (Interval(0.30, 0.60), None, 20, None),
        (None, Decimal("0.80"), 20, None),
    ],
)
def test_only_a_whole_interval_on_one_side_stands_apart(
    interval: Interval | None,
    target: Decimal | Fraction | float | None,
    n: int,
    side: str | None,
) -> None:
    assert stands_apart(interval, target, n) == side


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(-5, 2), 0, "-3"),
        (Fraction(36, 70), 4, "0.5143"),
        (Fraction(2, 3), 4, "0.6667"),
        (Fraction(1), 4, "1.0000"),
        (Fraction(0), 4, "0.0000"),
        (Fraction(-1, 100_000), 4, "0.0000"),
        (Decimal("0.25"), 1, "0.3"),
        (0.125, 2, "0.13"),
        (1234, 1, "1234.0"),
    ],
)
def test_figures_are_rounded_half_up(
    value: Fraction | Decimal | float, digits: int, shown: str
) -> None:
    assert str(rounded_half_up(value, digits)) == shown


@given(counts)
def test_wilsons_interval_holds_the_share_and_agrees_with_statsmodels(
    count: tuple[int, int],
) -> None:
    low, high = bounds(wilson(*count))
    assert 0 <= low <= count[0] / count[1] <= high <= 1
    theirs = proportion_confint(*count, method="wilson")
    assert (low, high) == pytest.approx(theirs, abs=SAME_FORMULA)


@given(counts)
def test_wilsons_interval_of_the_misses_is_the_mirror_image(count: tuple[int, int]) -> None:
    low, high = bounds(wilson(*count))
    mirrored = bounds(wilson(count[1] - count[0], count[1]))
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-12)


@given(counts, counts)
def test_newcombes_difference_agrees_with_statsmodels(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    found = newcombe_difference(*one, *other)
    assert found is not None
    assert -1 <= found.low <= float(found.difference) <= found.high <= 1
    theirs = confint_proportions_2indep(*one, *other, method="newcomb", compare="diff")
    assert (found.low, found.high) == pytest.approx(theirs, abs=SAME_FORMULA)


@given(counts, counts)
def test_a_difference_the_other_way_round_has_the_other_sign(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    there, back = newcombe_difference(*one, *other), newcombe_difference(*other, *one)
    assert there is not None
    assert back is not None
    assert there.difference == -back.difference
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-12)


@given(tallies)
def test_counting_per_weight_loses_nothing(rows: list[tuple[int, int]]) -> None:
    apart = one_by_one(rows)
    assert graded_mean_of_tallies(tallied(rows)) == graded_mean_of_tallies(apart)
    assert effective_n_of_tallies(tallied(rows)) == effective_n_of_tallies(apart)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=40))
def test_kishs_number_is_at_most_the_number_of_observations(weights: list[int]) -> None:
    n_effective = effective_n_of_tallies(one_by_one([(weight, 0) for weight in weights]))
    assert n_effective is not None
    assert 1 <= n_effective <= len(weights)
    assert (n_effective == len(weights)) is (len(set(weights)) == 1)


@given(st.decimals(-1000, 1000, places=7), st.integers(0, 6))
def test_rounding_agrees_with_decimals_own(value: Decimal, digits: int) -> None:
    theirs = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    assert rounded_half_up(Fraction(value), digits) == theirs


@pytest.mark.parametrize(
    ("counts", "few"),
    [
        ([18, 11, 9, 5, 3, 3, 1], 4),  # V18: 36, 58, 76, 86 %
        ([8, 2], 1),
        ([7, 3], 2),
        ([1], 1),
        ([], 0),
        ([0], 0),
    ],
)
def test_the_vital_few_make_up_four_fifths(counts: list[int], few: int):
    assert vital_few(counts) == few
