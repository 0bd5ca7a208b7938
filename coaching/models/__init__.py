"""What we do about it: compliments, questions that want an answer, actions with an owner."""

from coaching.models.compliments import Compliment, ComplimentQuerySet
from coaching.models.fresh_eyes import ASKED_IN_WEEKS, NotNow, Question, QuestionQuerySet

__all__ = [
    "ASKED_IN_WEEKS",
    "Compliment",
    "ComplimentQuerySet",
    "NotNow",
    "Question",
    "QuestionQuerySet",
]
