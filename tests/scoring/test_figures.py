"""What figures say about themselves: shares, means, changes; and which need attention."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from periods.week import Week
from scoring.attention import needs_attention
from scoring.figures import NormFigures, NormVersion, Share, WeekFigures
from scoring.statistics import Evidence, newcombe_difference

WEEK = Week.parse("2026-W47")


def figures(
    met: int, observed: int, *, norm_id: int = 1, target: str | None = None, **fields: Any
) -> NormFigures:
    kind, weight = fields.pop("kind", "time_limit"), fields.pop("weight", 1)
    norm = NormVersion(
        pk=norm_id,
        behaviour_id=norm_id,
        sentence="",
        threshold=None,
        zero_point=None,
        share_target=None if target is None else Decimal(target),
        weight=weight,
        critical=False,
        code=f"B-{norm_id}",
        title="",
        kind=kind,
        is_extra=kind == "extra",
    )
    sums = {
        "happened": 0, "score_sum": 10_000 * met, "not_applicable": 0, "not_observed": 0,
    } | fields  # fmt: skip
    return NormFigures(norm=norm, observed=observed, met=met, **sums)


def week(*rows: NormFigures) -> WeekFigures:
    return WeekFigures(
        week=WEEK,
        contacts=9,
        fully_in_order=Share(0, 0),
        critical_in_order=Share(0, 0),
        norms=rows,
        contacts_by_origin={},
        not_answered={},
    )


def test_a_share_of_nothing_has_no_value_and_no_interval():
    nothing = Share(0, 0)
    assert (nothing.value, nothing.interval, nothing.evidence) == (None, None, Evidence.NONE)


def test_a_share_has_its_interval_and_says_how_much_it_carries():
    share = Share(16, 20)
    assert share.value == Fraction(4, 5)
    assert share.interval is not None
    assert (round(share.interval.low, 4), round(share.interval.high, 4)) == (0.5840, 0.9193)
    assert share.evidence == Evidence.FULL
    assert [Share(1, n).evidence for n in (4, 5, 19)] == [
        Evidence.COUNTS_ONLY,
        Evidence.INDICATIVE,
        Evidence.INDICATIVE,
    ]


def test_an_extra_shares_what_happened_and_has_no_score():
    tip = figures(0, 10, kind="extra", happened=3)
    assert (tip.met_share, tip.score_points) == (Share(3, 10), None)


def test_not_applicable_is_a_share_of_what_could_be_told():
    row = figures(6, 8, not_applicable=2, not_observed=5)
    assert row.not_applicable_share == Share(2, 10)


def test_the_score_of_a_norm_is_the_mean_of_its_observations_in_points():
    assert figures(0, 3, score_sum=9_250 + 10_000 + 10_000).score_points == Fraction(195, 2)
    assert figures(0, 0).score_points is None


def test_the_score_of_a_week_weighs_each_observation_and_leaves_extras_out():
    """V2: weights and scores of nine observations, 11.25 of 17."""
    rows = (
        figures(0, 3, norm_id=1, weight=1, score_sum=7_500 + 10_000 + 10_000),
        figures(0, 4, norm_id=2, weight=2, score_sum=10_000 + 10_000 + 5_000 + 2_500),
        figures(0, 2, norm_id=3, weight=3, score_sum=10_000),
        figures(0, 50, norm_id=4, weight=5, kind="extra", happened=50, score_sum=0),
    )
    found = week(*rows)
    assert found.score_points == Fraction(100 * 1125, 1700)
    assert found.score_interval is not None
    assert round(found.score_interval.low, 4) == 0.3316
    assert round(found.score_interval.high, 4) == 0.8853


def test_a_week_of_extras_only_has_no_score():
    found = week(figures(0, 5, kind="extra", happened=2))
    assert (found.score_points, found.score_interval) == (None, None)


def test_the_change_is_newcombes_difference():
    """V4: 56 of 70 against 48 of 80."""
    change = figures(56, 70).change_from(figures(48, 80))
    assert change == newcombe_difference(56, 70, 48, 80)
    assert change is not None
    assert change.difference == Fraction(1, 5)
    assert (round(change.low, 4), round(change.high, 4)) == (0.0524, 0.3339)


def test_the_change_of_an_extra_is_that_of_what_happened():
    now = figures(0, 20, kind="extra", happened=8)
    change = now.change_from(figures(0, 20, kind="extra", happened=4))
    assert change is not None
    assert change.difference == Fraction(1, 5)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (figures(56, 70), None),
        (figures(56, 70), figures(48, 80, norm_id=2)),
        (figures(56, 70), figures(0, 0)),
        (figures(0, 0), figures(48, 80)),
        (figures(4, 4), figures(48, 80)),
        (figures(48, 80), figures(4, 4)),
    ],
    ids=["no week before", "another norm", "empty before", "empty now", "tiny now", "tiny before"],
)
def test_there_is_no_change_to_show(now: NormFigures, before: NormFigures | None):
    assert now.change_from(before) is None


def test_five_of_each_is_enough_for_a_change():
    assert figures(5, 5).change_from(figures(0, 5)) is not None


@pytest.mark.parametrize(
    ("met", "observed", "target", "side"),
    [
        (48, 80, "0.8", "below"),
        (48, 80, "0.6", None),
        (48, 80, "0.4", "above"),
        (48, 80, None, None),
        (0, 4, "0.8", None),
        (0, 5, "0.8", "below"),
        (0, 0, "0.8", None),
    ],
)
def test_a_norm_stands_apart_when_its_whole_interval_does(met, observed, target, side):
    assert figures(met, observed, target=target).stands_apart == side


def test_the_gap_is_what_lacks_to_the_target():
    assert figures(48, 80, target="0.8").gap == Fraction(1, 5)
    assert figures(80, 80, target="0.8").gap == Fraction(-1, 5)
    assert (figures(48, 80).gap, figures(0, 0, target="0.8").gap) == (None, None)


def test_attention_goes_to_the_widest_gap_of_those_wholly_below_their_target():
    rows = [
        figures(60, 100, norm_id=1, target="0.8"),
        figures(75, 100, norm_id=2, target="0.8"),
        figures(10, 100, norm_id=3, target="0.5"),
        figures(0, 4, norm_id=4, target="0.9"),
        figures(10, 100, norm_id=5),
        figures(99, 100, norm_id=6, target="0.5"),
        figures(0, 0, norm_id=7, target="0.9"),
    ]
    # 2 holds its target in its interval; 4 is too small to say; 5 has no target.
    assert [row.norm.pk for row in needs_attention(rows)] == [3, 1]


def test_equal_gaps_stand_in_the_order_given():
    rows = [figures(30, 60, norm_id=pk, target="0.9") for pk in (8, 3, 5)]
    assert [row.norm.pk for row in needs_attention(rows)] == [8, 3, 5]


def test_nothing_needs_attention_in_an_empty_week():
    assert needs_attention([]) == []
