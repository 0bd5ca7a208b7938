"""Where a promise stands: table V20, windows, working days, and the share kept."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from behaviours.measures import Promise
from incidents.promises.rules import Agreed, State, kept_share, state_at, verdict
from periods.local_time import local_moment

#: e = l = 15, E = 45, L = 60: table V20.
MEASURE = Promise(15, 15, 45, 60)


def at(clock: str, day: int = 16) -> datetime:
    """This time in Amsterdam, in November 2026; the 16th is a Monday."""
    return local_moment(datetime.fromisoformat(f"2026-11-{day} {clock}"), fold=None)


def agreed(**fields: Any) -> Agreed:
    given: dict[str, Any] = {"due_at": at("14:00"), "early_tolerance": 15, "late_tolerance": 15}
    return Agreed(**(given | fields))


@pytest.mark.parametrize(
    ("fields", "happened", "now", "state", "score"),
    [
        ({}, {"contact_at": at("13:45")}, "15:00", State.KEPT, 10_000),
        ({"not_before": True}, {"contact_at": at("13:45")}, "15:00", State.KEPT, 10_000),
        ({"not_before": True}, {"contact_at": at("13:44")}, "15:00", State.EARLY, 9_667),
        ({}, {"contact_at": at("13:44")}, "15:00", State.KEPT, 10_000),
        ({}, {"contact_at": at("14:15")}, "15:00", State.KEPT, 10_000),
        ({}, {"contact_at": at("14:15:59")}, "15:00", State.KEPT, 10_000),
        ({}, {"contact_at": at("14:16")}, "15:00", State.LATE, 9_778),
        ({}, {}, "14:15", State.OPEN, None),
        ({}, {}, "14:15:59", State.OPEN, None),
        ({}, {}, "14:16", State.OVERDUE, None),
        ({}, {"dropped_at": at("14:40")}, "15:00", State.MISSED, 0),
        ({}, {"dropped_at": at("13:00")}, "15:00", State.CANCELLED, None),
        ({}, {"dropped_at": at("14:15")}, "15:00", State.CANCELLED, None),
        ({}, {"closed_at": at("16:00")}, "16:00", State.MISSED, 0),
        # a window: its early side is where "not before" looks, its late side is when it is due
        ({"due_from": at("12:00"), "not_before": True}, {"contact_at": at("11:44")}, "15:00",
         State.EARLY, 9_667),
        ({"due_from": at("12:00"), "not_before": True}, {"contact_at": at("12:30")}, "15:00",
         State.KEPT, 10_000),
        ({"due_from": at("12:00")}, {"contact_at": at("14:16")}, "15:00", State.LATE, 9_778),
    ],
)  # fmt: skip
def test_table_v20(fields, happened, now, state, score):
    terms = agreed(**fields)
    assert state_at(at(now), terms, **happened) == state
    if state not in {State.OPEN, State.OVERDUE}:
        judged = verdict(state, terms, MEASURE, happened.get("contact_at"))
        assert judged.score_ten_thousandths == score
        assert judged.met is (None if state == State.CANCELLED else state == State.KEPT)


def test_while_it_runs_it_has_no_verdict():
    with pytest.raises(ValueError, match="not how a promise ends"):
        verdict(State.OVERDUE, agreed(), MEASURE, None)


def test_without_a_norm_it_ends_without_a_verdict_and_without_tolerance():
    terms = Agreed(due_at=at("10:00"))
    assert state_at(at("10:00"), terms) == State.OPEN
    assert state_at(at("10:01"), terms) == State.OVERDUE
    assert verdict(State.KEPT, terms, None, at("09:00")).met is None


def test_a_norm_without_an_early_side_takes_early_as_kept():
    terms = agreed(not_before=True, early_tolerance=None)
    assert state_at(at("15:00"), terms, contact_at=at("09:00")) == State.KEPT


@pytest.mark.parametrize(
    ("tolerance", "contact", "days", "state"),
    [
        (0, at("10:00", 20), 0, State.KEPT),
        (0, at("10:05", 20), 1, State.LATE),
        (1, at("10:05", 20), 1, State.KEPT),
        (1, at("12:00", 21), 1, State.KEPT),  # a Saturday: the next working day has not passed
        (1, at("10:00", 23), 1, State.KEPT),
        (1, at("10:01", 23), 2, State.LATE),
        (0, at("09:00", 19), 0, State.KEPT),
    ],
)
def test_tolerance_in_working_days_counts_started_days_by_the_agreed_time(
    tolerance, contact, days, state
):
    terms = agreed(
        due_at=at("10:00", 20), unit="working_days", early_tolerance=None, late_tolerance=tolerance
    )
    assert terms.deviation(contact) == days
    assert state_at(contact, terms, contact_at=contact) == state


def test_an_own_closing_day_moves_the_end_of_the_tolerance():
    fields = {"due_at": at("10:00", 20), "unit": "working_days", "late_tolerance": 1}
    assert agreed(**fields).overdue_at == at("10:01", 23)
    assert agreed(**fields, closed={date(2026, 11, 23)}).overdue_at == at("10:01", 24)


def test_minutes_are_counted_across_the_change_of_the_clock():
    due = datetime(2026, 10, 25, 0, 55, tzinfo=UTC)
    terms = agreed(due_at=due)
    assert terms.deviation(due + timedelta(minutes=20)) == 20


@pytest.mark.parametrize("minutes", range(-120, 121))
def test_it_is_overdue_from_the_very_moment_at_which_keeping_it_would_be_late(minutes):
    terms, moment = agreed(), at("14:00") + timedelta(minutes=minutes)
    is_overdue = state_at(moment, terms) == State.OVERDUE
    assert is_overdue == (state_at(moment, terms, contact_at=moment) == State.LATE)


WEEK = {State.KEPT: 7, State.LATE: 2, State.MISSED: 1, State.OPEN: 3, State.CANCELLED: 1}


def test_the_share_kept_leaves_out_what_runs_and_what_was_cancelled():
    assert kept_share(WEEK) == Fraction(70, 100)
    running = WEEK | {State.MISSED: 0, State.OVERDUE: 1}
    assert kept_share(running) == Fraction(7, 9)
    assert kept_share({State.OPEN: 3}) is None
