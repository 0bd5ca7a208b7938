"""What we do about it: compliments, questions, barriers, actions, meetings, what was handled."""

from coaching.models.action import Action
from coaching.models.barriers import AnsweredReport, BarrierAnswer
from coaching.models.compliments import Compliment, ComplimentQuerySet
from coaching.models.day import LunchCover
from coaching.models.fresh_eyes import ASKED_IN_WEEKS, NotNow, Question, QuestionQuerySet
from coaching.models.handled import Handled
from coaching.models.loss_terms import LossTerms
from coaching.models.meetings import Attendance, Meeting
from coaching.models.week_mail import WeekMail

__all__ = [
    "ASKED_IN_WEEKS",
    "Action",
    "AnsweredReport",
    "Attendance",
    "BarrierAnswer",
    "Compliment",
    "ComplimentQuerySet",
    "Handled",
    "LossTerms",
    "LunchCover",
    "Meeting",
    "NotNow",
    "Question",
    "QuestionQuerySet",
    "WeekMail",
]
