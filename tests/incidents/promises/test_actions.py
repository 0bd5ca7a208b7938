"""What is done to promises: made, tried, settled, moved, handed over, and left unkept."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import translation

from incidents.actions import WeekClosed
from incidents.closing import WeekNotOver, close_week, weeks_to_close
from incidents.models import Promise, PromiseChange, TeamWeek
from incidents.promises.actions import (
    AlreadySettled,
    Keeper,
    StalePromise,
    agree_new_time,
    hand_over,
    hand_over_all,
    note_attempt,
    settle_promise,
    take_over,
)
from incidents.promises.moments import Due
from incidents.promises.sealing import digest_of, unseal
from people.models import Notice
from periods.week import Week
from tests.builders import (
    NOW,
    TODAY,
    make_behaviour,
    make_norm,
    make_person,
    make_team,
    make_user,
)
from tests.incidents.promises.making import HOUR, MINUTE, NOTE, promise, promise_norm
from tests.incidents.writes import revisions

pytestmark = pytest.mark.django_db
WEEK = Week.of(TODAY)
DUE = NOW + HOUR


def settled(made: Promise, how: str = "kept", at=DUE, by=None) -> Promise:
    return settle_promise(promise=made, how=how, at=at, by=by)


def lines(made: Promise) -> list[str]:
    return list(made.changes.order_by("version").values_list("kind", flat=True))


def test_a_promise_stores_the_norm_of_its_day_its_team_and_the_week_it_is_due_in():
    norm, team = promise_norm(), make_team()
    made = promise(team, NOW + timedelta(days=7))
    assert (made.norm, made.kept_by, made.week) == (norm, team, WEEK.next.monday)
    assert made.overdue_at == made.due_at + 16 * MINUTE
    assert revisions() == {(team.pk, WEEK.next.monday): 1}


def test_an_internal_commitment_has_a_norm_for_internal_customers():
    promise_norm()
    behaviour = make_behaviour("AFS-01", "promise", customer_kind="internal")
    norm = make_norm(behaviour, tolerance_unit="working_days", late_tolerance=0, late_zero_point=2)
    other = make_team()
    made = promise(kind="internal", promised_to=other)
    assert made.norm == norm
    assert made.overdue_at == made.due_at + MINUTE


def test_a_colleague_who_is_coming_has_no_norm_on_calling_back():
    promise_norm()
    assert promise(kind="colleague").norm is None


def test_the_same_submission_twice_makes_one_promise():
    key, author, team = UUID(int=3), make_user(), make_team()
    first = promise(team, made_by=author, submission_key=key)
    assert promise(team, made_by=author, submission_key=key) == first
    assert Promise.objects.count() == 1


def test_who_has_to_keep_it_is_told_and_who_made_it_for_himself_is_not():
    owner, maker = make_user(language="en"), make_user()
    made = promise(keeper=Keeper(owner=owner), made_by=maker)
    promise(keeper=Keeper(owner=maker), made_by=maker)
    note = Notice.objects.get()
    assert (note.user, note.url) == (owner, f"/promises/{made.pk}/")
    assert note.text == "You have a promise to keep: “Over de vergunning”."


def test_once_it_is_settled_nobody_is_told_to_keep_it_any_more():
    made = promise(keeper=Keeper(owner=make_user()))
    settled(made)
    assert Notice.objects.get().seen_at == DUE


@pytest.mark.parametrize(
    ("how", "at", "outcome", "score"),
    [
        ("kept", DUE - 16 * MINUTE, "kept", 10_000),
        ("kept", DUE + 15 * MINUTE, "kept", 10_000),
        ("kept", DUE + 16 * MINUTE, "late", 9_778),
        ("came", DUE + 40 * MINUTE, "missed", 0),
        ("came", DUE, "cancelled", None),
        ("cancelled", DUE, "cancelled", None),
        ("cancelled", DUE + 40 * MINUTE, "missed", 0),
    ],
)
def test_settling_stores_outcome_and_verdict(how, at, outcome, score):
    promise_norm()
    made = settled(promise(), how, at)
    made.refresh_from_db()
    assert (made.outcome, made.score, made.settled_at) == (outcome, score, at)
    assert made.met == {"kept": True, "cancelled": None}.get(outcome, False)
    assert lines(made) == [how]


def test_too_early_counts_where_the_customer_said_not_before():
    promise_norm()
    assert settled(promise(not_before=True), at=DUE - 16 * MINUTE).outcome == "early"


def test_without_a_norm_it_ends_without_a_verdict():
    made = settled(promise(), at=DUE + MINUTE)
    assert (made.outcome, made.met, made.score) == ("late", None, None)


def test_settling_wipes_name_and_number():
    made = promise(note=NOTE)
    assert unseal(made.sealed) == NOTE
    settled(made)
    assert Promise.objects.get().sealed == ""


def test_a_settled_promise_is_not_settled_again():
    made = settled(promise())
    with pytest.raises(AlreadySettled):
        settled(made, "came")
    assert lines(made) == ["kept"]


def test_an_unknown_way_to_settle_is_refused():
    with pytest.raises(ValueError, match="does not settle"):
        settled(promise(), "closed")


def test_a_first_try_with_a_message_left_counts():
    promise_norm()
    made = promise()
    note_attempt(promise=made, at=DUE + MINUTE, by=None, voicemail=True)
    assert not Promise.objects.overdue(DUE + HOUR)
    assert settled(made, "came", DUE + 3 * HOUR).outcome == "kept"
    assert lines(made) == ["voicemail", "came"]


def test_a_first_try_without_a_message_counts_with_the_second():
    promise_norm()
    made = promise()
    note_attempt(promise=made, at=DUE + MINUTE, by=None, voicemail=False)
    assert Promise.objects.overdue(DUE + HOUR).get() == made
    note_attempt(promise=made, at=DUE + HOUR, by=None, voicemail=False)
    assert Promise.objects.open(DUE + HOUR).get() == made
    assert settled(made, at=DUE + 3 * HOUR).outcome == "kept"


def test_two_taps_on_one_try_are_one_try():
    made = promise()
    for seconds in (0, 299, 300):
        made = note_attempt(
            promise=made, at=NOW + timedelta(seconds=seconds), by=None, voicemail=False
        )
        assert made.attempt_counts == (seconds == 300)


def test_a_try_that_does_not_count_does_not_save_it():
    promise_norm()
    made = promise()
    note_attempt(promise=made, at=DUE, by=None, voicemail=False)
    assert settled(made, "came", DUE + HOUR).outcome == "missed"


def new_time(made: Promise, at, days: int = 7, **fields) -> Promise:
    due = Due("at", made.due_at + timedelta(days=days))
    fields = {"version": made.version, "by": None, "reason": "De planner is ziek"} | fields
    return agree_new_time(promise=made, due=due, at=at, **fields)


def test_a_new_time_before_it_is_late_moves_the_promise_and_its_week():
    promise_norm()
    team = make_team()
    made = new_time(promise(team), at=DUE + 15 * MINUTE)
    assert (made.due_at, made.week) == (DUE + timedelta(days=7), WEEK.next.monday)
    assert made.overdue_at == made.due_at + 16 * MINUTE
    assert revisions() == {(team.pk, WEEK.monday): 2, (team.pk, WEEK.next.monday): 1}
    line = made.changes.get()
    assert (line.due_before, line.due_at, line.reason) == (DUE, made.due_at, "De planner is ziek")


def test_a_new_time_once_it_is_late_is_noted_and_the_promise_stays():
    promise_norm()
    made = new_time(promise(), at=DUE + 16 * MINUTE)
    assert (made.due_at, made.week) == (DUE, WEEK.monday)
    assert made.changes.get().due_at == DUE + timedelta(days=7)
    assert settled(made, at=DUE + timedelta(days=7)).outcome == "late"


def test_the_others_are_told_of_a_new_time():
    maker, owner, stand_in = make_user(language="en"), make_user(), make_user()
    made = promise(made_by=maker, keeper=Keeper(owner=owner), stand_in=stand_in)
    Notice.objects.all().delete()
    new_time(made, at=NOW, by=owner)
    assert {row.user for row in Notice.objects.all()} == {maker, stand_in}
    said = Notice.objects.get(user=maker).text
    assert said == "A new time was agreed for the promise “Over de vergunning”."
    assert translation.get_language() == "nl"


def test_who_leads_the_other_side_is_told_of_a_new_time():
    other = make_team("Inkoop")
    lead = make_person(other, "team_lead")
    made = promise(kind="internal", promised_to=other)
    new_time(made, NOW)
    notice = Notice.objects.get()
    assert (notice.user, notice.url) == (lead, f"/promises/{made.pk}/")


def test_a_new_time_for_what_changed_in_the_meantime_is_refused():
    made = promise()
    note_attempt(promise=made, at=NOW, by=None, voicemail=False)
    with pytest.raises(StalePromise):
        new_time(made, at=NOW)


def test_who_takes_over_is_the_owner_and_the_team_stays():
    team, colleague = make_team(), make_user()
    made = promise(team, keeper=Keeper(email="jan@example.nl", token="t"), stand_in=colleague)
    made = take_over(promise=made, at=NOW, by=colleague)
    assert (made.owner, made.owner_email, made.link_digest) == (colleague, "", "")
    assert (made.stand_in, made.kept_by) == (None, team)
    assert lines(made) == ["taken_over"]


def test_handing_over_to_an_address_makes_a_link_of_which_only_the_digest_is_kept():
    made = promise(keeper=Keeper(owner=make_user()))
    keeper = Keeper(email="jan@example.nl", token="secret")
    made = hand_over(promise=made, version=1, keeper=keeper, at=NOW, by=None)
    made.refresh_from_db()
    assert (made.owner, made.owner_email) == (None, "jan@example.nl")
    assert made.link_digest == digest_of("secret")
    assert made.changes.get().owner_before is not None


def test_absence_hands_over_all_that_runs_for_these_teams_and_no_more():
    team, other = make_team(), make_team()
    away, back = make_user(), make_user()
    mine = [promise(team, keeper=Keeper(owner=away)) for _ in range(2)]
    elsewhere = promise(other, keeper=Keeper(owner=away))
    done = settled(promise(team, keeper=Keeper(owner=away)))
    stood_in = promise(team, stand_in=away)
    moved = hand_over_all(
        of=away, keeper=Keeper(owner=back), team_ids={team.pk}, at=NOW, by=make_user()
    )
    assert moved == mine
    assert set(Promise.objects.filter(owner=back)) == set(mine)
    assert set(Promise.objects.filter(owner=away)) == {elsewhere, done}
    stood_in.refresh_from_db()
    assert stood_in.stand_in is None


def test_closing_a_week_settles_what_was_not_kept_and_nothing_due_later():
    promise_norm()
    team = make_team()
    late, next_week = promise(team, note=NOTE), promise(team, NOW + timedelta(days=7))
    lead = make_person(team, "team_lead")
    assert close_week(team=team, week=WEEK, at=WEEK.ends_at, by=lead)
    late.refresh_from_db()
    next_week.refresh_from_db()
    assert (late.outcome, late.met, late.score, late.sealed) == ("missed", False, 0, "")
    assert (late.after_closing, next_week.settled_at) == (False, None)
    row = TeamWeek.objects.get(week=WEEK.monday)
    assert (row.closed_at, row.closed_by, row.closed_revision) == (WEEK.ends_at, lead, row.revision)


def test_closing_judges_a_try_that_counts():
    promise_norm()
    made = promise()
    note_attempt(promise=made, at=DUE, by=None, voicemail=True)
    close_week(team=made.kept_by, week=WEEK, at=WEEK.ends_at, by=None)
    made.refresh_from_db()
    assert made.outcome == "kept"


def test_closing_twice_changes_nothing_and_a_running_week_is_refused():
    team = make_team()
    with pytest.raises(WeekNotOver):
        close_week(team=team, week=WEEK, at=WEEK.ends_at - MINUTE, by=None)
    assert close_week(team=team, week=WEEK, at=WEEK.ends_at, by=None)
    before = TeamWeek.objects.values().get()
    assert not close_week(team=team, week=WEEK, at=WEEK.ends_at + HOUR, by=None)
    assert TeamWeek.objects.values().get() == before


def test_a_week_closes_by_itself_seven_days_after_it_ended():
    promise()
    at = WEEK.next.ends_at
    assert weeks_to_close(at - MINUTE) == []
    assert [row.week for row in weeks_to_close(at)] == [WEEK.monday]


def test_kept_after_closing_stays_missed_and_is_recorded_apart_once():
    promise_norm()
    made = promise()
    close_week(team=made.kept_by, week=WEEK, at=WEEK.ends_at, by=None)
    again = settled(made, at=WEEK.ends_at + HOUR)
    assert (again.outcome, again.met, again.after_closing) == ("missed", False, True)
    assert again.settled_at == WEEK.ends_at
    with pytest.raises(AlreadySettled):
        settled(made, at=WEEK.ends_at + HOUR)
    assert lines(made) == ["closed", "kept_after"]


def test_a_history_is_never_changed():
    settled(promise())
    line = PromiseChange.objects.get()
    with pytest.raises(TypeError, match="append-only"):
        line.save()
    with pytest.raises(TypeError, match="append-only"):
        PromiseChange.objects.all().delete()


def test_an_owner_has_an_account_or_an_address_and_an_address_has_a_link():
    with pytest.raises(ValueError, match="not both"):
        Keeper(owner=make_user(), email="a@example.nl", token="t")
    with pytest.raises(ValueError, match="goes with a link"):
        Keeper(email="a@example.nl")


def test_making_a_promise_in_a_closed_week_is_refused():
    team = make_team()
    close_week(team=team, week=WEEK, at=WEEK.ends_at, by=None)
    with pytest.raises(WeekClosed):
        promise(team)
    assert not Promise.objects.exists()
