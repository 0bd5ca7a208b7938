"""A line of weeks as inline SVG: attributes only, numbers with a point in every language.

The scale runs from 0 to all, the same for every norm, so that lines may be held side by side.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from scoring.statistics import wilson

STEP = 12
EDGE = 4
HEIGHT = 56
TALL = HEIGHT + 2 * EDGE


class Point(NamedTuple):
    """A week with enough to show a share: met of observed under one norm version."""

    met: int
    observed: int
    norm_id: int


class Heights(NamedTuple):
    """Where a share and the ends of its interval stand, as SVG writes them."""

    middle: str
    top: str
    bottom: str


Spot = tuple[int, Heights]


@lru_cache(maxsize=2048)
def sparkline(
    points: tuple[Point | None, ...], *, target: Decimal | None, below: bool, label: str
) -> SafeString:
    """The line, oldest week first; a week that is None is a gap, and so is a change of norm.

    `below` marks the last point for attention; `label` is the sentence read aloud. Without a
    single point there is nothing to draw, so it is empty. A line asked for again is remembered.
    """
    if not any(points):
        return mark_safe("")
    width = 2 * EDGE + STEP * (len(points) - 1)
    runs = _runs(points)
    drawn = "".join(_run(run) for run in runs)
    return mark_safe(  # noqa: S308  numbers of our own, and the label escaped
        f'<svg class="spark" role="img" aria-label="{escape(label)}" width="{width}" '
        f'height="{TALL}" viewBox="0 0 {width} {TALL}">{_target(target, width)}'
        f"{_changes(points)}{drawn}{_last(points, runs, below)}</svg>"
    )


def _runs(points: Sequence[Point | None]) -> list[list[Spot]]:
    """The unbroken stretches, each under one norm version."""
    runs: list[list[Spot]] = []
    before = None
    for index, point in enumerate(points):
        if point is not None:
            if before is None or before.norm_id != point.norm_id:
                runs.append([])
            runs[-1].append((EDGE + STEP * index, _heights(point.met, point.observed)))
        before = point
    return runs


@lru_cache(maxsize=16384)
def _heights(met: int, observed: int) -> Heights:
    interval = wilson(met, observed)
    assert interval is not None  # noqa: S101  a point has at least one observation
    return Heights(*(_y(share) for share in (met / observed, interval.high, interval.low)))


def _y(share: float) -> str:
    return f"{EDGE + HEIGHT * (1 - share):.1f}"


def _run(run: list[Spot]) -> str:
    """A pale band with the line over it; a week that stands alone becomes a dot."""
    if len(run) == 1:
        x, heights = run[0]
        return f'<circle class="spark-point" cx="{x}" cy="{heights.middle}" r="1.75"/>'
    upper = " ".join([f"{x},{heights.top}" for x, heights in run])
    lower = " ".join([f"{x},{heights.bottom}" for x, heights in reversed(run)])
    line = " ".join([f"{x},{heights.middle}" for x, heights in run])
    return (
        f'<polygon class="spark-band" points="{upper} {lower}"/>'
        f'<polyline class="spark-line" points="{line}"/>'
    )


def _target(target: Decimal | None, width: int) -> str:
    if target is None:
        return ""
    y = _y(float(target))
    return f'<line class="spark-target" x1="0" x2="{width}" y1="{y}" y2="{y}"/>'


def _changes(points: Sequence[Point | None]) -> str:
    """A thin upright where another version of the norm begins."""
    marks, current = "", None
    for index, point in enumerate(points):
        if point and current and point.norm_id != current:
            x = EDGE + STEP * index - STEP // 2
            marks += f'<line class="spark-gap" x1="{x}" x2="{x}" y1="0" y2="{TALL}"/>'
        current = point.norm_id if point else current
    return marks


def _last(points: Sequence[Point | None], runs: list[list[Spot]], below: bool) -> str:
    if not points or points[-1] is None:
        return ""
    x, heights = runs[-1][-1]
    kind = "spark-point spark-point-below" if below else "spark-point"
    return f'<circle class="{kind}" cx="{x}" cy="{heights.middle}" r="3"/>'
