"""What the observations of one contact add up to: table V1, rows 8 to 13."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from behaviours.contact_score import ContactScore, Judged, contact_score
from behaviours.measures import CountLimit, Do, Dont, Measure, Rating, TimeLimit

TOLERANCE = 5e-5


def observation(measure: Measure, value: int, weight: int = 1, *, critical: bool = False) -> Judged:
    verdict = measure.judge(value)
    return Judged(weight, critical, verdict.met, verdict.score_ten_thousandths)


def not_applicable(weight: int = 1, *, critical: bool = False) -> Judged:
    return Judged(weight, critical, met=None, score=None)


def test_v1_row_8_a_critical_miss_stands_beside_the_score() -> None:
    found = contact_score(
        [
            observation(TimeLimit(20, 60), 23, weight=2),
            observation(Rating(4), 4),
            observation(Do(), 0, weight=3, critical=True),
            observation(Do(), 1),
            not_applicable(weight=2),
        ]
    )
    assert found == ContactScore(Fraction(36, 70), False, False)
    assert found.score_ten_thousandths == 5143
    assert 100 * (found.score or 0) == pytest.approx(51.4286, abs=TOLERANCE)


def test_v1_row_9_without_a_critical_norm_there_is_no_critical_figure() -> None:
    found = contact_score(
        [
            observation(TimeLimit(20, 60), 18, weight=2),
            observation(CountLimit(1, 3), 2, weight=2),
            observation(Rating(4), 3),
            observation(Do(), 1),
        ]
    )
    assert found == ContactScore(Fraction(3, 4), False, None)


@pytest.mark.parametrize(
    "observations", [[], [not_applicable(critical=True), not_applicable(weight=5)]]
)
def test_v1_row_10_nothing_applicable_gives_no_figure(observations: list[Judged]) -> None:
    assert contact_score(observations) == ContactScore(None, None, None)
    assert contact_score(observations).score_ten_thousandths is None


def test_v1_row_11_the_example_of_genesys() -> None:
    answers = [observation(Do(), 1, 40), observation(Do(), 0, 40), observation(Do(), 1, 20)]
    assert contact_score(answers).score == Fraction(40 + 20, 80 + 20)


def test_v1_row_12_the_example_of_miarec() -> None:
    nine_yes = [observation(Do(), 1, 5) for _ in range(9)]
    assert contact_score([*nine_yes, observation(Do(), 0, 5)]).score == Fraction(45, 50)
    assert contact_score([*nine_yes, not_applicable(weight=5)]).score == 1


def test_everything_met_is_fully_in_order_whatever_the_score() -> None:
    found = contact_score([observation(Rating(4), 4), observation(Dont(), 0, critical=True)])
    assert found == ContactScore(Fraction(7, 8), True, True)


def test_a_critical_norm_met_is_in_order_though_another_norm_is_not() -> None:
    found = contact_score([observation(Do(), 1, critical=True), observation(Do(), 0)])
    assert found == ContactScore(Fraction(1, 2), False, True)


def test_a_weight_below_1_is_refused() -> None:
    with pytest.raises(ValueError, match="weight is 1 or more"):
        Judged(weight=0, critical=False, met=True, score=10_000)


observations = st.lists(
    st.builds(
        lambda weight, critical, score: Judged(
            weight, critical, None if score is None else score == 10_000, score
        ),
        st.integers(1, 5),
        st.booleans(),
        st.none() | st.integers(0, 10_000),
    ),
    max_size=12,
)


@given(observations)
def test_a_contacts_score_lies_between_its_lowest_and_highest(rows: list[Judged]) -> None:
    scores = [row.score for row in rows if row.score is not None]
    found = contact_score(rows)
    if not scores:
        assert found.score is None
    else:
        assert found.score is not None
        assert min(scores) <= found.score * 10_000 <= max(scores)
        assert found.fully_in_order is (found.score == 1)


@given(observations, st.integers(1, 5), st.booleans())
def test_what_was_not_applicable_changes_nothing(
    rows: list[Judged], weight: int, critical: bool
) -> None:
    left_out = not_applicable(weight, critical=critical)
    assert contact_score([*rows, left_out]) == contact_score(rows)
