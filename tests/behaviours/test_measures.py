"""The judge against table V1 of the scoring rules, row by row, and its own laws."""

from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from behaviours.measures import (
    MEASURES,
    CountLimit,
    CountMinimum,
    Do,
    Dont,
    Extra,
    InvalidMeasure,
    InvalidValue,
    Measure,
    MeasureKind,
    Promise,
    Rating,
    TimeLimit,
    Verdict,
    measure_of,
)

TOLERANCE = 5e-5

ANSWERING = TimeLimit(threshold=20, zero_point=60)
TRANSFERS = CountLimit(threshold=1, zero_point=3)
FRIENDLY = Rating(threshold=4)
NOT_BEFORE = Promise(early_tolerance=15, late_tolerance=15, early_zero_point=45, late_zero_point=60)
CALL_BACK = Promise(
    early_tolerance=None, late_tolerance=15, early_zero_point=None, late_zero_point=60
)

# (row, measure, what it says of each value: value, score, met)
V1: list[tuple[int, Measure, list[tuple[int, float, bool]]]] = [
    (1, ANSWERING, [(0, 1, True), (20, 1, True), (21, 0.975, False), (23, 0.925, False)]),
    (2, ANSWERING, [(30, 0.75, False), (40, 0.5, False), (59, 0.025, False)]),
    (2, ANSWERING, [(60, 0, False), (75, 0, False)]),
    (3, TRANSFERS, [(0, 1, True), (1, 1, True), (2, 0.5, False), (3, 0, False), (4, 0, False)]),
    (4, FRIENDLY, [(1, 0, False), (2, 0.25, False), (3, 0.5, False)]),
    (4, FRIENDLY, [(4, 0.75, True), (5, 1, True)]),
    (5, Dont(), [(0, 1, True), (1, 0, False)]),
    (6, NOT_BEFORE, [(-45, 0, False), (-30, 0.5, False), (-20, 0.8333, False)]),
    (6, NOT_BEFORE, [(-15, 1, True), (0, 1, True), (15, 1, True)]),
    (7, NOT_BEFORE, [(16, 0.9778, False), (30, 0.6667, False), (45, 0.3333, False)]),
    (7, NOT_BEFORE, [(59, 0.0222, False), (60, 0, False), (90, 0, False)]),
]
V1_CASES = [
    pytest.param(measure, *case, id=f"row {row}: {case[0]}")
    for row, measure, cases in V1
    for case in cases
]


@pytest.mark.parametrize(("measure", "value", "score", "met"), V1_CASES)
def test_v1_value_and_norm_in_met_and_score_out(
    measure: Measure, value: int, score: float, met: bool
) -> None:
    verdict = measure.judge(value)
    assert verdict.met is met
    assert verdict.score == pytest.approx(score, abs=TOLERANCE)


# The kinds, and the corners of them, that V1 has no row for.
@pytest.mark.parametrize(
    ("measure", "value", "verdict"),
    [
        (Do(), 1, Verdict(True, Fraction(1))),
        (Do(), 0, Verdict(False, Fraction(0))),
        (Extra(), 1, Verdict(None, None)),
        (Extra(), 0, Verdict(None, None)),
        (CountMinimum(4), 0, Verdict(False, Fraction(0))),
        (CountMinimum(4), 3, Verdict(False, Fraction(3, 4))),
        (CountMinimum(4), 4, Verdict(True, Fraction(1))),
        (CountMinimum(4), 9, Verdict(True, Fraction(1))),
        (TimeLimit(20, 20), 20, Verdict(True, Fraction(1))),
        (TimeLimit(20, 20), 21, Verdict(False, Fraction(0))),
        (TimeLimit(20), 20, Verdict(True, Fraction(1))),
        (TimeLimit(20), 21, Verdict(False, Fraction(0))),
        (CountLimit(0, 3), 0, Verdict(True, Fraction(1))),
        (CountLimit(0, 3), 1, Verdict(False, Fraction(2, 3))),
        (CALL_BACK, -1440, Verdict(True, Fraction(1))),
        (CALL_BACK, 16, Verdict(False, Fraction(44, 45))),
        (Rating(2, points=3), 2, Verdict(True, Fraction(1, 2))),
    ],
)
def test_each_kind_judges_by_its_own_rule(measure: Measure, value: int, verdict: Verdict) -> None:
    assert measure.judge(value) == verdict


@pytest.mark.parametrize(
    ("score", "stored"),
    [
        (None, None),
        (Fraction(0), 0),
        (Fraction(1), 10_000),
        (Fraction(44, 45), 9778),
        (Fraction(1, 3), 3333),
        (Fraction(2, 3), 6667),
        (Fraction(1, 20_000), 1),
        (Fraction(3, 20_000), 2),
        (Fraction(99_999, 100_000), 10_000),
    ],
)
def test_a_score_is_stored_in_ten_thousandths_rounded_half_up(
    score: Fraction | None, stored: int | None
) -> None:
    assert Verdict(False, score).score_ten_thousandths == stored


@pytest.mark.parametrize("measure", [ANSWERING, TRANSFERS, CountMinimum(4), FRIENDLY])
def test_a_measured_norm_takes_a_bare_yes_or_no(measure: Measure) -> None:
    assert measure.accepts_answer
    assert measure.judge_answer(True) == Verdict(True, Fraction(1))
    assert measure.judge_answer(False) == Verdict(False, Fraction(0))


@pytest.mark.parametrize("measure", [Do(), Dont(), CALL_BACK, Extra()])
def test_other_norms_refuse_a_bare_answer(measure: Measure) -> None:
    assert not measure.accepts_answer
    with pytest.raises(InvalidValue, match="judged by its value") as refusal:
        measure.judge_answer(True)
    assert refusal.value.code == "answer_not_accepted"


@pytest.mark.parametrize(
    ("measure", "value", "code"),
    [
        (ANSWERING, -1, "negative"),
        (ANSWERING, 3.5, "not_whole"),
        (ANSWERING, 20.0, "not_whole"),
        (ANSWERING, "20", "not_whole"),
        (ANSWERING, None, "not_whole"),
        (ANSWERING, True, "not_whole"),
        (TRANSFERS, -1, "negative"),
        (TRANSFERS, 3.5, "not_whole"),
        (TRANSFERS, True, "not_whole"),
        (CountMinimum(1), -1, "negative"),
        (CountMinimum(1), 0.5, "not_whole"),
        (FRIENDLY, 0, "out_of_range"),
        (FRIENDLY, 6, "out_of_range"),
        (FRIENDLY, 3.5, "not_whole"),
        (FRIENDLY, True, "not_whole"),
        (CALL_BACK, 0.5, "not_whole"),
        (Do(), 2, "not_yes_no"),
        (Do(), -1, "not_yes_no"),
        (Dont(), 1.0, "not_yes_no"),
        (Dont(), None, "not_yes_no"),
        (Extra(), 2, "not_yes_no"),
    ],
)
def test_a_value_that_cannot_be_true_is_refused(measure: Measure, value: int, code: str) -> None:
    with pytest.raises(InvalidValue, match=r"\w") as refusal:
        measure.judge(value)
    assert refusal.value.code == code


def norm(**stated: object) -> SimpleNamespace:
    """An object with every attribute a norm has, filled in as stated."""
    names = {name for measure in MEASURES.values() for name in measure.norm_fields}
    return SimpleNamespace(**{**dict.fromkeys(names), **stated})


@pytest.mark.parametrize(
    ("kind", "stated", "field", "code"),
    [
        ("time_limit", {}, "threshold", "required"),
        ("time_limit", {"threshold": -1}, "threshold", "too_low"),
        ("time_limit", {"threshold": 2.5}, "threshold", "not_whole"),
        ("time_limit", {"threshold": 20, "zero_point": 19}, "zero_point", "too_low"),
        ("count_limit", {"threshold": 1, "zero_point": 0}, "zero_point", "too_low"),
        ("count_limit", {"threshold": True}, "threshold", "not_whole"),
        ("count_minimum", {}, "threshold", "required"),
        ("count_minimum", {"threshold": 0}, "threshold", "too_low"),
        ("rating", {}, "threshold", "required"),
        ("rating", {"threshold": 0}, "threshold", "too_low"),
        ("rating", {"threshold": 6}, "threshold", "too_high"),
        ("rating", {"threshold": 4, "anchors": ["a", "b", "c"]}, "threshold", "too_high"),
        ("rating", {"threshold": 1, "anchors": ["a"]}, "anchors", "too_low"),
        ("promise", {}, "late_tolerance", "required"),
        ("promise", {"late_tolerance": -1}, "late_tolerance", "too_low"),
        ("promise", {"late_tolerance": 15}, "late_zero_point", "required"),
        ("promise", {"late_tolerance": 15, "late_zero_point": 15}, "late_zero_point", "too_low"),
        (
            "promise",
            {"late_tolerance": 0, "late_zero_point": 1, "early_tolerance": -1},
            "early_tolerance",
            "too_low",
        ),
        (
            "promise",
            {"late_tolerance": 0, "late_zero_point": 1, "early_tolerance": 5},
            "early_zero_point",
            "required",
        ),
        (
            "promise",
            {"late_tolerance": 0, "late_zero_point": 1, "early_zero_point": 5},
            "early_tolerance",
            "required",
        ),
    ],
)
def test_a_norm_that_cannot_judge_is_refused_at_the_field_at_fault(
    kind: str, stated: dict[str, object], field: str, code: str
) -> None:
    with pytest.raises(InvalidMeasure, match=r"\w") as refusal:
        measure_of(kind, norm(**stated))
    assert (refusal.value.field, refusal.value.code) == (field, code)


@pytest.mark.parametrize(
    ("kind", "stated", "measure"),
    [
        ("time_limit", {"threshold": 20, "zero_point": 60}, ANSWERING),
        ("time_limit", {"threshold": 20}, TimeLimit(20)),
        ("count_limit", {"threshold": 1, "zero_point": 3}, TRANSFERS),
        ("count_minimum", {"threshold": 4}, CountMinimum(4)),
        ("do", {}, Do()),
        ("dont", {}, Dont()),
        ("rating", {"threshold": 4, "anchors": list("abcde")}, FRIENDLY),
        ("rating", {"threshold": 4, "anchors": []}, FRIENDLY),
        ("rating", {"threshold": 4}, FRIENDLY),
        ("rating", {"threshold": 7, "anchors": list("abcdefg")}, Rating(7, points=7)),
        ("promise", {"late_tolerance": 15, "late_zero_point": 60}, CALL_BACK),
        (
            "promise",
            {
                "early_tolerance": 15,
                "late_tolerance": 15,
                "early_zero_point": 45,
                "late_zero_point": 60,
            },
            NOT_BEFORE,
        ),
        ("extra", {}, Extra()),
    ],
)
def test_the_measure_is_read_from_the_norm(
    kind: str, stated: dict[str, object], measure: Measure
) -> None:
    found = measure_of(kind, norm(**stated))
    assert found == measure
    assert type(found) is type(measure)


def test_what_a_kind_does_not_read_cannot_hurt_it() -> None:
    assert measure_of("do", norm(threshold=-1, zero_point=-2)) == Do()


def test_every_kind_has_its_measure_and_an_unknown_one_has_none() -> None:
    assert list(MEASURES) == list(MeasureKind)
    assert {kind: measure.takes for kind, measure in MEASURES.items()} == {
        "time_limit": "seconds",
        "count_limit": "count",
        "count_minimum": "count",
        "do": "yes_no",
        "dont": "yes_no",
        "rating": "rating",
        "promise": "minutes",
        "extra": "yes_no",
    }
    with pytest.raises(ValueError, match="not a valid MeasureKind"):
        measure_of("guess", norm())


def test_a_time_limit_and_a_count_limit_of_the_same_size_are_not_the_same() -> None:
    different: list[Measure] = [TimeLimit(1, 3), CountLimit(1, 3)]
    assert different[0] != different[1]


sizes = st.integers(0, 10_000)
limits = st.builds(
    lambda kind, threshold, room: kind(threshold, None if room is None else threshold + room),
    st.sampled_from([TimeLimit, CountLimit]),
    sizes,
    st.none() | sizes,
)
minimums = st.builds(CountMinimum, st.integers(1, 10_000))
ratings = st.integers(2, 9).flatmap(
    lambda points: st.builds(Rating, st.integers(1, points), st.just(points))
)
promises = st.builds(
    lambda early, late, early_room, late_room: Promise(
        early, late, early + early_room, late + late_room
    ),
    sizes,
    sizes,
    st.integers(1, 10_000),
    st.integers(1, 10_000),
)


def judged(measure: Measure, value: int) -> tuple[bool, Fraction]:
    verdict = measure.judge(value)
    assert verdict.met is not None
    assert verdict.score is not None
    assert 0 <= verdict.score <= 1
    assert 0 <= (verdict.score_ten_thousandths or 0) <= 10_000
    return verdict.met, verdict.score


@given(limits, sizes, sizes)
def test_more_than_the_limit_never_scores_better(measure: Measure, one: int, other: int) -> None:
    less, more = sorted((one, other))
    met_with_less, score_with_less = judged(measure, less)
    met_with_more, score_with_more = judged(measure, more)
    assert score_with_less >= score_with_more
    assert met_with_less >= met_with_more


@given(minimums, sizes, sizes)
def test_more_of_a_minimum_never_scores_worse(measure: Measure, one: int, other: int) -> None:
    less, more = sorted((one, other))
    assert judged(measure, less) <= judged(measure, more)


@given(st.one_of(limits, minimums), sizes)
def test_a_limit_is_met_exactly_when_its_score_is_full(measure: Measure, value: int) -> None:
    met, score = judged(measure, value)
    assert met is (score == 1)


@given(ratings, st.data())
def test_a_higher_rating_scores_higher(measure: Rating, data: st.DataObject) -> None:
    value = data.draw(st.integers(1, measure.points))
    met, score = judged(measure, value)
    assert met is (value >= measure.threshold)
    if value < measure.points:
        assert score < judged(measure, value + 1)[1]


@given(promises, st.integers(-30_000, 30_000))
def test_a_promise_is_met_exactly_when_its_score_is_full(measure: Promise, value: int) -> None:
    met, score = judged(measure, value)
    assert met is (score == 1)


@given(promises, sizes, sizes)
def test_farther_from_the_promised_moment_never_scores_better(
    measure: Promise, one: int, other: int
) -> None:
    nearer, farther = sorted((one, other))
    assert judged(measure, nearer)[1] >= judged(measure, farther)[1]
    assert judged(measure, -nearer)[1] >= judged(measure, -farther)[1]
