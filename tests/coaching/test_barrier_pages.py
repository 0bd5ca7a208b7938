"""The pages of what was in the way: of the team, of its lead, and of the manager above."""

import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coaching.actions.barriers import answer_barrier, make_action, pass_barrier
from coaching.models import Action, BarrierAnswer
from people.models import Notice, User
from tests.builders import (
    NOW,
    TODAY,
    log_miss,
    make_barrier,
    make_behaviour,
    make_department,
    make_norm,
    make_person,
    make_team,
)

pytestmark = pytest.mark.django_db
BOARD = "/teams/balie/barriers/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def team():
    return make_team("Balie", slug="balie", parent=make_department("Publiek"))


@pytest.fixture
def lead(team):
    return make_person(team, "team_lead", language="en")


@pytest.fixture
def manager(team):
    return make_person(team.parent, "manager", language="en")


@pytest.fixture
def behaviour():
    behaviour = make_behaviour()
    make_norm(behaviour)
    return behaviour


@pytest.fixture
def busy():
    return make_barrier("too_busy", words="te druk", words_en="too busy")


@pytest.fixture
def missed(team, behaviour, busy) -> User:
    """One of the team, who was too busy."""
    user = make_person(team, name="Eva Eigen", language="en")
    log_miss(team, user, behaviour, busy)
    return user


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(client: Client, where: str = BOARD) -> str:
    answer = client.get(where)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text)


def test_the_team_reads_what_it_was_and_never_from_whom(team, missed, behaviour, lead):
    for user in (missed, make_person(team, language="en")):
        text = text_of(of(user))
        assert "Too busy" in text
        assert "1 time" in text
        assert behaviour.title in text
        assert "/pass/" not in text
    text = text_of(of(lead))
    assert "/pass/" in text
    assert "Eva Eigen" not in text
    assert "11:00" not in text


def test_one_tap_of_the_lead_brings_it_to_the_manager(team, missed, lead, manager, busy):
    assert "Passed on to you" not in text_of(of(manager), "/")
    assert "1 time, not answered yet" in text_of(of(lead), "/")
    answer = of(lead).post(f"{BOARD}{busy.pk}/pass/", follow=True)
    assert "Passed on to the manager of Publiek: “too busy”." in answer.text
    assert "not answered yet" not in text_of(of(lead), "/")
    assert "1 waits for your answer" in text_of(of(manager), "/")
    text = text_of(of(manager), "/barriers/passed/")
    assert "Too busy" in text
    assert "Balie, 1 time" in text
    assert "Eva Eigen" not in text


def test_a_second_tap_on_a_page_that_stood_open_says_so(team, missed, lead, busy):
    for said in ("Passed on to the manager", "Nothing of this lies open any more."):
        assert said in of(lead).post(f"{BOARD}{busy.pk}/pass/", follow=True).text
    assert BarrierAnswer.objects.count() == 1


def test_the_team_reads_the_managers_answer_and_who_tapped_it_is_told(
    team, missed, lead, manager, busy
):
    passed = pass_barrier(team=team, barrier=busy, by=lead, at=NOW)
    data = {"text": "Er komt iemand bij"}
    of(manager).post(f"/barriers/passed/{passed.pk}/", data)
    text = text_of(of(make_person(team, language="en")))
    assert "Er komt iemand bij" in text
    assert "by the manager" in text
    assert "Er komt iemand bij" in text_of(of(missed), "/")
    assert "Er komt iemand bij" in text_of(of(manager), f"/barriers/passed/{passed.pk}/")
    assert str(manager) not in text


def test_the_lead_answers_in_words(team, missed, lead, busy):
    address = f"{BOARD}{busy.pk}/answer/"
    for wrong in ("", "Bel 06-12345678", "a" * 501):
        assert of(lead).post(address, {"text": wrong}).status_code == 200
    assert not BarrierAnswer.objects.exists()
    of(lead).post(address, {"text": "Samen lunchen we later"})
    assert "Samen lunchen we later" in text_of(of(missed))


def test_the_lead_makes_it_an_action_that_its_owner_ends(team, missed, lead, busy):
    address = f"{BOARD}{busy.pk}/action/"
    data = {"title": "Rooster ophangen", "owner": missed.pk, "due_on": "2026-11-15"}
    for wrong in ({}, {"owner": make_person(make_team()).pk}):
        assert of(lead).post(address, data | wrong).status_code == 200
    assert not Action.objects.exists()
    of(lead).post(address, data | {"due_on": "2026-11-20"})
    action = Action.objects.get()
    assert "your improvement action, by Fri 20 Nov" in text_of(of(missed), "/").replace(
        "fri 20 nov", "Fri 20 Nov"
    )
    of(missed).post(f"/actions/{action.pk}/done/", {"outcome": "Het hangt er"})
    text = text_of(of(lead))
    assert "What came of it: Het hangt er" in text
    assert "It is done" not in text
    assert Notice.objects.latest("pk").text == "Done about “too busy”: Het hangt er"


def test_a_lead_of_another_team_and_a_member_answer_nothing(team, missed, busy):
    other = make_person(make_team(), "team_lead")
    for user, status in ((missed, 403), (other, 404)):
        for then in ("pass", "answer", "action"):
            assert of(user).post(f"{BOARD}{busy.pk}/{then}/").status_code == status
    assert not BarrierAnswer.objects.exists()


@pytest.mark.parametrize("people", [1, 8])
def test_a_manager_sees_only_what_was_passed_on_however_large_the_team(
    team, missed, manager, lead, busy, people
):
    for _ in range(people):
        make_person(team)
    assert of(manager).get(BOARD).status_code == 403
    assert "Too busy" not in text_of(of(manager), "/barriers/passed/")
    pass_barrier(team=team, barrier=busy, by=lead, at=NOW)
    assert "Too busy" in text_of(of(manager), "/barriers/passed/")


def test_a_manager_of_another_department_sees_nothing_of_it(team, missed, lead, busy):
    passed = pass_barrier(team=team, barrier=busy, by=lead, at=NOW)
    other = of(make_person(make_department(), "manager", language="en"))
    assert "Too busy" not in text_of(other, "/barriers/passed/")
    assert other.get(f"/barriers/passed/{passed.pk}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_however_much_there_is(team, behaviour, lead, manager, count):
    user = make_person(team)
    barriers = [make_barrier(f"b{number}") for number in range(4 * count)]
    for barrier in barriers:
        log_miss(team, user, behaviour, barrier)
    for one, two, three, _open in zip(*[iter(barriers)] * 4, strict=True):
        answer_barrier(team=team, barrier=one, text="Ja", by=lead, at=NOW)
        pass_barrier(team=team, barrier=two, by=lead, at=NOW)
        make_action(
            team=team, barrier=three, title="Bel", owner=user, due_on=TODAY, by=lead, at=NOW
        )
    for reader, where, queries in ((lead, BOARD, 9), (manager, "/barriers/passed/", 7)):
        client = of(reader)
        with CaptureQueriesContext(connection) as captured:
            text_of(client, where)
        assert (where, len(captured)) == (where, queries)
