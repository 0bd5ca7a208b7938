"""Questions asked, put off and answered."""

import pytest

from coaching.actions.fresh_eyes import AlreadyAnswered, look_with_fresh_eyes, put_off
from coaching.models import NotNow, Question
from people.models import Notice
from tests.builders import NOW, TODAY, make_behaviour, make_person
from tests.coaching.office import answer, ask, make_balie

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_balie()


def test_a_question_carries_no_name_unless_asked_for(team):
    behaviour = make_behaviour()
    question = ask(team, text=" Waarom? ", behaviour=behaviour)
    assert (question.text, question.shows_name, question.week) == ("Waarom?", False, None)
    assert (question.prompt, question.behaviour) == ("why", behaviour)
    assert ask(team, shows_name=True).shows_name


def test_the_same_question_sent_twice_is_one_until_it_is_answered(team):
    asker, lead = make_person(team), make_person(team, "team_lead")
    first = ask(team, asker)
    assert ask(team, asker) == first
    answer(first, lead)
    assert ask(team, asker) != first


def test_what_a_new_colleague_notices_is_a_question_each_and_stands(team):
    asker = make_person(team)
    for surprised, habit in (("Zoveel papier", ""), ("Iets anders", "De stempel")):
        look_with_fresh_eyes(
            team=team,
            asked_by=asker,
            week=6,
            texts={"surprised": surprised, "habit": habit},
            at=NOW,
        )
    asked = Question.objects.order_by("pk").values_list("prompt", "week", "text", "shows_name")
    assert list(asked) == [
        ("surprised", 6, "Zoveel papier", False),
        ("habit", 6, "De stempel", False),
    ]


def test_putting_off_again_moves_the_day(team):
    user = make_person(team)
    put_off(user=user, week=2, until=TODAY)
    put_off(user=user, week=2, until=TODAY.replace(day=23))
    assert NotNow.objects.get().until.day == 23


def test_whoever_asked_is_told_the_answer_in_one_line(team):
    asker, lead = make_person(team), make_person(team, "team_lead")
    question = ask(team, asker, "Waarom? " + 60 * "lang ")
    answer(question, lead, " Omdat het moet. ")
    question.refresh_from_db()
    assert (question.answer, question.answer_text) == ("stop", "Omdat het moet.")
    assert (question.answered_by, question.answered_at) == (lead, NOW)
    told = Notice.objects.get()
    assert (told.user, told.url) == (asker, f"/questions/{question.pk}/")
    assert told.text.startswith("Er is een antwoord op je vraag “Waarom? lang lang")
    assert len(told.text) < 160


def test_the_second_answer_is_refused_and_tells_nobody(team):
    question = ask(team)
    answer(question, make_person(team, "team_lead"))
    with pytest.raises(AlreadyAnswered):
        answer(question, make_person(team, "team_lead"), "Toch niet")
    question.refresh_from_db()
    assert question.answer_text == "Het papier gaat weg."
    assert Notice.objects.count() == 1
