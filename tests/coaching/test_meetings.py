"""The team meeting: agreements, who was there, what the next one reads of it; and lunch."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from coaching.actions.barriers import finish_action
from coaching.actions.meetings import agree, cover_lunch, note_attendance
from coaching.models import Action, Attendance, LunchCover, Meeting
from coaching.queries.meetings import agreed_before, agreed_in, attendance, lunch_cover, team_people
from people.models import Notice, Team, User
from periods.week import Week
from tests.builders import NOW, TODAY, make_department, make_person, make_team

pytestmark = pytest.mark.django_db
WEEK = Week.of(TODAY)
PAGE = "/teams/balie/weeks/2026-W47/meeting/"


@pytest.fixture
def team() -> Team:
    return make_team("Balie", slug="balie", parent=make_department("Publiek"))


@pytest.fixture
def lead(team: Team) -> User:
    return make_person(team, "team_lead", name="Lea")


def agreed(team: Team, lead: User, title: str = "Rooster ophangen", **fields) -> Action:
    usual: dict[str, Any] = {"week": WEEK, "owner": lead, "due_on": TODAY, "at": NOW}
    return agree(team=team, title=title, by=lead, **(usual | fields))


def attend(team: Team, lead: User, *present: User) -> Meeting:
    return note_attendance(team=team, week=WEEK, present=present, page=PAGE, by=lead, at=NOW)


def test_an_agreement_is_an_action_of_the_meeting_and_its_owner_is_told(team, lead):
    owner = make_person(team, language="en")
    action = agreed(team, lead, owner=owner)
    assert (action.meeting.week, action.meeting.held_on) == (WEEK.monday, TODAY)
    assert Notice.objects.get().text == "An improvement action is yours: Rooster ophangen"
    assert agreed_in(team, WEEK) == [action]
    assert agreed_in(team, WEEK.previous) == []


def test_a_second_tap_agrees_on_nothing_more_until_the_first_is_done(team, lead):
    first = agreed(team, lead)
    assert agreed(team, lead, title=" Rooster ophangen ") == first
    assert Meeting.objects.count() == 1
    finish_action(action=first, outcome="Het hangt", at=NOW)
    assert agreed(team, lead) != first


@pytest.mark.parametrize(
    "wrong", [{"title": " "}, {"due_on": TODAY - timedelta(days=1)}, {"week": WEEK.next}]
)
def test_nothing_is_agreed_without_words_for_a_day_that_is_over_or_ahead_of_its_week(
    team, lead, wrong
):
    with pytest.raises(ValidationError):
        agreed(team, lead, **wrong)
    assert not Action.objects.exists()
    assert not Meeting.objects.exists()


def test_the_next_meeting_reads_the_last_one_and_what_older_ones_left_undone(team, lead):
    old, older_done, last = (
        agreed(team, lead, title, week=WEEK - weeks, due_on=TODAY + timedelta(days=weeks))
        for title, weeks in (("oud", 3), ("oud en klaar", 3), ("vorige keer", 2))
    )
    for action in (older_done, last):
        finish_action(action=action, outcome="Klaar", at=NOW)
    assert agreed_before(team, WEEK) == [last, old]
    assert agreed_before(team, WEEK - 2) == [old, older_done]
    assert agreed_before(make_team(), WEEK) == []


def test_who_was_away_finds_one_card_however_often_it_is_saved(team, lead):
    here, away = make_person(team, name="Hier"), make_person(team, name="Weg", language="en")
    for _ in range(2):
        attend(team, lead, lead, here)
    notice = Notice.objects.get()
    assert (notice.user, notice.url) == (away, PAGE)
    assert notice.text == "You were not at the meeting of Balie about week 47: this was agreed."
    assert attendance(team, WEEK) == {lead.pk: True, here.pk: True, away.pk: False}


def test_a_correction_tells_only_who_was_not_told(team, lead):
    first, second = make_person(team), make_person(team)
    attend(team, lead, lead, second)
    attend(team, lead, lead, first)
    attend(team, lead, lead, second)
    told = Notice.objects.order_by("pk").values_list("user", flat=True)
    assert list(told) == [first.pk, second.pk]
    assert attendance(team, WEEK)[first.pk] is False


def test_whoever_records_it_is_not_told_and_nobody_outside_the_team_counts(team, lead):
    stranger = make_person(make_team())
    attend(team, lead, stranger)
    assert not Notice.objects.exists()
    assert attendance(team, WEEK) == {lead.pk: False}


def test_the_people_of_a_team_are_its_employees_and_own_leads_by_name_once(team, lead):
    lead.roles.create(team=team, kind="employee", starts_on=TODAY)
    employee = make_person(team, name="Ans")
    for kind in ("observer", "manager"):
        make_person(team, kind)
    make_person(team.parent, "team_lead")
    assert list(team_people(team, TODAY)) == [employee, lead]


def test_lunch_has_one_cover_a_day_and_the_last_word_holds(team, lead):
    other = make_person(team)
    cover_lunch(team=team, day=TODAY, person=lead, line=" 12-13 ", by=lead)
    assert lunch_cover(team, TODAY).line == "12-13"
    cover_lunch(team=team, day=TODAY, person=other, line="", by=other)
    assert (lunch_cover(team, TODAY).person, LunchCover.objects.count()) == (other, 1)
    assert lunch_cover(team, TODAY + timedelta(days=1)) is None
    assert lunch_cover(make_team(), TODAY) is None


def test_the_tables_take_one_of_each_and_refuse_a_second(team, lead):
    meeting = Meeting.objects.create(team=team, week=WEEK.monday, held_on=WEEK.monday, held_by=lead)
    given = {"user": lead, "was_present": True}
    Attendance.objects.create(meeting=meeting, **given)
    LunchCover.objects.create(team=team, day=TODAY, person=lead, set_by=lead)
    refused = (
        lambda: Meeting.objects.create(team=team, week=WEEK.monday, held_on=TODAY, held_by=lead),
        lambda: Meeting.objects.create(
            team=team, week=WEEK.next.monday, held_on=WEEK.sunday, held_by=lead
        ),
        lambda: Attendance.objects.create(meeting=meeting, **given),
        lambda: LunchCover.objects.create(team=team, day=TODAY, person=lead, set_by=lead),
    )
    for make in refused:
        with pytest.raises(IntegrityError), transaction.atomic():
            make()
