"""Half-open spans: the start belongs, the end does not."""

from datetime import date

import pytest

from periods.span import Span

MARCH = Span(date(2026, 3, 1), date(2026, 4, 1))


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
    ],
)
def test_a_span_contains_its_start_and_not_its_end(day: date, inside: bool) -> None:
    assert MARCH.contains(day) is inside


def test_an_open_span_contains_everything_from_its_start() -> None:
    still_running = Span(date(2026, 3, 1))
    assert still_running.contains(date.max)
    assert not still_running.contains(date(2026, 2, 28))


@pytest.mark.parametrize("end", [date(2026, 3, 1), date(2026, 2, 1)])
def test_a_span_refuses_an_end_on_or_before_its_start(end: date) -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        Span(date(2026, 3, 1), end)


@pytest.mark.parametrize(
    ("other", "overlap"),
    [
        (Span(date(2026, 2, 1), date(2026, 3, 1)), False),
        (Span(date(2026, 2, 1), date(2026, 3, 2)), True),
        (Span(date(2026, 3, 31), date(2026, 5, 1)), True),
        (Span(date(2026, 4, 1), date(2026, 5, 1)), False),
        (Span(date(2026, 3, 10), date(2026, 3, 11)), True),
        (Span(date(2026, 4, 1)), False),
        (Span(date(2026, 3, 31)), True),
        (Span(date(2020, 1, 1)), True),
    ],
)
def test_spans_overlap_when_they_share_a_moment(other: Span[date], overlap: bool) -> None:
    assert MARCH.overlaps(other) is overlap
    assert other.overlaps(MARCH) is overlap


def test_two_open_spans_always_overlap() -> None:
    assert Span(date(2020, 1, 1)).overlaps(Span(date(2030, 1, 1)))
