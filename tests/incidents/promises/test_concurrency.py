"""Two at the same moment, on PostgreSQL: one settles, the other hears that; nobody deadlocks."""

from datetime import timedelta

import pytest
from django.db import connection

from incidents.closing import close_week
from incidents.models import Promise, PromiseChange, TeamWeek
from incidents.promises import actions
from incidents.promises.actions import (
    AlreadySettled,
    Keeper,
    hand_over_all,
    settle_promise,
)
from periods.week import Week
from tests.builders import NOW, TODAY, make_team, make_user
from tests.incidents.promises.making import HOUR, NOTE, promise, promise_norm
from tests.incidents.test_concurrency import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
WEEK = Week.of(TODAY)
MANY = 10


def settling(made: Promise, how: str = "kept"):
    def work() -> None:
        settle_promise(promise=made, how=how, at=NOW, by=None)

    return work


def test_of_many_who_settle_at_once_one_does_and_the_others_hear_it():
    promise_norm()
    made = promise(note=NOTE)
    wrong = at_once(*[settling(made, how) for how in ("kept", "came") for _ in range(MANY)])
    assert [type(each) for each in wrong] == [AlreadySettled] * (2 * MANY - 1)
    assert PromiseChange.objects.count() == 1
    assert TeamWeek.objects.get().revision == 2


def test_without_the_lock_they_settle_over_each_other(monkeypatch):
    """The control: the test above would notice a promise settled twice."""
    promise_norm()
    made = promise(note=NOTE)

    def unlocked(given, **_options):
        current = Promise.objects.select_related("norm").get(pk=given.pk)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.5)")
        return current

    monkeypatch.setattr(actions, "_locked", unlocked)
    wrong = at_once(settling(made), settling(made, "came"))
    # Both believed to be the first; only the history's own constraint stops the second.
    assert [type(each).__name__ for each in wrong] == ["IntegrityError"]


def test_closing_and_settling_at_once_leave_one_end():
    promise_norm()
    team = make_team()
    made = [promise(team) for _ in range(5)]
    at = WEEK.ends_at + timedelta(hours=1)

    def close() -> None:
        close_week(team=team, week=WEEK, at=at, by=None)

    def settle(each: Promise):
        def work() -> None:
            settle_promise(promise=each, how="kept", at=at, by=None)

        return work

    assert at_once(close, *[settle(each) for each in made], close) == []
    for each in Promise.objects.all():
        kinds = list(each.changes.order_by("version").values_list("kind", flat=True))
        assert kinds in (["kept"], ["closed", "kept_after"])
        assert (each.outcome, each.after_closing) in {("late", False), ("missed", True)}
    assert TeamWeek.objects.get().closed_at is not None


def test_handing_over_in_both_directions_does_not_wait_in_a_ring():
    team, one, other = make_team(), make_user(), make_user()
    for owner in (one, other) * 5:
        promise(team, NOW + HOUR, keeper=Keeper(owner=owner))

    def give(away, back):
        def work() -> None:
            for _ in range(MANY):
                keeper = Keeper(owner=back)
                hand_over_all(of=away, keeper=keeper, team_ids={team.pk}, at=NOW, by=None)

        return work

    assert at_once(give(one, other), give(other, one)) == []
    assert Promise.objects.count() == 10
