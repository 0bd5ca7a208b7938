"""The office these tests are about: a team with a lead and employees, and how they say things."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.test import Client

from coaching.actions.compliments import give_compliment
from coaching.actions.fresh_eyes import answer_question, ask_why
from coaching.models import Compliment, Question
from people.access import Scope
from people.models import Team, User
from tests.builders import NOW, TODAY, make_department, make_person, make_team


def make_balie() -> Team:
    return make_team("Balie", slug="balie", parent=make_department("Dienstverlening"))


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def scope_of(user: User) -> Scope:
    return Scope(user=user, today=TODAY)


def give(to: User, from_user: User, team: Team, **given: Any) -> Compliment:
    fields: dict[str, Any] = {"submission_key": uuid4(), "at": NOW} | given
    return give_compliment(to=to, from_user=from_user, team=team, **fields)


def ask(team: Team, by: User | None = None, text: str = "Waarom eerst op papier?", **fields):
    fields = {"at": NOW} | fields
    return ask_why(team=team, asked_by=by or make_person(team), text=text, **fields)


def answer(question: Question, by: User, text: str = "Het papier gaat weg.", at: datetime = NOW):
    answer_question(question=question, answer="stop", answer_text=text, by=by, at=at)
