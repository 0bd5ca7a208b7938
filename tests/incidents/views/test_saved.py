"""What stands above the form after saving, and taking it back within the minute."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from behaviours.actions import set_guideline
from incidents.models import Incident, IncidentChange, Observation, TeamWeek
from tests.builders import NOW, TODAY, allow, log_contact, make_person, make_team
from tests.incidents.site import address, answered, norm_of, page, posted, signed_in

pytestmark = pytest.mark.django_db

YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


def saved(incident: Incident) -> str:
    return f"{address(incident.team)}&saved={incident.pk}"


def undo(incident: Incident) -> str:
    return f"/contacts/{incident.pk}/undo/"


class TestPanel:
    def test_says_what_was_noted_and_who_will_see_it(self, client, team, employee):
        norm = norm_of("do", "gedaan")
        response = client.post(address(team), answered(norm), follow=True)
        shown = " ".join(response.content.decode().split())
        assert "Noted, 1 today" in shown
        assert "1 norm seen." in shown
        assert shown.count("Your team lead sees it without your name") == 2
        assert f'action="{undo(Incident.objects.get())}"' in shown
        assert list(response.context["messages"]) == []

    @pytest.mark.parametrize(
        ("noted", "words"),
        [
            (1, "Noted, 1 of 3 today"),
            (3, "Noted, 3 of 3 today"),
            (4, "Noted, 4 today: enough for a fair picture"),
        ],
    )
    def test_the_guideline_is_never_a_target(self, client, team, employee, noted, words):
        set_guideline(team=team, contacts_a_day=3, today=TODAY, by=None)
        for _ in range(noted):
            last = log_contact(team, logged_by=employee, employee=employee)
        assert words in page(client, saved(last))

    def test_only_own_contacts_of_this_team_and_day_are_counted(self, client, team, employee):
        colleague = make_person(team)
        log_contact(team, logged_by=employee, occurred_at=YESTERDAY)
        log_contact(make_team(), logged_by=employee)
        log_contact(team, logged_by=colleague)
        log_contact(team, logged_by=employee, origin="observed")
        client.post(undo(log_contact(team, logged_by=employee, employee=employee)))
        last = log_contact(team, logged_by=employee)
        assert "Noted, 1 today" in page(client, saved(last))

    def test_a_contact_of_yesterday_is_noted_without_a_count(self, client, team, employee):
        last = log_contact(team, logged_by=employee, occurred_at=YESTERDAY)
        assert '<h2 id="saved-title">Noted</h2>' in page(client, saved(last))

    def test_a_named_colleague_is_said_to_see_it(self, client, team, observer):
        allow("named_contacts")
        colleague = make_person(team, name="Karin Collega")
        last = log_contact(team, logged_by=observer, employee=colleague, origin="observed")
        shown = page(client, f"{address(team, origin='observed')}&saved={last.pk}")
        assert "Karin Collega sees this contact with everything in it" in shown

    def test_nobody_sees_the_panel_of_somebody_else(self, client, team, employee):
        theirs = log_contact(team, logged_by=make_person(team), subject="geheim")
        about_me = log_contact(team, logged_by=make_person(team), employee=employee)
        for key in (theirs.pk, about_me.pk, 999_999, "x", "²", "9" * 40, ""):
            assert "saved-title" not in page(client, f"{address(team)}&saved={key}")

    def test_four_statements_more_than_without(self, client, team, employee):
        last = log_contact(team, logged_by=employee)
        with CaptureQueriesContext(connection) as captured:
            client.get(saved(last))
        assert len(captured) == 13, "\n".join(query["sql"][:120] for query in captured)


class TestUndo:
    def test_takes_it_out_of_every_figure_with_a_fixed_reason(self, client, team, employee):
        norm = norm_of("do", "gedaan")
        client.post(address(team), answered(norm))
        incident = Incident.objects.get()
        with time_machine.travel(NOW + timedelta(seconds=60), tick=False):
            response = client.post(undo(incident))
        assert (response.status_code, response["Location"]) == (302, address(team))
        incident.refresh_from_db()
        assert (incident.counts, incident.withdrawn_reason) == (False, "Taken back within a minute")
        assert Observation.objects.get().counts is False
        assert IncidentChange.objects.get().changed_by == employee
        assert TeamWeek.objects.get().revision == 2

    def test_after_the_minute_it_asks_for_a_reason(self, client, team, employee):
        incident = log_contact(team, logged_by=employee)
        with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
            response = client.post(undo(incident))
            assert undo(incident) not in page(client, saved(incident))
        assert response["Location"] == f"/contacts/{incident.pk}/withdraw/"
        incident.refresh_from_db()
        assert incident.counts

    @pytest.mark.parametrize("kind", ["employee", "team_lead", "observer"])
    def test_only_who_noted_it(self, client, team, kind):
        about = make_person(team)
        incident = log_contact(team, logged_by=make_person(team), employee=about)
        for user in (about, make_person(team, kind)):
            signed_in(client, user)
            assert client.post(undo(incident)).status_code == 404
        assert client.get(undo(incident)).status_code == 405

    def test_twice_is_once_and_says_so(self, client, team, employee):
        incident = log_contact(team, logged_by=employee)
        client.post(undo(incident))
        response = client.post(undo(incident), follow=True)
        assert "withdrawn in the meantime" in response.content.decode()
        assert IncidentChange.objects.count() == 1

    def test_not_in_a_closed_week_except_by_who_it_is_about(self, client, team, employee):
        theirs = log_contact(team, logged_by=employee)
        mine = log_contact(team, logged_by=employee, employee=employee)
        TeamWeek.objects.update(closed_at=NOW, closed_revision=1)
        assert "This week is closed" in client.post(undo(theirs), follow=True).content.decode()
        client.post(undo(mine))
        assert list(Incident.objects.counting()) == [theirs]


class TestSentByScript:
    def send(self, client, team, data, how="new"):
        return client.post(address(team), data, headers={"X-Draft": how})

    def test_is_told_where_to_go_next(self, client, team, employee):
        response = self.send(client, team, answered(norm_of("do", "gedaan")))
        next_page = f"{address(team)}&saved={Incident.objects.get().pk}"
        assert (response.status_code, response.json()) == (200, {"next": next_page})

    def test_is_told_when_the_form_has_to_be_looked_at(self, client, team, employee):
        response = self.send(client, team, posted(norm_of("do", "gedaan")))
        assert (response.status_code, response.json()) == (200, {"next": None})
        assert Incident.objects.count() == 0

    @pytest.mark.parametrize(("how", "messages"), [("new", 1), ("kept", 0)])
    def test_a_kept_form_that_had_arrived_is_noted_once_and_silently(
        self, client, team, employee, how, messages
    ):
        data = answered(norm_of("do", "gedaan"))
        self.send(client, team, data)
        with time_machine.travel(NOW + timedelta(minutes=3), tick=False):
            response = self.send(client, team, data, how)
            shown = client.get(response.json()["next"])
        assert Incident.objects.count() == 1
        assert len(list(shown.context["messages"])) == messages
