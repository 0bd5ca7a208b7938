"""Correcting and withdrawing contacts: nothing lost, nothing half-done, history kept."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.actions import AlreadyWithdrawn, StaleVersion, WeekClosed, withdraw_contact
from incidents.judging import Entry, NoNormInForce
from incidents.models import Incident, IncidentChange, Origin, Source
from people.models import AppendOnly
from tests.builders import NOW, TODAY, log_contact, make_behaviour, make_norm, make_team, make_user
from tests.incidents.writes import LAST_WEEK, WEEK, close, correct, revisions, statements

pytestmark = pytest.mark.django_db


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
                "needed": "",
            }
        ]

    def test_employee_author_and_origin_never_change(self):
        team, me, other = make_team(), make_user(), make_user()
        incident = log_contact(team, employee=me, logged_by=me)
        correct(incident, by=me, employee=other, logged_by=other, origin=Origin.OBSERVED)
        incident.refresh_from_db()
        assert (incident.employee, incident.logged_by, incident.origin) == (me, me, "self")

    @pytest.mark.parametrize(("brought", "kept"), [("", "a" * 64), ("b" * 64, "b" * 64)])
    def test_the_digest_of_its_row_stays_unless_the_file_brings_another(self, brought, kept):
        source = Source.objects.create(name="phones")
        row = {"source": source, "row_key": "1"}
        incident = log_contact(make_team(), **row, row_digest="a" * 64)
        correct(incident, subject="rijbewijs", **row, row_digest=brought)
        incident.refresh_from_db()
        assert (incident.subject, incident.row_digest) == ("rijbewijs", kept)

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
