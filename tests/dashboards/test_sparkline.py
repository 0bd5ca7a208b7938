"""The small line: gaps, breaks, a dashed target; nothing a strict content policy refuses."""

import re
from decimal import Decimal

import pytest
from django.utils.translation import override

from dashboards.sparkline import Point, sparkline

HALF = Point(5, 10, 1)


def drawn(points, target=None, below=False) -> str:
    return sparkline(tuple(points), target=target, below=below, label="said")


def test_weeks_under_one_norm_are_one_line():
    svg = drawn([HALF] * 13)
    assert (svg.count("spark-line"), svg.count("spark-band"), svg.count("spark-gap")) == (1, 1, 0)
    assert svg.count("<circle") == 1


def test_another_norm_breaks_the_line():
    svg = drawn([HALF] * 6 + [Point(5, 10, 2)] * 7)
    assert (svg.count("spark-line"), svg.count("spark-gap")) == (2, 1)


def test_a_week_without_figures_is_a_gap():
    svg = drawn([HALF] * 4 + [None] + [HALF] * 8)
    assert (svg.count("spark-line"), svg.count("spark-gap")) == (2, 0)


def test_a_week_that_stands_alone_is_a_dot():
    svg = drawn([None, HALF, None, HALF, HALF])
    assert svg.count('r="1.75"') == 1


def test_all_met_is_at_the_top_and_none_met_at_the_bottom():
    svg = drawn([Point(10, 10, 1), Point(0, 10, 1)])
    line = re.search(r'polyline class="spark-line" points="([^"]+)"', svg)
    assert line
    assert line[1] == "4,4.0 16,60.0"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_numbers_carry_a_point_in_every_language(language: str):
    with override(language):
        svg = drawn([Point(1, 3, 1), Point(2, 7, 1)], target=Decimal("0.825"))
    assert re.search(r'y1="13\.8"', svg)
    assert not re.search(r"\d,\d+,\d", svg)


def test_the_label_is_escaped_and_nothing_is_styled_inline():
    svg = sparkline((HALF,), target=None, below=True, label='a "quoted" <norm>')
    assert 'aria-label="a &quot;quoted&quot; &lt;norm&gt;"' in svg
    assert "style" not in svg
    assert "spark-point-below" in svg


@pytest.mark.parametrize("points", [[], [None], [None] * 13])
def test_without_a_point_nothing_is_drawn(points: list):
    assert sparkline(tuple(points), target=Decimal("0.8"), below=False, label="niets") == ""
