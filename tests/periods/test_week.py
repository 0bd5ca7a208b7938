"""ISO weeks in Amsterdam (scoring.md V22), checked against Python's own calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periods.local_time import local_date
from periods.span import Span
from periods.week import Week, weeks_ending

days = st.dates(date(1950, 1, 1), date(2150, 1, 1))
weeks = days.map(Week.of)
steps = st.integers(-2000, 2000)


def hours(week: Week) -> float:
    return (week.ends_at - week.starts_at).total_seconds() / 3600


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2025, 12, 29), "2026-W01"),
        (date(2025, 12, 28), "2025-W52"),
        (date(2024, 12, 30), "2025-W01"),
        (date(2027, 1, 1), "2026-W53"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
        (date(2021, 1, 3), "2020-W53"),
    ],
)
def test_v22_the_year_of_a_week_is_that_of_its_thursday(day: date, written: str) -> None:
    assert str(Week.of(day)) == written


def test_v22_the_years_with_53_weeks() -> None:
    last_weeks = {year: Week.of(date(year, 12, 28)).number for year in range(2020, 2037)}
    assert [year for year, number in last_weeks.items() if number == 53] == [2020, 2026, 2032]


@pytest.mark.parametrize(
    ("written", "starts_at", "ends_at", "length"),
    [
        ("2026-W13", (2026, 3, 22, 23), (2026, 3, 29, 22), 167),
        ("2026-W43", (2026, 10, 18, 22), (2026, 10, 25, 23), 169),
        ("2026-W47", (2026, 11, 15, 23), (2026, 11, 22, 23), 168),
    ],
)
def test_v22_a_week_runs_from_monday_to_monday_on_amsterdams_clock(
    written: str,
    starts_at: tuple[int, int, int, int],
    ends_at: tuple[int, int, int, int],
    length: int,
) -> None:
    week = Week.parse(written)
    assert week.starts_at == datetime(*starts_at, tzinfo=UTC)
    assert week.ends_at == datetime(*ends_at, tzinfo=UTC)
    assert week.starts_at.tzinfo is UTC
    assert hours(week) == length
    assert week.span == Span(week.starts_at, week.ends_at)


def test_every_day_of_2020_to_2040_agrees_with_isocalendar() -> None:
    day, checked = date(2020, 1, 1), 0
    while day.year <= 2040:
        week, calendar = Week.of(day), day.isocalendar()
        assert (week.iso_year, week.number) == (calendar.year, calendar.week)
        assert str(week) == day.strftime("%G-W%V")
        assert week.days[day.weekday()] == day
        assert Week.parse(str(week)) == week
        day, checked = day + timedelta(days=1), checked + 1
    assert checked == 7671


@pytest.mark.parametrize(
    "text",
    [
        "2021-W53",
        "2021-W00",
        "2021-W54",
        "2021-W1",
        "2021W01",
        "2021-w01",
        "2021-W01-1",
        " 2021-W01",
        "2021-W01\n",
        "\u0662\u0660\u0662\u0661-W01",
        "0000-W01",
        "0001-W01",
        "9999-W52",
        "",
        "week 1",
    ],
)
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="week|year"):
        Week.parse(text)


def test_a_week_refuses_another_day_than_a_monday() -> None:
    with pytest.raises(ValueError, match="Monday"):
        Week(date(2026, 11, 17))


def test_a_week_refuses_a_datetime_whose_date_depends_on_its_zone() -> None:
    moment = datetime(2026, 11, 16, tzinfo=UTC)
    with pytest.raises(ValueError, match="local dates"):
        Week(moment)
    with pytest.raises(ValueError, match="local dates"):
        Week.of(moment)


def test_the_seven_days_of_a_week() -> None:
    week = Week.parse("2026-W47")
    assert week.monday == date(2026, 11, 16)
    assert week.sunday == date(2026, 11, 22)
    assert week.days == tuple(date(2026, 11, number) for number in range(16, 23))


def test_weeks_step_over_the_53rd() -> None:
    week = Week.parse("2020-W53")
    assert str(week.next) == "2021-W01"
    assert str(week.next.previous) == "2020-W53"
    assert str(week - 53) == "2019-W52"


def test_weeks_are_ordered_and_hashable() -> None:
    first, second = Week.parse("2020-W53"), Week.parse("2021-W01")
    assert sorted([second, first]) == [first, second]
    assert {first, Week.of(date(2021, 1, 3))} == {first}


def test_a_week_adds_only_whole_weeks() -> None:
    week = Week.parse("2021-W01")
    with pytest.raises(TypeError, match="unsupported operand"):
        week + 1.5  # type: ignore[operator]
    with pytest.raises(TypeError, match="unsupported operand"):
        week - "1"  # type: ignore[operator]


def test_the_weeks_ending_in_one_come_oldest_first() -> None:
    last = Week.parse("2021-W02")
    assert [str(week) for week in weeks_ending(last, 3)] == ["2020-W53", "2021-W01", "2021-W02"]
    assert weeks_ending(last, 0) == []
    with pytest.raises(ValueError, match="0 or more"):
        weeks_ending(last, -1)


@given(weeks)
def test_a_written_week_reads_back_as_itself(week: Week) -> None:
    assert Week.parse(str(week)) == week


@given(weeks, steps)
def test_adding_and_subtracting_weeks_undo_each_other(week: Week, step: int) -> None:
    assert (week + step) - step == week
    assert (week + step) - week == step
    assert (week + step > week) is (step > 0)


@given(weeks)
def test_weeks_lie_end_to_end_and_hold_their_own_days(week: Week) -> None:
    assert week.ends_at == week.next.starts_at
    assert local_date(week.starts_at) == week.monday
    assert local_date(week.ends_at - timedelta(microseconds=1)) == week.sunday
