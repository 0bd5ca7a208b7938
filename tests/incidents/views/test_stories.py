"""The pages of a story: the line beside the contact, the form, and the wall of a team."""

import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.models import Story
from incidents.stories import Telling, tell_story
from tests.builders import NOW, give_role, log_contact, make_person, make_team
from tests.incidents.site import errors, page, secret_contact, signed_in

pytestmark = pytest.mark.django_db
LINE = "Ik werd teruggebeld precies toen ze het zeiden."


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def own(team, me):
    return log_contact(team, employee=me, logged_by=me)


def address(incident, then: str = "") -> str:
    return f"/contacts/{incident.pk}/story/{then}"


def told(incident, by, **fields) -> Story:
    telling = Telling(**{"line": LINE} | fields)
    return tell_story(incident=incident, telling=telling, by=by, at=NOW)


def text_of(client: Client, where: str) -> str:
    return re.sub(r"\s+", " ", page(client, where))


class TestTelling:
    def test_the_line_alone_from_the_page_of_the_contact(self, client, team, employee):
        incident = own(team, employee)
        assert 'name="line"' in page(client, f"/contacts/{incident.pk}/")
        answer = client.post(address(incident), {"line": LINE, "next": "/contacts/new/"})
        assert answer["Location"] == "/contacts/new/"
        story = Story.objects.get()
        assert (story.line, story.told_by, story.wall) == (LINE, employee, "off")
        assert LINE in page(client, f"/contacts/{incident.pk}/")

    def test_the_whole_story_and_its_change(self, client, team, employee):
        incident = own(team, employee)
        data = {
            "line": LINE,
            "experience": "exceeded",
            "unexpected": "Op zaterdag",
            "recovery": "Excuses gemaakt",
            "recovery_end": "partly",
            "follow_up": "Werkvoorbereiding zoekt het uit",
            "for_wall": "on",
        }
        client.post(address(incident), data)
        story = Story.objects.get()
        assert {name: getattr(story, name) for name in data if name != "for_wall"} == {
            name: value for name, value in data.items() if name != "for_wall"
        }
        assert story.wall == "shown"
        form = client.get(address(incident)).context["form"]
        assert (form["for_wall"].value(), form.is_more_open) == (True, True)

    @pytest.mark.parametrize(
        ("data", "wrong"),
        [
            ({"line": ""}, "line"),
            ({"line": "Bel 06-12345678 terug"}, "line"),
            ({"line": LINE, "follow_up": "mail naar jan@voorbeeld.nl"}, "follow_up"),
            ({"line": LINE, "recovery_end": "good"}, "recovery"),
            ({"line": LINE, "experience": "superb"}, "experience"),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field(self, client, team, employee, data, wrong):
        assert list(errors(client.post(address(own(team, employee)), data))) == [wrong]
        assert not Story.objects.exists()

    def test_where_customers_cannot_leave_nobody_is_asked_who_left(
        self, client, team, employee, settings
    ):
        incident = own(team, employee)
        client.post(address(incident), {"line": LINE, "loyalty": "lost"})
        assert Story.objects.get().loyalty == ""
        settings.CUSTOMERS_CAN_LEAVE = True
        client.post(address(incident), {"line": LINE, "loyalty": "lost"})
        assert Story.objects.get().loyalty == "lost"

    def test_a_lead_reads_the_line_and_no_more(self, client, team):
        incident = secret_contact(team)
        told(incident, incident.logged_by, unexpected="Zijn eerste dag", for_wall=True)
        signed_in(client, make_person(team, "team_lead"))
        text = page(client, f"/contacts/{incident.pk}/")
        assert LINE in text
        assert "Zijn eerste dag" not in text
        assert "/story/" not in text
        assert client.get(address(incident)).status_code == 403
        assert client.post(address(incident, "remove/")).status_code == 404

    def test_whom_it_is_about_says_yes_or_no_and_takes_it_back(self, client, team, employee):
        observer = make_person(team, "observer")
        incident = log_contact(team, employee=employee, logged_by=observer, origin="observed")
        told(incident, observer, for_wall=True)
        assert 'value="yes"' in page(client, f"/contacts/{incident.pk}/")
        for answer, wall in (("yes", "shown"), ("no", "refused"), ("", "refused")):
            read = Story.objects.get().wording
            assert f'name="read" value="{read}"' in page(client, f"/contacts/{incident.pk}/")
            client.post(address(incident, "wall/"), {"answer": answer, "read": read})
            assert Story.objects.get().wall == wall
        assert client.get(address(incident)).status_code == 403
        client.post(address(incident, "remove/"))
        assert not Story.objects.exists()


class TestWall:
    def test_the_team_reads_lines_without_names(self, client, team):
        incident = secret_contact(team, subject="Uitkering van Piet")
        story = told(incident, incident.logged_by, unexpected="Binnen een dag", for_wall=True)
        Story.objects.update(wall="shown")
        signed_in(client, make_person(team))
        text = text_of(client, f"/teams/{team.slug}/stories/")
        assert LINE in text
        assert "Binnen een dag" in text
        assert "November 2026" in text
        for secret in ("Nadia Naam", "Olaf Oog", "Uitkering van Piet", "10:17", "16 Nov"):
            assert secret not in text
        assert f"/contacts/{story.incident_id}/" not in text

    @pytest.mark.parametrize("count", [1, 3])
    def test_six_queries_however_many_there_are(self, client, team, employee, count):
        for _ in range(count):
            told(own(team, employee), employee, for_wall=True)
        with CaptureQueriesContext(connection) as captured:
            text = page(client, f"/teams/{team.slug}/stories/")
        assert len(captured) == 6
        assert text.count(LINE) == count

    def test_it_is_for_the_team_and_its_lead_alone(self, client, team):
        wanted = f"/teams/{team.slug}/stories/"
        statuses = {}
        for kind in ("employee", "team_lead", "observer", "manager"):
            signed_in(client, make_person(team, kind))
            statuses[kind] = client.get(wanted).status_code
        above = make_person(team.parent)
        statuses["employee above"] = (signed_in(client, above), client.get(wanted).status_code)[1]
        give_role(above, make_team(), "team_lead")
        assert statuses == {
            "employee": 200,
            "team_lead": 200,
            "observer": 403,
            "manager": 403,
            "employee above": 403,
        }
