"""What the colleagues of the demo say to each other: compliments, and questions with answers."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from coaching.actions.compliments import give_compliment, say_what_went_well
from coaching.actions.fresh_eyes import answer_question, ask_why, look_with_fresh_eyes
from coaching.models import Question
from demo.organisation import People
from people.actions import invite_person
from people.models import Role, Team, User
from periods.local_time import local_date

TEAM = "kcc-telefoon"
NEWCOMER = "Noor Bakker"

#: By whom and to whom, as places in the team (the lead is 0), days ago, and the line with it.
COMPLIMENTS = (
    (0, 1, 0, "Je bood meteen een terugbelnotitie aan, en dat met een volle wachtrij."),
    (2, 1, 1, ""),
    (1, 3, 1, "Fijn dat je bleef tot de beller echt verder kon."),
    (4, 0, 3, ""),
)


def talk(nodes: dict[str, Team], people: People, now: datetime, rng: Random) -> None:
    """Compliments of this week, a question that waits too long, an answer, and a new colleague."""
    team, staff = nodes[TEAM], people.employees[TEAM]
    for giver, to, days_ago, text in COMPLIMENTS:
        at = now - timedelta(days=days_ago, minutes=20)
        compliment = give_compliment(
            to=staff[to],
            from_user=staff[giver],
            team=team,
            submission_key=UUID(int=rng.getrandbits(128)),
            at=at,
        )
        if text:
            say_what_went_well(compliment=compliment, text=text, behaviour=None, at=at)
    _ask(team, staff, now)
    _newcomer(team, now)


def _ask(team: Team, staff: list[User], now: datetime) -> None:
    ask_why(
        team=team,
        asked_by=staff[3],
        text="Waarom noteren we een adreswijziging eerst op papier en daarna nog eens in het "
        "systeem?",
        at=now - timedelta(days=16),
    )
    answered = ask_why(
        team=team,
        asked_by=staff[1],
        text="Waarom mogen we zelf geen terugbelmoment in de agenda van vergunningen zetten?",
        at=now - timedelta(days=9),
        shows_name=True,
    )
    answer_question(
        question=answered,
        answer=Question.Answer.TRY,
        answer_text="Vanaf maandag mag het, twee weken als proef. In het teamoverleg daarna "
        "kijken we hoeveel bellers op tijd zijn teruggebeld.",
        by=staff[0],
        at=now - timedelta(days=2),
    )


def _newcomer(team: Team, now: datetime) -> None:
    """Somebody in her second week, who answered what she was asked."""
    newcomer = invite_person(
        name=NEWCOMER,
        team=team,
        kind=Role.Kind.EMPLOYEE,
        starts_on=local_date(now) - timedelta(days=9),
        at=now - timedelta(days=9),
        by=None,
        login_name="noor.bakker",
    )
    look_with_fresh_eyes(
        team=team,
        asked_by=newcomer,
        week=2,
        texts={
            "surprised": "Dat bellers hun verhaal opnieuw doen als ze worden doorverbonden.",
            "habit": "",
        },
        at=now - timedelta(days=1),
    )
