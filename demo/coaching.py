"""What the colleagues of the demo say to each other, and what their lead handled last week."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from coaching.actions.attention import handle
from coaching.actions.compliments import give_compliment, say_what_went_well
from coaching.actions.fresh_eyes import answer_question, ask_why, look_with_fresh_eyes
from coaching.attention import Situation, to_look_at
from coaching.models import Handled, Question
from demo.organisation import People
from people.actions import invite_person
from people.models import Role, Team, User
from periods.local_time import local_date
from periods.week import Week
from scoring.queries import team_figures

TEAM = "kcc-telefoon"
NEWCOMER = "Noor Bakker"

#: By whom and to whom, as places in the team (the lead is 0), days ago, and the line with it.
COMPLIMENTS = (
    (0, 1, 0, "Je bood meteen een terugbelnotitie aan, en dat met een volle wachtrij."),
    (2, 1, 1, ""),
    (1, 3, 1, "Fijn dat je bleef tot de beller echt verder kon."),
    (4, 0, 3, ""),
)

#: What the lead did about the first norms of last week, with the line that went with it.
HANDLED = (
    (Handled.Outcome.DISCUSSED, "Maandag in het overleg: wie vrij is, neemt over."),
    (Handled.Outcome.NOISE, ""),
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
    _handle(team, staff[0], now)


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


def _handle(team: Team, lead: User, now: datetime) -> None:
    """What stood on top of last week."""
    week = Week.of(local_date(now)).previous
    figures = team_figures(team=team, weeks=[week])[week]
    found = to_look_at(Situation(norms=figures.norms))
    for candidate, (outcome, line) in zip(found, HANDLED, strict=False):
        row = candidate.norm
        if row is not None:
            handle(
                team=team,
                week=week,
                key=candidate.key,
                said=f"{row.norm.title}: {row.met} van {row.observed} keer gelukt",
                outcome=outcome,
                line=line,
                by=lead,
                at=now - timedelta(days=1),
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
