"""Which days are working days in the Netherlands, and counting them."""

from datetime import date, timedelta

import pytest

from periods.working_days import (
    NoWorkingDay,
    is_working_day,
    working_day_after,
    working_day_before,
    working_days_between,
)

FRIDAY, SATURDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 23)


def test_before_a_day_comes_the_last_day_on_which_people_worked():
    assert working_day_before(MONDAY) == FRIDAY
    assert working_day_before(SATURDAY) == FRIDAY
    assert working_day_before(date(2026, 12, 28)) == date(2026, 12, 24)
    assert working_day_before(MONDAY, closed=[FRIDAY]) == date(2026, 11, 19)
    with pytest.raises(NoWorkingDay):
        working_day_before(MONDAY, [MONDAY - timedelta(days=n) for n in range(400)])


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 1), False),
        (date(2026, 4, 3), True),  # Good Friday: most offices and shops are open
        (date(2026, 4, 6), False),
        (date(2026, 4, 27), False),
        (date(2025, 4, 26), False),  # the 27th was a Sunday, and the 26th a Saturday
        (date(2031, 4, 26), False),
        (date(2026, 5, 5), True),
        (date(2025, 5, 5), False),
        (date(2026, 5, 14), False),
        (date(2026, 5, 25), False),
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), True),
        (FRIDAY, True),
        (SATURDAY, False),
        (MONDAY, True),
    ],
)
def test_a_working_day_is_a_weekday_that_is_no_dutch_holiday(day, works):
    assert is_working_day(day) is works


def test_an_own_closing_day_is_no_working_day():
    assert is_working_day(FRIDAY, {FRIDAY}) is False


@pytest.mark.parametrize(
    ("day", "days", "closed", "expected"),
    [
        (FRIDAY, 0, (), FRIDAY),
        (SATURDAY, 0, (), MONDAY),
        (FRIDAY, 1, (), MONDAY),
        (SATURDAY, 1, (), MONDAY),
        (FRIDAY, 2, (), date(2026, 11, 24)),
        (FRIDAY, 1, (MONDAY,), date(2026, 11, 24)),
        (date(2026, 12, 24), 1, (), date(2026, 12, 28)),
    ],
)
def test_so_many_working_days_after_a_day(day, days, closed, expected):
    assert working_day_after(day, days, closed) == expected


def test_a_negative_number_of_days_is_refused():
    with pytest.raises(ValueError, match="0 or more"):
        working_day_after(FRIDAY, -1)


def test_a_year_of_closing_days_is_refused():
    closed = {FRIDAY + timedelta(days=step) for step in range(400)}
    with pytest.raises(NoWorkingDay):
        working_day_after(FRIDAY, 1, closed)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(FRIDAY, FRIDAY, 0), (FRIDAY, SATURDAY, 0), (FRIDAY, MONDAY, 1), (MONDAY, FRIDAY, 0)],
)
def test_working_days_between_two_days(first, last, expected):
    assert working_days_between(first, last) == expected
