"""At a shared computer: who gets in, what that opens, and that nothing of it stays."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from people.models import Pin, Station, User
from people.pins import give_first_pin
from people.station_session import COOKIE
from people.stations import UNLOCKED_FOR, end_station
from tests.builders import NOW, TODAY, give_role, make_person, make_station, make_team, make_user
from tests.people.desk import FORM, NAMES, PIN, colleague, desk_with, enter, is_inside

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team("Balie", slug="balie")


@pytest.fixture
def station(team) -> tuple[Station, str]:
    return make_station(team)


@pytest.fixture
def desk(station) -> Client:
    return desk_with(station[1])


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_another_browser_is_no_station():
    assert Client().get(NAMES).status_code == 404
    guessed = Client()
    guessed.cookies[COOKIE] = "guessed"
    assert guessed.get(NAMES).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_it_shows_who_works_here_today_in_as_many_queries(
    number, team, desk, django_assert_num_queries
):
    names = [f"Persoon {letter}" for letter in "ABC"[:number]]
    for name in reversed(names):
        make_person(team, name=name)
    make_person(make_team(), name="Van elders")
    make_person(team, "team_lead", name="Leider")
    make_person(team, name="Gesloten", is_active=False)
    left = make_user("Vertrokken")
    give_role(left, team, "employee", ends_on=TODAY)
    with django_assert_num_queries(2):
        page = desk.get(NAMES)
    assert [person.name for person in page.context["people"]] == names
    assert page["Cache-Control"] == "private, no-store"


def test_after_twelve_hours_it_shows_no_names_until_somebody_of_the_team_unlocks_it(team, desk):
    person = colleague(team, "Anna Wit")
    with time_machine.travel(NOW + UNLOCKED_FOR):
        assert "Anna Wit" not in desk.get(NAMES).content.decode()
        assert enter(desk, person)["Location"] == NAMES
        assert not is_inside(desk)
        desk.force_login(make_person(team))
        assert desk.get(reverse("station_unlock")).status_code == 200
        assert desk.post(reverse("station_unlock"))["Location"] == NAMES
        assert "_auth_user_id" not in desk.session
        assert "Anna Wit" in desk.get(NAMES).content.decode()


@pytest.mark.parametrize("kind", ["employee", "team_lead"])
def test_somebody_of_another_team_does_not_unlock_it(kind, desk):
    desk.force_login(make_person(make_team(), kind))
    assert desk.post(reverse("station_unlock")).status_code == 403


def test_the_page_goes_back_by_itself_when_it_locks_and_when_nobody_types(team, desk):
    person = colleague(team)
    seconds, url = desk.get(NAMES)["Refresh"].split("; ")
    assert 12 * 3600 - 5 < int(seconds) <= 12 * 3600 + 1
    assert url == f"url={NAMES}"
    assert desk.get(reverse("station_person", args=[person.pk]))["Refresh"] == f"60; url={NAMES}"


def test_the_right_pin_opens_the_form_and_a_wrong_one_nothing(team, desk):
    person = colleague(team)
    assert enter(desk, person, "9999").status_code == 200
    assert not is_inside(desk)
    assert enter(desk, person)["Location"] == FORM
    assert is_inside(desk)


def test_who_has_only_a_pin_gets_in_too(team, desk):
    person = colleague(team)
    person.set_unusable_password()
    person.save()
    enter(desk, person)
    assert is_inside(desk)


def test_a_wrong_pin_and_none_at_all_get_the_same_words_and_show_nothing_typed(team, desk):
    having, lacking = colleague(team, "Persoon"), make_person(team, name="Persoon")
    wrong, none = enter(desk, having, "9753"), enter(desk, lacking, "9753")
    assert wrong.context["form"].errors == none.context["form"].errors
    assert "9753" not in wrong.content.decode()


def test_after_five_wrong_tries_the_page_asks_to_wait_whatever_the_pin(team, desk):
    having, lacking = colleague(team), make_person(team)
    for person in (having, lacking):
        answers = [enter(desk, person, pin).status_code for pin in ["9999"] * 5 + [PIN]]
        assert answers == [200] * 5 + [429]
    assert not is_inside(desk)


def test_somebody_of_another_team_is_not_found_here(desk):
    assert enter(desk, colleague(make_team())).status_code == 404


def test_a_pin_opens_nothing_away_from_a_station(team):
    person = colleague(team)
    assert enter(Client(), person).status_code == 404


def test_a_stolen_session_is_worth_nothing_without_the_cookie_of_the_station(team, desk):
    enter(desk, colleague(team))
    other = Client()
    other.cookies["sessionid"] = desk.cookies["sessionid"].value
    assert other.get(FORM)["Location"] == NAMES


def test_the_session_gets_another_key_at_entering_and_at_leaving(team, desk):
    person = colleague(team)
    desk.get(NAMES)
    enter(desk, person)
    inside = desk.session.session_key
    token = desk.cookies["csrftoken"].value if "csrftoken" in desk.cookies else None
    assert desk.post(reverse("station_leave"))["Location"] == NAMES
    assert not Session.objects.filter(pk=inside).exists()
    enter(desk, person)
    assert desk.session.session_key != inside
    assert desk.cookies["csrftoken"].value != token


def test_entering_ends_a_log_in_of_the_same_browser_also_of_the_same_person(team, desk):
    person = colleague(team)
    for user in (make_person(team, "team_lead"), person):
        desk.force_login(user)
        assert desk.get(reverse("privacy")).status_code == 200
        enter(desk, person)
        assert "_auth_user_id" not in desk.session
        assert desk.get(reverse("privacy")).status_code == 403
        desk.post(reverse("station_leave"))


def test_a_pin_leaves_the_log_in_of_the_person_as_it_was(team, desk):
    person = colleague(team)
    enter(desk, person)
    person.refresh_from_db()
    assert person.last_login is None


def test_three_minutes_without_a_request_and_it_is_over(team, desk):
    enter(desk, colleague(team))
    with time_machine.travel(NOW + timedelta(seconds=179)):
        assert is_inside(desk)
    with time_machine.travel(NOW + timedelta(seconds=179 + 179)):
        assert is_inside(desk)
    with time_machine.travel(NOW + timedelta(seconds=179 + 179 + 180)):
        answer = desk.post(FORM, {"anything": "typed"})
        assert answer["Location"] == NAMES
        assert not Session.objects.filter(pk=desk.session.session_key).exists()


@pytest.mark.parametrize(
    "ending",
    [
        lambda user, station: User.objects.filter(pk=user.pk).update(is_active=False),
        lambda user, station: user.roles.update(ends_on=TODAY),
        lambda user, station: end_station(station=station, at=NOW),
        lambda user, station: Station.objects.update(unlocked_until=NOW),
        lambda user, station: give_first_pin(
            user=user, by=make_user(), url="/pin/", at=NOW + timedelta(seconds=1)
        ),
        lambda user, station: Pin.objects.all().delete(),
    ],
    ids=["disabled", "role ended", "station ended", "locked", "another PIN", "no PIN"],
)
def test_at_the_next_request_it_is_over_when_what_it_stands_on_is(ending, team, station, desk):
    person = colleague(team)
    enter(desk, person)
    assert is_inside(desk)
    ending(person, station[0])
    assert desk.get(FORM)["Location"] == NAMES
    assert not is_inside(desk)


def test_a_first_pin_leads_to_choosing_an_own_one_and_to_nothing_else(team, desk):
    person = make_person(team)
    first = give_first_pin(user=person, by=make_user(), url="/pin/", at=NOW)
    change = reverse("pin_change")
    assert enter(desk, person, first)["Location"] == change
    assert desk.get(FORM)["Location"] == change
    assert desk.post(FORM)["Location"] == change
    before = desk.session.session_key
    answer = desk.post(change, {"pin": PIN, "again": "9753"})
    assert list(answer.context["form"].errors) == ["again"]
    answer = desk.post(change, {"pin": first, "again": first})
    assert answer.context["form"].errors.as_data()["__all__"][0].code == "same"
    with time_machine.travel(NOW + timedelta(seconds=1)):
        assert desk.post(change, {"pin": PIN, "again": PIN})["Location"] == FORM
        assert desk.session.session_key != before
        assert is_inside(desk)
    assert not Pin.objects.get(user=person).is_first


def test_one_chooses_a_pin_on_the_own_page(team):
    client, person = Client(), make_person(team, "observer")
    client.force_login(person)
    answer = client.post(reverse("pin_change"), {"pin": PIN, "again": PIN})
    assert answer["Location"] == reverse("start")
    assert not Pin.objects.get(user=person).is_first


def test_nothing_that_was_about_to_be_said_is_said_to_the_next(team, desk):
    desk.force_login(make_person(team, "team_lead"))
    made = desk.post(reverse("person_invite", args=["balie"]), {})
    assert made.status_code == 200
    enter(desk, colleague(team, "Anna Wit"))
    answer = desk.post(reverse("station_leave"), follow=True)
    assert len(said(answer)) == 1
    assert "Anna Wit" in answer.content.decode()  # her button, as everybody's
    assert "Anna Wit" not in said(answer)[0]
