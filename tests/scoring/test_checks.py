"""The two checks and the ceiling, by the tables of the specification."""

import pytest
from scipy.stats import binomtest

from scoring.ceiling import Reach, is_too_hard, is_with_ease, reach_of
from scoring.checks import Seen, divergence, divergences, heaping, heaping_chance
from scoring.statistics import newcombe_difference
from tests.scoring.test_figures import figures


@pytest.mark.parametrize(
    ("own", "other", "difference", "low", "high", "asked"),
    [
        ((57, 60), (31, 40), 0.175, 0.0411, 0.3286, True),
        ((45, 50), (28, 40), 0.200, 0.0353, 0.3643, True),
        ((18, 20), (16, 20), 0.100, -0.1338, 0.3277, False),
    ],
)
def test_g1_who_does_not_see_the_same(own, other, difference, low, high, asked):
    found = newcombe_difference(*own, *other)
    assert (float(found.difference), found.low, found.high) == pytest.approx(
        (difference, low, high), abs=5e-5
    )
    diverges = divergence(Seen("self", *own), Seen("observed", *other))
    assert (diverges is not None) == asked
    if diverges:
        assert diverges.difference == found


@pytest.mark.parametrize(
    ("own", "other"),
    [((19, 19), (10, 40)), ((30, 30), (5, 19)), ((31, 40), (57, 60)), ((960, 1000), (900, 1000))],
    ids=["few of one's own", "few of the other", "the other sees more", "under a tenth"],
)
def test_g1_no_question_is_asked(own, other):
    assert divergence(Seen("self", *own), Seen("observed", *other)) is None


def test_g1_every_pair_is_held_against_each_other():
    seen = [Seen("self", 57, 60), Seen("observed", 31, 40), Seen("customer", 20, 60)]
    assert [(found.more.who, found.less.who) for found in divergences(seen)] == [
        ("self", "observed"), ("self", "customer"), ("observed", "customer"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("within", "total", "chance", "asked"),
    [(34, 40, 4.2e-6, True), (27, 40, 0.0192, False), (19, 19, 1.9e-6, False)],
)
def test_g2_values_just_within_the_limit(within: int, total: int, chance: float, asked: bool):
    found = heaping_chance(within, total)
    assert float(found) == pytest.approx(chance, rel=0.01)
    oracle = binomtest(within, total, 0.5, alternative="greater").pvalue
    assert float(found) == pytest.approx(oracle)
    assert (heaping(within, total - within) is not None) == asked


@pytest.mark.parametrize(
    ("met", "observed", "easy"),
    [
        (34, 34, False), (35, 35, True), (97, 100, True), (96, 100, True), (95, 100, False),
        (78, 80, True), (58, 60, False), (0, 0, False),
    ],
)  # fmt: skip
def test_v17_with_ease(met: int, observed: int, easy: bool):
    assert is_with_ease(met, observed) == easy


@pytest.mark.parametrize(
    ("met", "observed", "hard"), [(13, 40, True), (14, 40, False), (5, 39, False), (0, 0, False)]
)
def test_v17_too_hard(met: int, observed: int, hard: bool):
    assert is_too_hard(met, observed) == hard


def weeks(*rows: tuple[int, int], **fields):
    """Weeks of (met, observed), half of both seen by others unless said otherwise."""
    return [
        figures(
            met,
            observed,
            **{"observed_by_others": observed // 2, "met_by_others": met // 2} | fields,
        )
        for met, observed in rows
    ]


def test_with_ease_over_the_last_six_weeks():
    assert reach_of(weeks((2, 10), *[(10, 10)] * 6)) == Reach.EASE


def test_weeks_in_which_it_was_not_observed_are_passed_by():
    assert reach_of(weeks((2, 10), *[(10, 10)] * 3, (0, 0), *[(10, 10)] * 2)) is None
    assert reach_of(weeks(*[(10, 10)] * 4, (0, 0), *[(10, 10)] * 2)) == Reach.EASE


def test_five_weeks_under_one_norm_are_too_few():
    older = weeks(*[(10, 10)] * 6, norm_id=2)
    assert reach_of([*older, *weeks(*[(10, 10)] * 5)]) is None


def test_nobody_reaches_a_norm_with_ease_on_their_own_word():
    rows = [(10, 10)] * 6
    assert reach_of(weeks(*rows, observed_by_others=3, met_by_others=3)) == Reach.EASE
    assert reach_of(weeks(*rows, observed_by_others=2, met_by_others=2)) is None


def test_where_others_see_it_less_it_is_not_called_easy():
    rows = [(96, 100)] * 6
    assert reach_of(weeks(*rows, observed_by_others=40, met_by_others=38)) == Reach.EASE
    assert reach_of(weeks(*rows, observed_by_others=34, met_by_others=30)) is None


def test_too_hard_needs_no_word_of_others_and_an_extra_is_neither():
    rows = [(3, 10)] * 6
    assert reach_of(weeks(*rows, observed_by_others=0, met_by_others=0)) == Reach.TOO_HARD
    assert reach_of(weeks(*rows, kind="extra")) is None
    assert reach_of([]) is None
