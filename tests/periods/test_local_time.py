"""Amsterdam's clock (scoring.md V23), both nights on which it changes included."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periods.local_time import (
    AMSTERDAM,
    AmbiguousMoment,
    NonexistentMoment,
    elapsed_seconds,
    local_date,
    local_moment,
    midnight,
    part_of_day,
)
from periods.week import Week


def naive(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


instants = st.datetimes(naive("1980-01-01"), naive("2100-01-01"), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("instant", "day", "week"),
    [
        ("2026-11-22T22:59:59", date(2026, 11, 22), "2026-W47"),
        ("2026-11-22T23:00:00", date(2026, 11, 23), "2026-W48"),
        ("2026-06-28T22:00:00", date(2026, 6, 29), "2026-W27"),
        ("2026-12-31T23:30:00", date(2027, 1, 1), "2026-W53"),
    ],
)
def test_v23_the_date_and_week_are_those_of_amsterdam(instant: str, day: date, week: str) -> None:
    assert local_date(utc(instant)) == day
    assert str(Week.of(local_date(utc(instant)))) == week


def test_the_date_does_not_depend_on_the_zone_the_instant_is_written_in() -> None:
    assert local_date(datetime(2026, 11, 23, 0, 30, tzinfo=AMSTERDAM)) == date(2026, 11, 23)


@pytest.mark.parametrize(("fold", "instant"), [(0, "2026-10-25T00:30"), (1, "2026-10-25T01:30")])
def test_v23_the_doubled_autumn_hour_is_read_as_told(fold: int, instant: str) -> None:
    assert local_moment(naive("2026-10-25T02:30"), fold=fold) == utc(instant)


@pytest.mark.parametrize("text", ["2026-10-25T02:00", "2026-10-25T02:30", "2026-10-25T02:59:59"])
def test_v23_the_doubled_autumn_hour_is_asked_when_not_told(text: str) -> None:
    with pytest.raises(AmbiguousMoment, match="happens twice") as refusal:
        local_moment(naive(text), fold=None)
    assert refusal.value.code == "ambiguous_moment"


@pytest.mark.parametrize("fold", [None, 0, 1])
@pytest.mark.parametrize("text", ["2026-03-29T02:00", "2026-03-29T02:30", "2026-03-29T02:59:59"])
def test_v23_the_skipped_spring_hour_is_refused(text: str, fold: int | None) -> None:
    with pytest.raises(NonexistentMoment, match="does not exist") as refusal:
        local_moment(naive(text), fold=fold)
    assert refusal.value.code == "nonexistent_moment"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-29T01:59", "2026-03-29T00:59"),
        ("2026-03-29T03:00", "2026-03-29T01:00"),
        ("2026-10-25T01:59", "2026-10-24T23:59"),
        ("2026-10-25T03:00", "2026-10-25T02:00"),
        ("2026-07-01T12:00", "2026-07-01T10:00"),
    ],
)
@pytest.mark.parametrize("fold", [None, 0, 1])
def test_any_other_hour_has_one_reading(text: str, instant: str, fold: int | None) -> None:
    moment = local_moment(naive(text), fold=fold)
    assert moment == utc(instant)
    assert moment.tzinfo is UTC


def test_a_local_moment_refuses_what_it_cannot_read() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        local_moment(utc("2026-07-01T12:00"), fold=None)
    with pytest.raises(ValueError, match="out of reach"):
        local_moment(naive("0001-01-01T00:00"), fold=None)


def test_v23_durations_are_absolute() -> None:
    before = datetime(2026, 10, 25, 2, 15, tzinfo=AMSTERDAM, fold=0)
    after = datetime(2026, 10, 25, 2, 10, tzinfo=AMSTERDAM, fold=1)
    assert after - before == timedelta(minutes=-5)  # the trap
    assert elapsed_seconds(before, after) == 55 * 60
    day_earlier = datetime(2026, 10, 24, 16, tzinfo=AMSTERDAM)
    assert elapsed_seconds(day_earlier, day_earlier + timedelta(hours=24)) == 25 * 3600


@pytest.mark.parametrize(
    ("microseconds", "seconds"),
    [(20_999_999, 20), (21_000_000, 21), (0, 0), (-1, -1), (-1_000_000, -1)],
)
def test_a_started_second_does_not_count(microseconds: int, seconds: int) -> None:
    start = utc("2026-07-01T12:00")
    assert elapsed_seconds(start, start + timedelta(microseconds=microseconds)) == seconds


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("2026-07-01T00:00", "night"),
        ("2026-07-01T05:59", "night"),
        ("2026-07-01T06:00", "morning"),
        ("2026-07-01T11:59", "morning"),
        ("2026-07-01T12:00", "afternoon"),
        ("2026-07-01T17:59", "afternoon"),
        ("2026-07-01T18:00", "evening"),
        ("2026-07-01T23:59", "evening"),
    ],
)
def test_the_part_of_the_day_is_that_of_amsterdam(text: str, part: str) -> None:
    assert part_of_day(local_moment(naive(text), fold=None)) == part


def test_naive_datetimes_are_refused() -> None:
    moment, nowhere = utc("2026-07-01T12:00"), naive("2026-07-01T12:00")
    for refused in (
        lambda: local_date(nowhere),
        lambda: part_of_day(nowhere),
        lambda: elapsed_seconds(moment, nowhere),
        lambda: elapsed_seconds(nowhere, moment),
    ):
        with pytest.raises(ValueError, match="needs a time zone"):
            refused()


@given(instants)
def test_an_instant_survives_the_way_to_the_local_clock_and_back(instant: datetime) -> None:
    local = instant.astimezone(AMSTERDAM)
    assert local_moment(local.replace(tzinfo=None), fold=local.fold) == instant


@given(st.dates(date(1980, 1, 1), date(2100, 1, 1)))
def test_a_date_begins_at_its_own_midnight(day: date) -> None:
    assert local_date(midnight(day)) == day
    assert local_date(midnight(day) - timedelta(microseconds=1)) == day - timedelta(days=1)
