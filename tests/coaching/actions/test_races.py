"""Two at the same moment, on PostgreSQL: one answer stands, one compliment is given."""

from functools import partial
from uuid import uuid4

import pytest

from coaching.actions.attention import handle
from coaching.actions.fresh_eyes import AlreadyAnswered, look_with_fresh_eyes
from coaching.models import Compliment, Handled, Question
from people.models import Notice
from periods.week import Week
from tests.builders import NOW, TODAY, make_person
from tests.coaching.office import answer, ask, give, make_balie
from tests.incidents.test_concurrency import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
ROUNDS = 10
POSTS = 20


def test_of_two_leads_who_answer_at_once_one_is_told_and_the_asker_once():
    team = make_balie()
    leads = [make_person(team, "team_lead") for _ in range(2)]
    for number in range(ROUNDS):
        question = ask(team, text=f"Waarom {number}?")
        works = [partial(answer, question, lead, lead.name) for lead in leads]
        wrong = at_once(*works)
        assert [type(error) for error in wrong] == [AlreadyAnswered]
        question.refresh_from_db()
        assert question.answer_text == question.answered_by.name
    assert Notice.objects.count() == ROUNDS


def test_twenty_identical_taps_at_once_give_one_compliment():
    team = make_balie()
    to, giver, key = make_person(team), make_person(team), uuid4()
    posts = [lambda: give(to, giver, team, submission_key=key) and None] * POSTS
    assert at_once(*posts) == []
    assert (Compliment.objects.count(), Notice.objects.count()) == (1, 1)


def test_with_a_key_each_they_give_twenty():
    """The control: the test above would notice a compliment given twice."""
    team = make_balie()
    to, giver = make_person(team), make_person(team)
    assert at_once(*[lambda: give(to, giver, team) and None] * POSTS) == []
    assert (Compliment.objects.count(), Notice.objects.count()) == (POSTS, POSTS)


def test_the_same_question_twenty_times_at_once_is_one():
    team = make_balie()
    asker = make_person(team)
    texts = {"surprised": "Zoveel papier", "habit": "De stempel"}

    def both() -> None:
        ask(team, asker)
        look_with_fresh_eyes(team=team, asked_by=asker, week=2, texts=texts, at=NOW)

    assert at_once(*[both] * POSTS) == []
    assert sorted(Question.objects.values_list("prompt", flat=True)) == [
        "habit", "surprised", "why",
    ]  # fmt: skip


def test_twenty_taps_at_once_on_one_thing_make_one_row():
    team = make_balie()
    leads = [make_person(team, "team_lead") for _ in range(2)]
    tap = {"team": team, "week": Week.of(TODAY), "key": "unseen:1", "said": "Iets", "line": ""}
    works = [
        partial(handle, **tap, outcome=outcome, by=lead, at=NOW)
        for lead, outcome in zip(leads, ("noise", "discussed"), strict=True)
    ]
    assert at_once(*[lambda work=work: work() and None for work in works * 10]) == []
    assert Handled.objects.count() == 1
