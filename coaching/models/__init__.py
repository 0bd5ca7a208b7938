"""What we do about it: compliments, questions, barriers, actions, what a lead handled."""

from coaching.models.action import Action
from coaching.models.barriers import AnsweredReport, BarrierAnswer
from coaching.models.compliments import Compliment, ComplimentQuerySet
from coaching.models.fresh_eyes import ASKED_IN_WEEKS, NotNow, Question, QuestionQuerySet
from coaching.models.handled import Handled
from coaching.models.loss_terms import LossTerms

__all__ = [
    "ASKED_IN_WEEKS",
    "Action",
    "AnsweredReport",
    "BarrierAnswer",
    "Compliment",
    "ComplimentQuerySet",
    "Handled",
    "LossTerms",
    "NotNow",
    "Question",
    "QuestionQuerySet",
]
