"""What we do about it: compliments, questions and barriers that want an answer, actions."""

from coaching.models.action import Action
from coaching.models.barriers import AnsweredReport, BarrierAnswer
from coaching.models.compliments import Compliment, ComplimentQuerySet
from coaching.models.fresh_eyes import ASKED_IN_WEEKS, NotNow, Question, QuestionQuerySet

__all__ = [
    "ASKED_IN_WEEKS",
    "Action",
    "AnsweredReport",
    "BarrierAnswer",
    "Compliment",
    "ComplimentQuerySet",
    "NotNow",
    "Question",
    "QuestionQuerySet",
]
