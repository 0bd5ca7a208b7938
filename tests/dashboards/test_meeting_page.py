"""The page of a team meeting: six points for the team itself, run by its lead."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from behaviours.actions import set_focus
from coaching.actions.barriers import finish_action
from coaching.actions.meetings import agree
from coaching.models import Action, Meeting
from incidents.stories import Telling, tell_story
from people.models import Notice, Team
from tests.builders import NOW, TODAY, log_contact, log_miss, make_barrier, make_person, make_team
from tests.dashboards.office import WEEK, as_reader, log_week, make_balie, norm_of, reader
from tests.incidents.promises.making import promise

pytestmark = pytest.mark.django_db
PAGE = f"/teams/balie/weeks/{WEEK}/meeting/"
AGREED = {"title": "Rooster ophangen", "due_on": "2026-11-23"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def text_of(user, where: str = PAGE) -> str:
    answer = as_reader(user).get(where)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text)


def story(
    team: Team, line: str, experience: str = "", *, wall: bool = True, at: datetime = NOW
) -> None:
    user = make_person(team)
    contact = log_contact(team, employee=user, logged_by=user)
    telling = Telling(line=line, experience=experience, for_wall=wall)
    tell_story(incident=contact, telling=telling, by=user, at=at)


def test_without_any_data_each_point_says_what_it_would_be():
    text = text_of(reader(make_team("Balie", slug="balie"), "team_lead"))
    for said in (
        "What you agree today stands here next time",
        "No norm holds here yet",
        "There is none: ask who can tell one",
        "Nothing lies open: one tap at a missed norm puts it here",
        "Nothing runs now",
        "One thing, one name, one day",
    ):
        assert said in text
    assert "%" not in re.sub(r"<[^>]+>", "", text)


def test_the_norm_of_the_week_goes_before_what_lies_lowest_and_that_before_whose_turn_it_is():
    team = make_balie()
    calm, _ = norm_of("AAN-01", title="Say hello")
    low, _ = norm_of("TEL-01", title="Pick up")
    lead = reader(team, "team_lead")
    log_week(team, calm, 20, 20)
    assert "its turn: nothing stands out" in text_of(lead)
    log_week(team, low, 5, 20)
    text = text_of(lead)
    assert 'Pick up</a> <span class="soft">furthest below its target' in text
    assert "Week 47: 5 of 20 within 20 seconds." in text
    assert "Neemt op na drie keer overgaan" in text
    set_focus(team=team, behaviour=calm, week=WEEK, weeks=1, by=lead, at=NOW)
    assert 'Say hello</a> <span class="soft">the norm of the week' in text_of(lead)


def test_of_a_small_team_nobody_says_that_it_lies_below():
    team = make_balie(people=3)
    low, _ = norm_of()
    log_week(team, low, 0, 30)
    text = text_of(reader(team, "team_lead"))
    assert "furthest below" not in text
    assert "0 of 30 within 20 seconds" in text


def test_two_stories_with_consent_one_that_went_well_first():
    team = make_balie()
    for line, experience in (("Traag", "below"), ("Snel", "exceeded"), ("Warm", "exceeded")):
        story(team, line, experience)
    story(team, "Niet voor de muur", wall=False)
    text = text_of(reader(team, "employee"))
    assert re.findall(r'class="story"> <p>(\w+)', text) == ["Warm", "Traag"]
    assert "Niet voor de muur" not in text


def test_the_barrier_on_top_and_what_has_to_be_kept():
    team = make_balie()
    behaviour, _ = norm_of()
    busy = make_barrier("too_busy", words="te druk", words_en="too busy")
    for _number in range(2):
        log_miss(team, make_person(team), behaviour, busy)
    log_miss(team, make_person(team), behaviour, make_barrier("system", words_en="system"))
    for number in range(4):
        promise(team, NOW + timedelta(hours=number + 1), subject=f"Belofte {number}")
    promise(team, NOW + timedelta(weeks=2), subject="Veel later")
    text = text_of(reader(team, "employee"))
    assert "Too busy" in text
    assert "2 times, not answered yet" in text
    assert "System" not in text
    assert re.findall(r"Belofte \d", text) == ["Belofte 0", "Belofte 1", "Belofte 2"]
    assert "1 more promise" in text
    assert "Veel later" not in text


def test_the_lead_agrees_on_something_and_the_next_meeting_says_whether_it_happened():
    team = make_balie()
    lead, owner = reader(team, "team_lead"), reader(team, "employee")
    for wrong in ("", "Bel 06-12345678", "a" * 201):
        answer = as_reader(lead).post(PAGE, AGREED | {"title": wrong, "owner": owner.pk})
        assert answer.status_code == 200
    stranger = make_person(make_team())
    assert as_reader(lead).post(PAGE, AGREED | {"owner": stranger.pk}).status_code == 200
    assert not Action.objects.exists()
    answer = as_reader(lead).post(PAGE, AGREED | {"owner": owner.pk})
    assert answer["Location"] == f"{PAGE}#agree"
    assert "Rooster ophangen" in text_of(owner, "/")
    with time_machine.travel(NOW + timedelta(weeks=2), tick=False):
        following = PAGE.replace("W47", "W48")
        text = text_of(owner, following)
        assert "not done yet" in text
        assert "It is done" in text
        finish_action(action=Action.objects.get(), outcome="Het hangt er", at=NOW)
        text = text_of(owner, following)
        assert "Het hangt er" in text
        assert "not done yet" not in text


def test_a_meeting_keeps_the_behaviour_that_was_on_its_agenda_when_it_was_first_recorded():
    team = make_balie()
    calm, low = norm_of("AAN-01", title="Say hello")[0], norm_of("TEL-01", title="Pick up")[0]
    lead = reader(team, "team_lead")
    log_week(team, calm, 20, 20)
    log_week(team, low, 5, 20)
    browser = as_reader(lead)
    read = browser.get(PAGE).context
    about = read["attendance"]["about"].value()
    assert about == read["form"]["about"].value() == "TEL-01"
    set_focus(team=team, behaviour=calm, week=WEEK - 1, weeks=2, by=lead, at=NOW)
    there = {"present": [lead.pk], "about": about}
    assert browser.post(f"{PAGE}present/", there).status_code == 302
    for week in (WEEK, WEEK - 1):
        where = PAGE.replace(str(WEEK), str(week))
        now = browser.get(where).context["form"]["about"].value()
        assert now == "AAN-01"
        assert browser.post(where, AGREED | {"owner": lead.pk, "about": now}).status_code == 302
    kept = Meeting.objects.order_by("week").values_list("week", "behaviour__code")
    assert list(kept) == [((WEEK - 1).monday, "AAN-01"), (WEEK.monday, "TEL-01")]


def test_who_is_not_ticked_is_told_once_and_the_page_counts_without_names():
    team = make_team("Balie", slug="balie")
    lead, here = reader(team, "team_lead"), reader(team, "employee")
    away = reader(team, "employee", name="Willem Weg")
    browser, data = as_reader(lead), {"present": [lead.pk, here.pk]}
    for _ in range(2):
        answer = browser.post(f"{PAGE}present/", data)
        assert answer["Location"] == f"{PAGE}#present"
    assert [notice.user for notice in Notice.objects.all()] == [away]
    text = text_of(here)
    assert "2 of 3 were there." in text
    assert away.name not in text
    ticked = re.findall(r'value="(\d+)"[^>]*checked', text_of(lead))
    assert set(map(int, ticked)) == {lead.pk, here.pk}
    assert "Tick who was there" in browser.post(f"{PAGE}present/", follow=True).text


def test_a_week_to_come_is_no_page_and_only_the_lead_runs_it():
    team = make_balie()
    lead, employee = reader(team, "team_lead"), reader(team, "employee")
    assert as_reader(lead).get(PAGE.replace("W47", "W48")).status_code == 404
    for where in (PAGE, f"{PAGE}present/"):
        assert as_reader(employee).post(where, AGREED).status_code == 403
    assert "agree-form" not in text_of(employee)
    assert f'href="{PAGE}"' in text_of(employee, PAGE.replace("meeting/", ""))
    assert PAGE not in text_of(reader(team, "observer"), PAGE.replace("meeting/", ""))


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_however_much_there_is(count):
    team = make_balie()
    lead = reader(team, "team_lead")
    behaviour, _ = norm_of()
    for number in range(count):
        log_miss(team, make_person(team), behaviour, make_barrier(f"b{number}"))
        story(team, f"Verhaal {number}")
        promise(team)
        for week in (WEEK, WEEK.previous):
            agree(
                team=team, week=week, title=f"{number}", owner=make_person(team), due_on=TODAY,
                by=lead, at=NOW,
            )  # fmt: skip
    browser = as_reader(lead)
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as captured:
        browser.get(PAGE)
    assert len(captured) == 19
