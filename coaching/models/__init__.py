"""What we do about it: compliments, questions and barriers with an answer, actions, meetings."""

from coaching.models.action import Action
from coaching.models.barriers import AnsweredReport, BarrierAnswer
from coaching.models.compliments import Compliment, ComplimentQuerySet
from coaching.models.day import LunchCover
from coaching.models.fresh_eyes import ASKED_IN_WEEKS, NotNow, Question, QuestionQuerySet
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
    "LunchCover",
    "Meeting",
    "NotNow",
    "Question",
    "QuestionQuerySet",
    "WeekMail",
]
