"""How moments, values and points are written, in Dutch and in English."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from incidents.wording import day_text, moment_text, points_text, seconds_text


@pytest.mark.parametrize(
    ("at", "part"),
    [
        (datetime(2026, 11, 16, 4, 59, tzinfo=UTC), "night"),
        (datetime(2026, 11, 16, 5, 0, tzinfo=UTC), "morning"),
        (datetime(2026, 11, 16, 11, 0, tzinfo=UTC), "afternoon"),
        (datetime(2026, 11, 16, 17, 0, tzinfo=UTC), "evening"),
    ],
)
def test_a_day_has_four_parts_on_the_clock_of_amsterdam(at: datetime, part: str):
    with translation.override("en"):
        assert day_text(at) == f"Mon 16 Nov 2026, {part}"


def test_a_moment_is_that_of_amsterdam():
    with translation.override("en"):
        at = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
        assert moment_text(at) == "Mon 23 Nov 2026 00:00"


@pytest.mark.parametrize(
    ("score", "dutch", "english"),
    [
        (None, "–", "–"),
        (0, "0,0", "0.0"),
        (10_000, "100,0", "100.0"),
        (8_333, "83,3", "83.3"),
        (5_144, "51,4", "51.4"),
        (5_145, "51,5", "51.5"),
        (9_994, "99,9", "99.9"),
        (9_995, "100,0", "100.0"),
    ],
)
def test_points_have_one_decimal_half_up(score: int | None, dutch: str, english: str):
    for language, expected in (("nl", dutch), ("en", english)):
        with translation.override(language):
            assert points_text(score) == expected


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "0 seconds"), (1, "1 second"), (59, "59 seconds"), (65, "1:05 min"), (3_725, "1:02:05 h")],
)
def test_seconds_are_written_as_long_as_they_are(seconds: int, written: str):
    with translation.override("en"):
        assert seconds_text(seconds) == written
