"""Recording contacts: one transaction, nothing doubled; and who sees them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from behaviours.measures import InvalidValue
from incidents.actions import record_contacts
from incidents.judging import Entry, Judge, NoNormInForce
from incidents.models import Incident, Observation
from people.access import Scope
from tests.builders import (
    NOW,
    TODAY,
    log_contact,
    make_behaviour,
    make_norm,
    make_person,
    make_team,
    make_user,
)
from tests.incidents.writes import LAST_WEEK, WEEK, close, contact, revisions, statements

pytestmark = pytest.mark.django_db


class TestRecording:
    def test_stores_fact_norm_verdict_and_place_on_the_observation(self):
        team, answer = make_team(), make_behaviour()
        norm = make_norm(answer)
        incident = log_contact(team, {answer: 40})
        row = incident.observations.get()
        assert (row.norm, row.value, row.met, row.score) == (norm, 40, False, 5_000)
        assert (row.team, row.week, row.local_date, row.origin) == (team, WEEK, TODAY, "self")
        assert (row.counts, incident.score, incident.fully_in_order) == (True, 5_000, False)

    def test_a_bare_answer_to_a_measured_norm_is_all_or_nothing(self):
        answer = make_behaviour()
        make_norm(answer)
        incident = log_contact(make_team(), {answer: Entry(answer=False)})
        row = incident.observations.get()
        assert (row.value, row.met, row.score) == (None, False, 0)

    def test_an_extra_has_no_verdict_and_no_part_in_the_contact(self):
        extra = make_behaviour(kind="extra")
        make_norm(extra)
        incident = log_contact(make_team(), {extra: 1})
        row = incident.observations.get()
        assert (row.value, row.met, row.score) == (1, None, None)
        assert (incident.score, incident.fully_in_order) == (None, None)

    def test_the_week_is_that_of_the_local_date(self):
        late = NOW.replace(month=11, day=22, hour=23)
        incident = log_contact(make_team(), occurred_at=late)
        assert (str(incident.local_date), str(incident.week)) == ("2026-11-23", "2026-11-23")

    def test_the_norm_of_the_day_judges_not_that_of_today(self):
        team, answer = make_team(), make_behaviour()
        make_norm(answer, threshold=20)
        make_norm(answer, threshold=10, zero_point=10, starts_on=TODAY)
        before = log_contact(team, {answer: 15}, occurred_at=NOW - timedelta(days=1))
        after = log_contact(team, {answer: 15})
        assert before.observations.get().met is True
        assert after.observations.get().met is False

    def test_the_last_statement_raises_each_touched_team_week_once_in_order(self):
        teams = [make_team(), make_team()]
        batch = [
            contact(team, occurred_at=NOW - timedelta(days=days))
            for team in reversed(teams)
            for days in (0, 0, 7)
        ]
        with CaptureQueriesContext(connection) as captured:
            record_contacts(contacts=batch, at=NOW)
        last = statements(captured)[-1]
        assert last.strip().startswith("INSERT INTO incidents_teamweek")
        keys = [(team.pk, week) for team in teams for week in (LAST_WEEK, WEEK)]
        assert revisions() == dict.fromkeys(keys, 1)
        positions = [last.index(f"{pk}, '{week}'") for pk, week in keys]
        assert positions == sorted(positions)

    def test_a_batch_is_recorded_whole_or_not_at_all(self):
        answer = make_behaviour()
        make_norm(answer)
        team = make_team()
        with pytest.raises(InvalidValue):
            record_contacts(
                contacts=[
                    contact(team, {answer: Entry(value=5)}),
                    contact(team, {answer: Entry(value=-1)}),
                ],
                at=NOW,
            )
        assert (Incident.objects.count(), revisions()) == (0, {})

    def test_the_same_submission_key_makes_one_contact_and_raises_once(self):
        team, author, key = make_team(), make_user(), uuid4()
        twice = [
            log_contact(team, logged_by=author, submission_key=key, subject=subject)
            for subject in ("eerst", "later")
        ]
        assert [row.pk for row in twice] == [twice[0].pk] * 2
        assert Incident.objects.get().subject == "eerst"
        assert revisions() == {(team.pk, WEEK): 1}

    def test_another_author_may_use_the_same_key(self):
        team, key = make_team(), uuid4()
        for _ in range(2):
            log_contact(team, logged_by=make_user(), submission_key=key)
        assert Incident.objects.count() == 2

    def test_a_batch_of_which_only_a_part_was_sent_before_is_an_error(self):
        team, author, key = make_team(), make_user(), uuid4()
        log_contact(team, logged_by=author, submission_key=key)
        batch = [contact(team, logged_by=author, submission_key=each) for each in (key, uuid4())]
        with pytest.raises(IntegrityError):
            record_contacts(contacts=batch, at=NOW)
        assert Incident.objects.count() == 1

    def test_a_value_without_a_norm_is_refused_and_named(self):
        answer, team = make_behaviour(), make_team()
        with pytest.raises(NoNormInForce) as refusal:
            log_contact(team, {answer: 5})
        assert refusal.value.behaviour_ids == {answer.pk}
        assert Incident.objects.count() == 0

    def test_what_was_not_seen_of_a_behaviour_without_a_norm_is_left_out(self):
        incident = log_contact(make_team(), {make_behaviour(): Entry.not_observed()})
        assert incident.observations.count() == 0

    def test_a_contact_in_a_closed_week_is_after_closing(self):
        team = make_team()
        close(team, WEEK)
        late = log_contact(team)
        in_time = log_contact(team, occurred_at=NOW - timedelta(days=7))
        late.refresh_from_db()
        in_time.refresh_from_db()
        assert (late.after_closing, in_time.after_closing) == (True, False)

    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"value": 1, "answer": True},
            {"state": "not_observed", "value": 1},
            {"state": "not_applicable", "answer": False},
        ],
    )
    def test_an_entry_says_one_thing_when_seen_and_nothing_when_not(self, fields):
        with pytest.raises(ValueError, match="Seen says one thing"):
            Entry(**fields)


def test_a_value_kept_without_judging_is_stored_without_norm():
    answer = make_behaviour()
    make_norm(answer, starts_on=TODAY)
    new = contact(make_team(), {answer: Entry(value=9)}, occurred_at=NOW - timedelta(days=400))
    record_contacts(contacts=[new], at=NOW, judge=Judge(stores_unjudged=True))
    row = Observation.objects.get()
    assert (row.norm, row.value, row.met, row.score) == (None, 9, None, None)


def test_visible_rows_are_ones_own_and_those_of_the_team_one_leads():
    team = make_team()
    author, lead = make_person(team), make_person(team, "team_lead")
    manager = make_person(team, "manager")
    incident = log_contact(team, logged_by=author)
    about = log_contact(team, employee=lead, logged_by=lead)
    seen = {
        name: set(Incident.objects.visible_to(Scope(user=user, today=TODAY)))
        for name, user in (("author", author), ("lead", lead), ("manager", manager))
    }
    assert seen == {"author": {incident}, "lead": {incident, about}, "manager": set()}
