"""The buttons under a miss, and the list a manager keeps."""

import re
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.models import Barrier, BarrierReport
from tests.builders import (
    NOW,
    log_contact,
    log_miss,
    make_barrier,
    make_behaviour,
    make_norm,
    make_person,
)
from tests.incidents.site import page, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def behaviour():
    behaviour = make_behaviour("TEL-01")
    make_norm(behaviour)
    return behaviour


@pytest.fixture
def busy():
    return make_barrier("too_busy", words="te druk", words_en="too busy")


def buttons(text: str) -> dict[str, str]:
    """Every button of a barrier, and whether it is pressed."""
    found = re.findall(r'name="barrier"\s+value="(\S+)"\s+aria-pressed="(\w+)"', text)
    return dict(found)


def contact_page(client: Client, pk: int) -> str:
    return re.sub(r"\s+", " ", page(client, f"/contacts/{pk}/"))


class TestTap:
    def test_one_tap_and_the_button_shows_it(self, client, team, employee, behaviour, busy):
        incident = log_miss(team, employee, behaviour)
        before = page(client, f"/contacts/{incident.pk}/")
        assert len(buttons(before)) == Barrier.objects.count()
        assert set(buttons(before).values()) == {"false"}
        data = {"behaviour": "TEL-01", "barrier": "too_busy", "next": "/contacts/new/?saved=1#x"}
        answer = client.post(f"/contacts/{incident.pk}/barrier/", data)
        assert (answer.status_code, answer["Location"]) == (302, data["next"])
        text = contact_page(client, incident.pk)
        assert buttons(text)["too_busy"] == "true"
        assert "Noted: “too busy”. This miss stays out of your own results." in text
        assert "Counts for the team, not in your own results." in text
        assert 'status-below">not met' not in text

    @pytest.mark.parametrize("data", [{}, {"behaviour": "TEL-01", "barrier": "none"}])
    def test_what_is_no_tap_is_said_and_nothing_is_kept(
        self, client, team, employee, behaviour, data
    ):
        incident = log_miss(team, employee, behaviour)
        answer = client.post(f"/contacts/{incident.pk}/barrier/", data, follow=True)
        assert "Choose what was in the way." in answer.text
        assert not BarrierReport.objects.exists()

    @pytest.mark.parametrize(
        "away", ["https://elders.example/", "//elders.example/", "javascript:x", "abc", "start"]
    )
    def test_the_way_back_is_a_page_of_ours(self, client, team, employee, behaviour, busy, away):
        incident = log_miss(team, employee, behaviour)
        data = {"behaviour": "TEL-01", "barrier": "too_busy", "next": away}
        answer = client.post(f"/contacts/{incident.pk}/barrier/", data)
        assert answer["Location"] == f"/contacts/{incident.pk}/"

    def test_a_lead_reads_what_it_was_and_has_no_buttons(self, client, team, behaviour, busy):
        incident = log_miss(team, make_person(team, name="Eva Eigen"), behaviour, busy)
        signed_in(client, make_person(team, "team_lead"))
        text = contact_page(client, incident.pk)
        assert "too busy" in text
        assert buttons(text) == {}
        assert "Eva Eigen" not in text
        assert "not in your own results" not in text
        assert client.post(f"/contacts/{incident.pk}/barrier/").status_code == 403

    @pytest.mark.parametrize("count", [1, 3])
    def test_as_many_queries_for_one_miss_as_for_three(self, client, team, employee, busy, count):
        entries = {make_norm(make_behaviour()).behaviour: 90 for _ in range(count)}
        incident = log_contact(team, entries, employee=employee, logged_by=employee)
        with CaptureQueriesContext(connection) as captured:
            page(client, f"/contacts/{incident.pk}/")
        assert len(captured) == 10


class TestList:
    @pytest.fixture
    def manager(self, client, team):
        return signed_in(client, make_person(team.parent, "manager"))

    @pytest.mark.parametrize("count", [1, 3])
    def test_four_queries_however_long_it_is(self, client, manager, count):
        Barrier.objects.all().delete()
        for number in range(count):
            make_barrier(f"b{number}")
        with CaptureQueriesContext(connection) as captured:
            text = page(client, "/barriers/")
        assert len(captured) == 4
        assert text.count("row-title") == count

    def test_one_is_added_reworded_marked_and_ended(self, client, manager):
        Barrier.objects.all().delete()
        words = {"words": "te koud", "words_en": "too cold"}
        client.post("/barriers/new/", words)
        cold = Barrier.objects.get()
        assert (cold.words, cold.is_persons, cold.ended_on) == ("te koud", False, None)
        address = f"/barriers/{cold.pk}/"
        client.post(address, {"words": "koud", "words_en": "cold", "is_persons": "on"})
        cold.refresh_from_db()
        assert (cold.words, cold.words_en, cold.is_persons) == ("koud", "cold", True)
        client.post(address, words | {"is_ended": "on"})
        cold.refresh_from_db()
        assert str(cold.ended_on) == "2026-11-16"
        assert "Not offered any more" in page(client, "/barriers/")
        client.post(address, words)
        cold.refresh_from_db()
        assert cold.ended_on is None

    def test_words_that_stand_are_refused_on_the_form(self, client, manager, busy):
        answer = client.post("/barriers/new/", {"words": "Te druk", "words_en": "busy"})
        assert "Te druk is on the list already." in answer.text
        assert not Barrier.objects.filter(words="Te druk").exists()


def test_beside_a_contact_just_noted_one_tap_leads_back_to_the_next(
    client, team, employee, behaviour, busy
):
    incident = log_miss(team, employee, behaviour)
    here = f"/contacts/new/?team={team.slug}&channel=phone&for=self&saved={incident.pk}"
    text = page(client, here)
    assert set(buttons(text).values()) == {"false"}
    assert 'id="story-line"' in text
    back = unescape(re.search(r'name="next"\s+value="(\S+#in-the-way)"', text)[1])
    data = {"behaviour": "TEL-01", "barrier": "too_busy", "next": back}
    answer = client.post(f"/contacts/{incident.pk}/barrier/", data, follow=True)
    assert answer.redirect_chain == [(f"{here}#in-the-way", 302)]
    assert buttons(answer.text)["too_busy"] == "true"
