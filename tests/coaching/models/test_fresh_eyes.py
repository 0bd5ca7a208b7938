"""Every constraint on questions: a row it takes, and the nearest row it refuses."""

import pytest

from coaching.models import NotNow, Question
from tests.builders import NOW, TODAY, make_person, make_team, make_user
from tests.coaching.office import make_balie
from tests.people.test_models import refused

pytestmark = pytest.mark.django_db
NEW = {"prompt": "surprised", "week": 2}
ANSWERED = {"answer": "keep", "answer_text": "Daarom", "answered_at": NOW}


@pytest.fixture
def row():
    """The fields of a question from the button."""
    team = make_balie()
    asker = make_person(team)
    return {"team": team, "asked_by": asker, "prompt": "why", "text": "Waarom?", "asked_at": NOW}


def test_a_question_asks_something(row):
    Question.objects.create(**row)
    assert refused("question_asks_something", Question.objects.create, **row | {"text": ""})


@pytest.mark.parametrize(
    "wrong",
    [{"week": 2}, {"prompt": "habit"}, NEW | {"week": 3}, NEW | {"prompt": "idea"}],
    ids=["a week at the button", "no week", "another week", "another prompt"],
)
def test_the_two_questions_have_a_week_and_the_button_has_none(row, wrong):
    Question.objects.create(**row)
    Question.objects.create(**row | NEW | {"week": 12})
    name = "question_of_a_new_colleague_has_a_week"
    assert refused(name, Question.objects.create, **row | {"text": "Anders"} | wrong)


def test_each_of_the_two_is_answered_once_a_week_that_is_asked_about(row):
    Question.objects.create(**row | NEW)
    Question.objects.create(**row | NEW | {"week": 6})
    Question.objects.create(**row | NEW | {"prompt": "habit"})
    Question.objects.create(**row | NEW | {"asked_by": make_person(row["team"])})
    again = row | NEW | {"text": "Nog iets", "team": make_team()}
    assert refused("question_once_a_week_asked", Question.objects.create, **again)


def test_the_same_question_is_open_once(row):
    first = Question.objects.create(**row)
    assert refused("question_open_once", Question.objects.create, **row)
    Question.objects.create(**row | {"asked_by": make_person(row["team"])})
    Question.objects.filter(pk=first.pk).update(**ANSWERED, answered_by=make_user())
    Question.objects.create(**row)


@pytest.mark.parametrize("missing", ["answer", "answer_text", "answered_by", "answered_at"])
def test_an_answer_is_there_in_full_or_not_at_all(row, missing):
    answered = ANSWERED | {"answered_by": make_user()}
    Question.objects.create(**row | answered)
    absent = "" if missing in ("answer", "answer_text") else None
    fields = row | answered | {missing: absent}
    assert refused("question_answered_in_full", Question.objects.create, **fields)


def test_an_answer_is_keep_stop_or_try(row):
    fields = row | ANSWERED | {"answered_by": make_user()}
    assert refused(
        "question_answered_in_full", Question.objects.create, **fields | {"answer": "no"}
    )


def test_not_now_holds_once_for_a_week_that_is_asked_about():
    user = make_user()
    NotNow.objects.create(user=user, week=2, until=TODAY)
    NotNow.objects.create(user=user, week=6, until=TODAY)
    make = NotNow.objects.create
    assert refused("not_now_once_a_week", make, user=user, week=2, until=TODAY)
    assert refused("not_now_week_is_asked_about", make, user=user, week=3, until=TODAY)
