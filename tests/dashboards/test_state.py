"""Each kind of change that a team's week shows changes its tag; what it does not show does not."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from behaviours.models import Behaviour
from coaching.actions.attention import handle, set_loss_terms, take_back_handled
from coaching.actions.barriers import answer_barrier, make_action
from coaching.actions.compliments import give_compliment
from coaching.actions.fresh_eyes import answer_question, ask_why
from coaching.actions.meetings import agree
from coaching.models import Handled, Meeting, Question
from dashboards.state import MOST_ROWS, state_of
from incidents.barriers import report_barrier
from incidents.models import Barrier, BarrierReport, Story
from incidents.stories import Telling, answer_for_wall, take_story_back, tell_story
from people.models import ShareAgreement, Team
from periods.week import Week, weeks_ending
from tests.builders import (
    LONG_AGO,
    NOW,
    TODAY,
    agree_on_shares,
    log_contact,
    log_miss,
    make_barrier,
    make_person,
    make_team,
)
from tests.dashboards.office import ADDRESS, WEEK, as_reader, make_balie, norm_of, reader
from tests.incidents.promises.making import promise

pytestmark = pytest.mark.django_db


class Office:
    """A team with something of each kind in its week; every step changes one thing."""

    def __init__(self) -> None:
        self.team = make_balie()
        self.lead, self.one, self.other = (
            make_person(self.team, kind) for kind in ("team_lead", "employee", "employee")
        )
        self.behaviour, _ = norm_of()
        self.busy, self.system = make_barrier("too_busy"), make_barrier("system")
        self.contact = log_miss(self.team, self.one, self.behaviour, self.busy)
        self.told = self.tell("Drie keer doorverbonden", for_wall=True)
        self.asked = ask_why(team=self.team, asked_by=self.one, text="Waarom?", at=NOW)
        self.handled = self.handle("unseen:1")
        agree_on_shares(self.team, agreed_on=TODAY - timedelta(days=1), ends_on=WEEK.sunday)

    def tell(self, line: str, **fields: Any) -> Story:
        telling = Telling(line=line, **fields)
        return tell_story(incident=self.contact, telling=telling, by=self.one, at=NOW)

    def handle(self, key: str, **fields: Any) -> Handled:
        given: dict[str, Any] = {
            "week": WEEK,
            "said": "Iets",
            "outcome": "noise",
            "line": "",
        } | fields
        return handle(team=self.team, key=key, by=self.lead, at=NOW, **given)

    def barrier(self, barrier: Barrier) -> BarrierReport | None:
        return report_barrier(
            incident=self.contact, behaviour=self.behaviour, barrier=barrier, by=self.one, at=NOW
        )

    def praise(self) -> None:
        give_compliment(
            to=self.one, from_user=self.other, team=self.team, submission_key=uuid4(), at=NOW
        )

    def act(self) -> None:
        make_action(
            team=self.team, barrier=self.busy, title="Rooster", owner=self.lead, due_on=TODAY,
            by=self.lead, at=NOW,
        )  # fmt: skip

    def answer(self) -> None:
        answer_barrier(team=self.team, barrier=self.busy, text="Ja", by=self.lead, at=NOW)

    def reply(self) -> None:
        answer_question(
            question=self.asked, answer=Question.Answer.KEEP, answer_text="Ja", by=self.lead, at=NOW
        )

    def meet(self, week: Week = WEEK, about: Behaviour | None = None) -> None:
        agree(
            team=self.team, week=week, title="Oefenen", owner=self.one, due_on=TODAY,
            by=self.lead, at=NOW, about=about or self.behaviour,
        )  # fmt: skip

    def focus(self) -> None:
        self.team.focuses.create(
            behaviour=self.behaviour, starts_on=WEEK.monday, ends_on=WEEK.next.monday, set_at=NOW
        )


CHANGES: dict[str, Callable[[Office], Any]] = {
    "a contact": lambda office: log_contact(office.team),
    "a norm": lambda _office: norm_of("TEL-02", published_at=NOW + timedelta(hours=1)),
    "a promise": lambda office: promise(office.team),
    "another line": lambda office: office.tell("Vier keer", for_wall=True),
    "another side": lambda office: office.tell("Drie keer doorverbonden", experience="below"),
    "a loss": lambda office: office.tell("Drie keer doorverbonden", loyalty="lost"),
    "off the wall": lambda office: office.tell("Drie keer doorverbonden"),
    "a story gone": lambda office: take_story_back(story=office.told, by=office.one),
    "a tap gone": lambda office: office.barrier(office.busy),
    "another tap": lambda office: office.barrier(office.system),
    "an answer": Office.answer,
    "an action": Office.act,
    "a question": lambda office: ask_why(
        team=office.team, asked_by=office.other, text="Hoezo?", at=NOW
    ),
    "a reply": Office.reply,
    "praise": Office.praise,
    "handled": lambda office: office.handle("unseen:2"),
    "put off before": lambda office: office.handle("unseen:3", week=WEEK - 1, outcome="later"),
    "taken back": lambda office: take_back_handled(handled=office.handled),
    "a meeting": Office.meet,
    "focus": Office.focus,
    "agreed on percentages": lambda office: agree_on_shares(office.team),
    "agreed no longer": lambda office: ShareAgreement.objects.filter(team=office.team).update(
        ends_on=TODAY
    ),
    "what a loss costs": lambda office: set_loss_terms(
        margin_low=1, margin_high=2, years=3, by=office.lead, at=NOW
    ),
}


@pytest.fixture(autouse=True)
def _where_customers_can_leave(settings):
    settings.CUSTOMERS_CAN_LEAVE = True
    with time_machine.travel(NOW, tick=False):
        yield


def identity(office: Office) -> tuple[Any, ...]:
    return state_of(office.team, weeks_ending(WEEK, 13), NOW).identity(belongs=True)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_makes_it_another_page(change):
    office = Office()
    before = identity(office)
    CHANGES[change](office)
    assert identity(office) != before


def test_a_yes_to_the_wall_makes_it_another_page():
    office = Office()
    contact = log_contact(office.team, employee=office.one, logged_by=office.lead)
    story = tell_story(
        incident=contact, telling=Telling(line="Netjes", for_wall=True), by=office.lead, at=NOW
    )
    before = identity(office)
    answer_for_wall(story=story, is_allowed=True, read=story.wording, by=office.one)
    assert identity(office) != before


def test_what_another_team_or_another_time_did_is_no_other_page():
    office = Office()
    before = identity(office)
    elsewhere = Office.__new__(Office)
    elsewhere.team, elsewhere.lead = make_team(), office.lead
    elsewhere.handle("unseen:9")
    promise(make_team())
    agree_on_shares(make_team())
    agree_on_shares(office.team, ends_on=LONG_AGO + timedelta(days=1))
    office.handle("unseen:4", week=WEEK - 1)
    office.handle("unseen:4", week=WEEK - 2, outcome="later")
    stranger = make_person(elsewhere.team)
    contact = log_contact(elsewhere.team, employee=stranger, logged_by=stranger)
    tell_story(incident=contact, telling=Telling(line="Elders"), by=stranger, at=NOW)
    assert identity(office) == before


def test_the_answer_stays_small_however_much_is_told():
    team = make_balie()
    person = make_person(team)
    for number in range(5):
        contact = log_contact(team, employee=person, logged_by=person)
        side = "below" if number else "exceeded"
        telling = Telling(line=f"Verhaal {number}", experience=side)
        tell_story(incident=contact, telling=telling, by=person, at=NOW)
    for number in range(MOST_ROWS + 5):
        ask_why(team=team, asked_by=person, text=f"Hoezo {number}?", at=NOW)
    state = state_of(team, weeks_ending(WEEK, 13), NOW)
    assert {(row.t1, row.n4) for row in state["story"]} == {("below", 4), ("exceeded", 1)}
    assert len(state["question"]) == MOST_ROWS


def test_a_meeting_counts_for_what_was_on_its_agenda_in_the_weeks_of_the_day_it_was_held():
    team, elsewhere, lead = make_balie(), make_team(), make_person(make_team())
    behaviour = norm_of()[0]

    def held(day: date, about: Behaviour | None = behaviour, of: Team = team) -> None:
        week = Week.of(day).monday
        Meeting.objects.create(team=of, week=week, held_on=day, held_by=lead, behaviour=about)

    held((WEEK - 9).sunday)
    held((WEEK - 6).monday, about=None)
    held(WEEK.next.monday)
    held(WEEK.monday, of=elsewhere)
    assert state_of(team, weeks_ending(WEEK, 13), NOW)["agenda"] == []
    for day in ((WEEK - 8).monday, (WEEK - 5).sunday):
        held(day)
    for day in ((WEEK - 4).monday, (WEEK - 3).sunday, (WEEK - 2).monday, (WEEK - 1).sunday):
        held(day)
    held(WEEK.sunday)
    (row,) = state_of(team, weeks_ending(WEEK, 13), NOW)["agenda"]
    recent, last_four, four_before = 3, 4, 2
    assert row[1:6] == (behaviour.pk, 0, recent, last_four, four_before)


@pytest.mark.parametrize("told", [1, 3])
def test_the_page_asks_eight_queries_with_something_of_each_kind(told, django_assert_num_queries):
    office = Office()
    for number in range(told):
        office.handle(f"unseen:{number + 5}")
        log_miss(office.team, office.one, office.behaviour, office.system)
        ask_why(team=office.team, asked_by=office.other, text=f"Hoezo {number}?", at=NOW)
        office.meet(WEEK - number, norm_of(f"OVL-0{number}")[0])
    office.act()
    office.praise()
    client = as_reader(reader(office.team, "team_lead"))
    client.get(ADDRESS)
    with django_assert_num_queries(8):
        client.get(ADDRESS)
