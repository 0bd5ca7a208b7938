"""Where a contact is noted: the usual place first, and switching keeps what was typed."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from behaviours.models import Channel
from incidents.models import Incident, Observation
from tests.builders import (
    NOW,
    give_role,
    log_contact,
    make_team,
)
from tests.incidents.site import (
    ADD,
    address,
    answered,
    choice,
    norm_of,
    number,
    posted,
    sentences,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


class TestPlace:
    def test_where_i_noted_last_on_any_device(self, client, team, employee):
        other = make_team("Aanvragen")
        give_role(employee, other, "employee")
        norm = norm_of("do", "gedaan")
        client.post(address(other, "chat"), answered(norm))
        client.logout()
        client.force_login(employee)
        place = client.get(ADD).context["place"]
        assert (place.team, place.channel, place.origin) == (other, "chat", "self")

    def test_a_team_i_left_is_not_taken(self, client, team, employee):
        log_contact(make_team("Elders"), logged_by=employee, channel="chat")
        log_contact(team, channel="desk")
        place = client.get(ADD).context["place"]
        assert (place.team, place.channel) == (team, "desk")

    def test_else_the_channel_the_team_uses_most_these_weeks(self, client, team, employee):
        norm_of("do", "aan de telefoon", channels=["phone"])
        for channel in ("desk", "desk", "email"):
            log_contact(team, channel=channel)
        for _ in range(3):
            log_contact(team, channel="chat", occurred_at=NOW - timedelta(weeks=6))
            log_contact(make_team(), channel="visit")
        assert client.get(ADD).context["place"].channel == "desk"

    def test_else_the_first_channel_with_a_norm(self, client, team, employee):
        assert client.get(ADD).context["place"].channel == "phone"
        norm_of("do", "aan de balie", channels=["desk", "chat"])
        norm_of("do", "ziet een ander", channels=["phone"], seen_by=["observer"])
        assert client.get(ADD).context["place"].channel == "desk"

    def test_channels_in_use_or_named_by_a_norm_stand_first(self, client, team, employee):
        everything = client.get(ADD).context
        assert (len(everything["channels"]), everything["other_channels"]) == (len(Channel), [])
        norm_of("do", "overal")
        norm_of("do", "aan de balie", channels=["desk"])
        log_contact(team, channel="email")
        context = client.get(address(team, "chat")).context
        first = [choice.label for choice in context["channels"]]
        assert first == [Channel(key).label for key in Channel.values if key in FIRST]
        assert len(context["other_channels"]) == len(Channel) - len(first)

    @pytest.mark.parametrize("count", [1, 3])
    def test_as_many_statements_however_much_is_noted(self, client, team, employee, count):
        for _ in range(count):
            norm_of("do", "gedaan")
            log_contact(team, logged_by=employee)
        with CaptureQueriesContext(connection) as captured:
            client.get(ADD)
        assert len(captured) == 9, "\n".join(query["sql"][:120] for query in captured)


FIRST = {"desk", "email", "chat"}


class TestSwitching:
    @pytest.fixture
    def norms(self, team, employee):
        return {
            "both": norm_of("do", "overal"),
            "times": norm_of("count_limit", "hoe vaak"),
            "phone": norm_of("do", "alleen aan de telefoon", channels=["phone"]),
        }

    def typed(self, norms):
        return posted(*norms.values(), at="09:12", subject="paspoort", private_note="let op") | {
            choice(norms["both"]): "0",
            number(norms["times"]): "2",
            choice(norms["times"]): "not_observed",
            choice(norms["phone"]): "1",
        }

    def test_another_channel_keeps_what_was_typed_and_notes_nothing(self, client, team, norms):
        data = self.typed(norms)
        response = client.post(address(team, "desk"), data | {"switch": "place"})
        form, page = response.context["form"], response.content.decode()
        assert Incident.objects.count() == 0
        assert form.errors == {}
        assert sentences(response) == ["overal", "hoe vaak"]
        assert {name: form[name].value() for name in ("at", "subject", "private_note")} == {
            "at": "09:12",
            "subject": "paspoort",
            "private_note": "let op",
        }
        assert form["submission_key"].value() == data["submission_key"]
        assert re.search(rf'name="{choice(norms["both"])}" value="0"[^>]*checked', page)
        assert form[number(norms["times"])].value() == "2"
        assert form[choice(norms["times"])].value() == ""

    def test_an_answer_that_is_not_asked_there_is_carried_and_not_saved(self, client, team, norms):
        data = self.typed(norms) | {"switch": "place"}
        away = client.post(address(team, "desk"), data)
        assert away.context["form"].carried == [(choice(norms["phone"]), "1")]
        assert "is not saved" in away.content.decode()
        shown = data | {"norms": away.context["form"]["norms"].value()}
        back = client.post(address(team), shown)
        assert back.context["form"][choice(norms["phone"])].value() == "1"
        del shown["switch"]
        assert client.post(address(team, "desk"), shown).status_code == 302
        assert Observation.objects.count() == 2

    def test_another_team_keeps_what_was_typed(self, client, team, norms, employee):
        other = make_team("Aanvragen", slug="aanvragen")
        give_role(employee, other, "employee")
        data = self.typed(norms) | {"switch": "team", "place_team": "aanvragen"}
        response = client.post(address(team), data)
        assert response.context["place"].team == other
        assert response.context["form"]["subject"].value() == "paspoort"
        assert client.post(address(team), data | {"place_team": "nergens"}).status_code == 404

    def test_the_first_button_of_the_form_saves(self, client, team, norms):
        page = client.get(address(team)).content.decode()
        form = page[page.index('class="tap"') :]
        assert 'name="switch"' not in form[: form.index("</button>")]
