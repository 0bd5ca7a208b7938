"""Two at the same moment, on PostgreSQL: one card, one agreement, one right to mail."""

from datetime import timedelta
from functools import partial

import pytest

from coaching.actions.meetings import agree, cover_lunch, note_attendance
from coaching.actions.week_mail import claim_week_mail
from coaching.models import Action, LunchCover, Meeting, WeekMail
from people.models import Notice
from periods.week import Week
from tests.builders import NOW, TODAY, make_person
from tests.coaching.office import make_balie
from tests.incidents.test_concurrency import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
TAPS = 8
WEEK = Week.of(TODAY)


def test_a_meeting_that_is_ended_by_many_at_once_sends_one_card():
    team = make_balie()
    lead, _away = make_person(team, "team_lead"), make_person(team)
    about = {"team": team, "week": WEEK, "by": lead, "at": NOW}
    end = partial(note_attendance, present=[lead], page="/teams/balie/", **about)
    assert at_once(*[lambda: end() and None] * TAPS) == []
    assert (Meeting.objects.count(), Notice.objects.count()) == (1, 1)


def test_the_same_agreement_many_times_at_once_is_one():
    team = make_balie()
    lead, owner = make_person(team, "team_lead"), make_person(team)
    due = TODAY + timedelta(days=7)
    about = {"team": team, "week": WEEK, "by": lead, "at": NOW}
    tap = partial(agree, title="Bellen", owner=owner, due_on=due, **about)
    assert at_once(*[lambda: tap() and None] * TAPS) == []
    assert (Action.objects.count(), Notice.objects.count()) == (1, 1)


def test_of_many_runs_at_once_one_may_mail():
    reader = make_person(make_balie())
    claimed = []
    runs = [lambda: claimed.append(claim_week_mail(reader=reader, week=WEEK, at=NOW))] * TAPS
    assert at_once(*runs) == []
    assert (sum(map(bool, claimed)), len(claimed), WeekMail.objects.count()) == (1, TAPS, 1)


def test_lunch_set_by_many_at_once_is_set_once():
    team = make_balie()
    person = make_person(team)
    cover = partial(cover_lunch, team=team, day=TODAY, person=person, line="", by=person)
    assert at_once(*[lambda: cover() and None] * TAPS) == []
    assert LunchCover.objects.count() == 1
