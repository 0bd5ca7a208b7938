"""From what was said to when it is due."""

from datetime import date, datetime

import pytest

from incidents.promises.moments import MomentPassed, due_for, possible_moments
from periods.local_time import local_moment


def at(clock: str, day: int = 20) -> datetime:
    """This time in Amsterdam, in November 2026; the 20th is a Friday."""
    return local_moment(datetime.fromisoformat(f"2026-11-{day} {clock}"), fold=None)


@pytest.mark.parametrize(
    ("moment", "made", "due_from", "due_at"),
    [
        ("today", at("09:00"), None, at("17:00")),
        ("afternoon", at("09:00"), at("12:00"), at("17:00")),
        ("morning", at("09:00"), at("08:00", 23), at("12:00", 23)),
        ("two_days", at("09:00"), None, at("17:00", 24)),
        ("none", at("09:00"), None, at("17:00", 23)),
        ("none", at("20:00"), None, at("17:00", 23)),
        ("none", at("09:00", 19), None, at("17:00", 20)),
    ],
)
def test_a_moment_comes_down_to_a_time(moment, made, due_from, due_at):
    due = due_for(moment, at=made, closed=())
    assert (due.moment, due.due_from, due.due_at) == (moment, due_from, due_at)


def test_own_closing_days_are_passed_over():
    closed = {date(2026, 11, 23)}
    assert due_for("none", at=at("09:00"), closed=closed).due_at == at("17:00", 24)
    assert due_for("two_days", at=at("09:00"), closed=closed).due_at == at("17:00", 25)


def test_a_chosen_time_counts_by_the_minute():
    due = due_for("at", at=at("09:00"), closed=(), chosen=at("14:00:40"))
    assert due.due_at == at("14:00")


def test_what_has_passed_is_refused_and_a_time_without_one_too():
    with pytest.raises(MomentPassed):
        due_for("today", at=at("17:00"), closed=())
    with pytest.raises(MomentPassed):
        due_for("at", at=at("17:00"), closed=(), chosen=at("16:00"))
    with pytest.raises(ValueError, match="names the time"):
        due_for("at", at=at("09:00"), closed=())


def test_after_closing_time_nothing_is_promised_for_today():
    assert "today" in possible_moments(at("16:59"))
    assert set(possible_moments(at("17:00"))) == {"morning", "two_days", "at", "none"}
