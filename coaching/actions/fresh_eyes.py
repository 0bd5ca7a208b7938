"""Writes: questions are asked, put off and answered."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour
from coaching.models import NotNow, Question
from people.models import Team, User
from people.notices import tell
from people.text import tidy

#: So much of a question is repeated in what the asker is told.
QUOTED_LETTERS = 120


class AlreadyAnswered(Exception):
    """Somebody else answered the question a moment ago."""


@transaction.atomic
def ask_why(
    *,
    team: Team,
    asked_by: User,
    text: str,
    at: datetime,
    behaviour: Behaviour | None = None,
    shows_name: bool = False,
) -> Question:
    """Ask the team's lead why something goes as it goes.

    The same question a second time, while the first is open, gives back the first.
    """
    question, _new = Question.objects.get_or_create(
        asked_by=asked_by,
        team=team,
        text=tidy(text),
        week=None,
        answered_at=None,
        defaults={
            "prompt": Question.Prompt.WHY,
            "behaviour": behaviour,
            "shows_name": shows_name,
            "asked_at": at,
        },
    )
    return question


@transaction.atomic
def look_with_fresh_eyes(
    *,
    team: Team,
    asked_by: User,
    week: int,
    texts: dict[str, str],
    at: datetime,
    shows_name: bool = False,
) -> None:
    """What a new colleague noticed in week 2, 6 or 12, by prompt; empty texts are left out.

    What was given for a week stands: a second time adds nothing to the same prompt.
    """
    for prompt, text in texts.items():
        if not tidy(text):
            continue
        Question.objects.get_or_create(
            asked_by=asked_by,
            week=week,
            prompt=prompt,
            defaults={
                "team": team,
                "text": tidy(text),
                "shows_name": shows_name,
                "asked_at": at,
            },
        )


@transaction.atomic
def put_off(*, user: User, week: int, until: date) -> None:
    """Not now: the questions of this week are put again from the day `until` on."""
    NotNow.objects.update_or_create(user=user, week=week, defaults={"until": until})


@transaction.atomic
def answer_question(
    *, question: Question, answer: str, answer_text: str, by: User, at: datetime
) -> None:
    """Keep, stop or try, and why; whoever asked is told. AlreadyAnswered for the second of two."""
    # One statement: of two who answer at once, one finds no open question any more.
    answered = Question.objects.open().filter(pk=question.pk)
    if not answered.update(
        answer=answer, answer_text=tidy(answer_text), answered_by=by, answered_at=at
    ):
        raise AlreadyAnswered
    tell(
        users=[question.asked_by],
        text=format_lazy(
            _("There is an answer to your question “{question}”"),
            question=Truncator(question.text).chars(QUOTED_LETTERS),
        ),
        url=reverse("question_detail", args=[question.pk]),
        at=at,
    )
