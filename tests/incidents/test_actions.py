"""Recording, correcting and withdrawing contacts: one transaction, nothing doubled or lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from behaviours.measures import InvalidValue
from incidents.actions import (
    AlreadyWithdrawn,
    StaleVersion,
    WeekClosed,
    correct_contact,
    record_contacts,
    withdraw_contact,
)
from incidents.judging import Entry, Judge, NewContact, NoNormInForce
from incidents.models import AppendOnly, Incident, IncidentChange, Observation, Origin, TeamWeek
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

pytestmark = pytest.mark.django_db
WEEK = TODAY
LAST_WEEK = TODAY - timedelta(days=7)


def contact(team, entries=None, **fields):
    seen = {behaviour.pk: entry for behaviour, entry in (entries or {}).items()}
    fields = {"channel": "phone", "occurred_at": NOW, "origin": Origin.SELF} | fields
    return NewContact(team=team, entries=seen, **fields)


def correct(incident, entries=None, *, by=None, version=None, **fields):
    fields.setdefault("team", incident.team)
    return correct_contact(
        incident=incident,
        version=version or incident.version,
        corrected=contact(fields.pop("team"), entries, **fields),
        by=by,
        at=NOW,
    )


def close(team, week):
    TeamWeek.objects.update_or_create(
        team=team, week=week, defaults={"closed_at": NOW, "closed_revision": 1}
    )


def revisions():
    return {(row.team_id, row.week): row.revision for row in TeamWeek.objects.all()}


def statements(captured):
    """What was sent to the database, without the savepoints around it."""
    sent = [query["sql"] for query in captured]
    return [sql for sql in sent if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]


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


class TestCorrecting:
    def test_replaces_what_it_said_and_keeps_what_it_said_before(self):
        team, answer, author = make_team(), make_behaviour(), make_user()
        norm = make_norm(answer)
        incident = log_contact(team, {answer: 40}, subject="paspoort", private_note="kort")
        correct(incident, {answer: Entry(value=5)}, by=author, subject="rijbewijs")
        incident.refresh_from_db()
        row = incident.observations.get()
        change = incident.changes.get()
        assert (incident.subject, incident.version, incident.score) == ("rijbewijs", 2, 10_000)
        assert (row.value, row.met, row.counts) == (5, True, True)
        assert (change.kind, change.version, change.changed_by) == ("corrected", 1, author)
        said = change.before
        assert (said["subject"], said["private_note"], said["score"]) == ("paspoort", "kort", 5_000)
        assert said["observations"] == [
            {
                "behaviour_id": answer.pk,
                "norm_id": norm.pk,
                "state": "seen",
                "value": 40,
                "met": False,
                "score": 5_000,
            }
        ]

    def test_employee_author_and_origin_never_change(self):
        team, me, other = make_team(), make_user(), make_user()
        incident = log_contact(team, employee=me, logged_by=me)
        correct(incident, by=me, employee=other, logged_by=other, origin=Origin.OBSERVED)
        incident.refresh_from_db()
        assert (incident.employee, incident.logged_by, incident.origin) == (me, me, "self")

    def test_keeps_the_pinned_norm_while_team_and_date_stay(self):
        team, answer = make_team(), make_behaviour()
        pinned = make_norm(answer, threshold=20)
        incident = log_contact(team, {answer: 15})
        make_norm(answer, team=team, threshold=10, zero_point=10)
        correct(incident, {answer: Entry(value=16)}, occurred_at=NOW + timedelta(hours=1))
        row = incident.observations.get()
        assert (row.norm, row.met) == (pinned, True)

    @pytest.mark.parametrize("moves", ["team", "date"])
    def test_is_judged_by_the_norms_of_its_new_place(self, moves):
        team, other, answer = make_team(), make_team(), make_behaviour()
        make_norm(answer, threshold=20)
        strict = {"threshold": 10, "zero_point": 10}
        tighter = (
            make_norm(answer, team=other, **strict)
            if moves == "team"
            else make_norm(answer, starts_on=TODAY, **strict)
        )
        old = NOW if moves == "team" else NOW - timedelta(days=1)
        incident = log_contact(team, {answer: 15}, occurred_at=old)
        new_team = other if moves == "team" else team
        correct(incident, {answer: Entry(value=15)}, team=new_team, occurred_at=NOW)
        row = incident.observations.get()
        assert (row.norm, row.met) == (tighter, False)
        assert (row.team, row.local_date) == (new_team, TODAY)

    def test_a_value_without_a_norm_in_the_new_place_is_refused_and_named(self):
        team, other, answer = make_team(), make_team(), make_behaviour()
        make_norm(answer, team=team)
        incident = log_contact(team, {answer: 15})
        with pytest.raises(NoNormInForce) as refusal:
            correct(incident, {answer: Entry(value=15)}, team=other)
        incident.refresh_from_db()
        assert refusal.value.behaviour_ids == {answer.pk}
        assert (incident.team, incident.version, incident.changes.count()) == (team, 1, 0)

    def test_a_move_raises_the_team_weeks_it_leaves_and_enters_as_the_last_statement(self):
        team, other = make_team(), make_team()
        incident = log_contact(team)
        with CaptureQueriesContext(connection) as captured:
            correct(incident, team=other, occurred_at=NOW - timedelta(days=7))
        assert revisions() == {(team.pk, WEEK): 2, (other.pk, LAST_WEEK): 1}
        assert statements(captured)[-1].strip().startswith("INSERT INTO incidents_teamweek")

    def test_a_stale_version_is_refused_with_what_it_says_now(self):
        incident = log_contact(make_team())
        correct(incident, subject="eerste")
        with pytest.raises(StaleVersion) as refusal:
            correct(incident, subject="tweede", version=1)
        assert refusal.value.current.subject == "eerste"
        assert Incident.objects.get().subject == "eerste"

    def test_a_withdrawn_contact_is_neither_corrected_nor_withdrawn_again(self):
        incident = log_contact(make_team())
        withdraw_contact(incident=incident, version=1, by=None, at=NOW, reason="dubbel")
        incident.refresh_from_db()
        with pytest.raises(AlreadyWithdrawn):
            correct(incident)
        with pytest.raises(AlreadyWithdrawn):
            withdraw_contact(incident=incident, version=2, by=None, at=NOW, reason="nog eens")
        assert incident.changes.count() == 1


class TestClosedWeek:
    @pytest.mark.parametrize("who", ["author", "nobody"])
    def test_nobody_else_corrects_and_nothing_stays_behind(self, who):
        team, me, author = make_team(), make_user(), make_user()
        incident = log_contact(team, employee=me, logged_by=author)
        close(team, WEEK)
        by = author if who == "author" else None
        with pytest.raises(WeekClosed):
            correct(incident, by=by, subject="te laat")
        with pytest.raises(WeekClosed):
            withdraw_contact(incident=incident, version=1, by=by, at=NOW, reason="te laat")
        incident.refresh_from_db()
        assert (incident.subject, incident.version, incident.withdrawn_at) == ("", 1, None)
        assert (incident.changes.count(), revisions()) == (0, {(team.pk, WEEK): 1})

    def test_the_person_it_is_about_corrects_and_it_shows(self):
        team, me = make_team(), make_user()
        incident = log_contact(team, employee=me, logged_by=me)
        close(team, WEEK)
        correct(incident, by=me, subject="rechtgezet")
        incident.refresh_from_db()
        assert (incident.subject, incident.after_closing) == ("rechtgezet", True)

    def test_moving_into_a_closed_week_is_refused_too(self):
        team, author = make_team(), make_user()
        incident = log_contact(team, logged_by=author)
        close(team, LAST_WEEK)
        with pytest.raises(WeekClosed):
            correct(incident, by=author, occurred_at=NOW - timedelta(days=7))
        incident.refresh_from_db()
        assert incident.week == WEEK


class TestWithdrawing:
    def test_leaves_every_figure_and_keeps_row_and_history(self):
        team, answer, author = make_team(), make_behaviour(), make_user()
        make_norm(answer)
        incident = log_contact(team, {answer: 5})
        withdraw_contact(incident=incident, version=1, by=author, at=NOW, reason="dubbel")
        incident.refresh_from_db()
        assert (incident.withdrawn_at, incident.withdrawn_reason) == (NOW, "dubbel")
        assert (incident.counts, incident.version) == (False, 2)
        assert list(incident.observations.values_list("counts", "value")) == [(False, 5)]
        assert list(Incident.objects.counting()) == []
        assert revisions() == {(team.pk, WEEK): 2}
        change = incident.changes.get()
        assert (change.kind, change.reason, change.changed_by) == ("withdrawn", "dubbel", author)

    def test_a_stale_version_is_refused(self):
        incident = log_contact(make_team())
        correct(incident)
        with pytest.raises(StaleVersion):
            withdraw_contact(incident=incident, version=1, by=None, at=NOW, reason="dubbel")
        assert Incident.objects.counting().count() == 1


class TestHistory:
    def test_no_line_is_ever_changed_or_removed(self):
        incident = log_contact(make_team())
        correct(incident, subject="anders")
        change = incident.changes.get()
        lines = IncidentChange.objects.all()
        for attempt in (
            change.save,
            change.delete,
            lines.delete,
            lambda: lines.update(reason=""),
            lambda: lines.bulk_update([change], ["reason"]),
            lambda: lines.bulk_create([change], update_conflicts=True),
        ):
            with pytest.raises(AppendOnly):
                attempt()
        assert IncidentChange.objects.count() == 1

    def test_lines_are_added_in_bulk_too(self):
        incident = log_contact(make_team())
        line = IncidentChange(
            incident=incident, kind="corrected", version=9, before={}, changed_at=NOW
        )
        IncidentChange.objects.bulk_create([line])
        assert IncidentChange.objects.get().version == 9


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
