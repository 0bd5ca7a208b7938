"""Asking why, being asked as a new colleague, and the answers."""

import re
from datetime import timedelta

import pytest
import time_machine

from coaching.models import NotNow, Question
from people.models import Notice
from tests.builders import (
    NOW,
    TODAY,
    give_role,
    make_behaviour,
    make_department,
    make_person,
    make_team,
    make_user,
)
from tests.coaching.office import answer, as_user, ask

pytestmark = pytest.mark.django_db
LIST = "/teams/balie/questions/"


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def newcomer(team, name: str = "Noor Nieuw"):
    user = make_user(name)
    give_role(user, team, "employee", starts_on=TODAY - timedelta(days=8))
    return user


@pytest.mark.parametrize("kind", ["employee", "observer", "team_lead", "manager"])
def test_everyone_who_works_in_a_team_has_the_button_on_every_page(team, kind):
    client = as_user(make_person(team.parent if kind == "manager" else team, kind))
    for address in ("/", "/contacts/", "/behaviours/", "/privacy/"):
        assert 'href="/questions/new/"' in client.get(address).text, address


@pytest.mark.parametrize("kind", ["works_council", "administrator"])
def test_who_works_in_no_team_has_no_button_that_is_refused(team, kind):
    assert "/questions/new/" not in as_user(make_person(team.parent, kind)).get("/").text


def test_from_a_behaviour_the_question_is_about_that_behaviour(team):
    behaviour = make_behaviour("TEL-01", title="Snel opnemen")
    make_behaviour("TEL-02")
    client = as_user(make_person(team))
    link = re.search(r'href="(/questions/new/\?.*?)"', client.get("/behaviours/TEL-01/").text)[1]
    page = client.get(link)
    assert page.context["form"].initial["behaviour"] == behaviour
    assert f'value="{behaviour.pk}" selected' in page.text


def test_a_question_reaches_the_lead_and_its_answer_the_asker_and_the_team(team):
    asker, lead = make_person(team, name="Aad Asker"), make_person(team, "team_lead", name="Lia")
    data = {"text": "Waarom eerst op papier?", "team": team.pk}
    shown = as_user(asker).post("/questions/new/", data, follow=True)
    question = Question.objects.get()
    assert shown.redirect_chain == [(f"/questions/{question.pk}/", 302)]
    start = words(as_user(lead).get("/").text)
    assert "Balie: 1 vraag wacht op je antwoord" in start
    assert "De oudste is van vandaag." in start
    given = {"answer": "stop", "answer_text": "Het papier gaat weg."}
    as_user(lead).post(f"/questions/{question.pk}/", given)
    assert "wacht op je antwoord" not in words(as_user(lead).get("/").text)
    assert f'href="/questions/{question.pk}/"' in as_user(asker).get("/").text
    listed = words(as_user(make_person(team)).get(LIST).text)
    assert "Waarom eerst op papier?" in listed
    assert "<strong>We stoppen ermee:</strong> Het papier gaat weg." in listed


def test_a_name_is_read_only_where_it_was_put(team):
    asker, lead = make_person(team, name="Aad Asker"), as_user(make_person(team, "team_lead"))
    hidden = ask(team, asker, "Zonder naam?")
    for address in (LIST, f"/questions/{hidden.pk}/"):
        page = lead.get(address).text
        assert ("Aad Asker" in page, "zonder naam" in page) == (False, True)
        assert "van jou, zonder je naam" in words(as_user(asker).get(address).text)
    data = {"text": "Met naam?", "team": team.pk, "shows_name": "on"}
    as_user(asker).post("/questions/new/", data)
    assert "Aad Asker" in lead.get(LIST).text


def test_a_nameless_question_does_not_say_that_a_new_colleague_asked_it(team):
    noor = as_user(newcomer(team))
    noor.post("/fresh-eyes/", {"surprised": "Zoveel papier", "team": team.pk})
    page = as_user(make_person(team, "team_lead")).get(LIST).text
    assert "Zoveel papier" in page
    assert "verbaasde" not in page


def test_a_question_goes_to_a_team_of_ones_own(team):
    data = {"text": "Waarom?", "team": make_team("Elders").pk}
    answer = as_user(make_person(team)).post("/questions/new/", data)
    assert "team" in answer.context["form"].errors
    assert Question.objects.count() == 0


def test_who_works_in_two_teams_chooses_one(team):
    user, other = make_person(team), make_team("Post")
    give_role(user, other, "employee")
    client = as_user(user)
    assert 'type="hidden" name="team"' not in client.get("/questions/new/").text
    client.post("/questions/new/", {"text": "Waarom?", "team": other.pk})
    assert Question.objects.get().team == other


def test_the_same_question_sent_twice_is_one(team):
    client = as_user(make_person(team))
    for _ in range(2):
        client.post("/questions/new/", {"text": "Waarom?", "team": team.pk})
    assert Question.objects.count() == 1


def test_a_new_colleague_finds_the_questions_on_the_start_page_and_answers_one(team):
    client = as_user(newcomer(team))
    assert 'href="/fresh-eyes/"' in client.get("/").text
    assert (
        "Beantwoord een van de twee vragen." in client.post("/fresh-eyes/", {"team": team.pk}).text
    )
    client.post("/fresh-eyes/", {"habit": "De stempel", "team": team.pk})
    question = Question.objects.get()
    assert (question.prompt, question.week, question.text) == ("habit", 2, "De stempel")
    assert 'href="/fresh-eyes/"' not in client.get("/").text
    again = client.post("/fresh-eyes/", {"surprised": "Nog iets", "team": team.pk}, follow=True)
    assert "Er staat nu geen vraag voor je open." in again.text


@pytest.mark.parametrize(
    ("page", "field"),
    [("/questions/new/", "text"), ("/fresh-eyes/", "surprised"), ("/fresh-eyes/", "habit")],
)
def test_no_question_holds_data_of_a_customer(team, page, field):
    data = {field: "Mail jan@voorbeeld.nl", "team": team.pk}
    assert "«jan@voorbeeld.nl»" in as_user(newcomer(team)).post(page, data).text
    assert Question.objects.count() == 0


def test_nor_does_an_answer(team):
    question, lead = ask(team), as_user(make_person(team, "team_lead"))
    data = {"answer": "keep", "answer_text": "Mail jan@voorbeeld.nl"}
    assert "«jan@voorbeeld.nl»" in lead.post(f"/questions/{question.pk}/", data).text
    assert not Question.objects.exclude(answer="").exists()


def test_not_now_asks_once_more_next_week(team):
    noor = newcomer(team)
    answer = as_user(noor).post("/fresh-eyes/later/", follow=True)
    assert "Volgende week vragen we het nog een keer." in answer.text
    assert NotNow.objects.get().week == 2
    assert 'href="/fresh-eyes/"' not in answer.text
    with time_machine.travel(NOW + timedelta(days=6), tick=False):
        client = as_user(noor)
        assert 'href="/fresh-eyes/"' in client.get("/").text
        last = client.post("/fresh-eyes/later/", follow=True).text
        assert "Zelf een vraag stellen kan altijd." in last


def test_who_is_not_new_is_asked_nothing(team):
    client = as_user(make_person(team))
    assert "frisse blik" not in client.get("/").text
    assert client.get("/fresh-eyes/").headers["Location"] == "/"


def test_after_two_weeks_the_lead_reads_in_words_that_it_takes_long(team):
    lead = as_user(make_person(team, "team_lead"))
    ask(team, at=NOW - timedelta(days=13))
    assert "twee weken zonder antwoord" not in lead.get("/").text
    ask(team, text="Ouder?", at=NOW - timedelta(days=14))
    for address in ("/", LIST):
        page = words(lead.get(address).text)
        assert "De oudste is van 14 dagen geleden." in page
        assert "twee weken zonder antwoord" in page


def test_the_second_of_two_leads_reads_the_first_answer_and_keeps_the_own_words(team):
    first, second = (make_person(team, "team_lead") for _ in range(2))
    question = ask(team)
    answer(question, first, "Het papier gaat weg.")
    data = {"answer": "keep", "answer_text": "Het moet van de wet."}
    page = as_user(second).post(f"/questions/{question.pk}/", data)
    assert page.status_code == 409
    assert "Iemand anders heeft deze vraag net beantwoord." in page.text
    assert "Het papier gaat weg." in page.text
    assert "Het moet van de wet." in page.text
    assert Notice.objects.count() == 1


def test_an_answer_says_what_and_why(team):
    question, lead = ask(team), as_user(make_person(team, "team_lead"))
    page = lead.post(f"/questions/{question.pk}/", {})
    assert set(page.context["form"].errors) == {"answer", "answer_text"}
    assert not Question.objects.exclude(answer="").exists()


@pytest.mark.parametrize(
    ("kind", "status"), [("employee", 403), ("observer", 403), ("manager", 302)]
)
def test_the_lead_answers_or_the_manager_and_nobody_else(team, kind, status):
    question = ask(team)
    data = {"answer": "keep", "answer_text": "Daarom"}
    person = as_user(make_person(team, kind))
    assert person.post(f"/questions/{question.pk}/", data).status_code == status
    assert "Beantwoorden" not in as_user(make_person(team)).get(LIST).text


def test_who_asked_and_left_the_team_still_reads_the_answer(team):
    asker = make_user()
    give_role(asker, team, "employee", ends_on=TODAY)
    question = ask(team, asker)
    answer(question, make_person(team, "team_lead"))
    page = as_user(asker).get(f"/questions/{question.pk}/")
    assert "Het papier gaat weg." in page.text
    assert LIST not in page.text


def test_a_question_of_another_team_is_not_found(team):
    question = ask(team)
    other = as_user(make_person(make_team(parent=make_department()), "team_lead"))
    assert other.get(f"/questions/{question.pk}/").status_code == 404
    assert other.get(LIST).status_code == 404


def test_a_department_has_no_list(team):
    manager = as_user(make_person(team.parent, "manager"))
    assert manager.get(f"/teams/{team.parent.slug}/questions/").status_code == 404


def test_what_waits_longest_stands_first_and_answered_ones_newest_first(team):
    lead = make_person(team, "team_lead")
    for text, days in (("jong", 1), ("oud", 9)):
        ask(team, text=text, at=NOW - timedelta(days=days))
    for text, days in (("eerst", 5), ("laatst", 2)):
        question = ask(team, text=text, at=NOW - timedelta(days=20))
        answer(question, lead, at=NOW - timedelta(days=days))
    titles = re.findall(r'row-title"\s+href="/questions/\d+/">(\w+)', as_user(lead).get(LIST).text)
    assert titles == ["oud", "jong", "laatst", "eerst"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_seven_queries(team, count, django_assert_num_queries):
    for number in range(count):
        ask(team, text=f"Waarom {number}?", behaviour=make_behaviour())
    client = as_user(make_person(team, "team_lead"))
    with django_assert_num_queries(7):
        client.get(LIST)


def test_pages_of_questions_are_not_kept(team):
    question, lead = ask(team), as_user(make_person(team, "team_lead"))
    for address in (LIST, f"/questions/{question.pk}/", "/questions/new/"):
        assert "no-store" in lead.get(address).headers["Cache-Control"]
