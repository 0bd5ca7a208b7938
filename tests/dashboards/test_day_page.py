"""The start of the day: one behaviour, one good word, what is due, and who covers at lunch."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coaching.models import LunchCover
from dashboards.topic import topic_of_day
from tests.builders import NOW, TODAY, make_person, make_team
from tests.coaching.office import give
from tests.dashboards.office import WEEK, as_reader, make_balie, norm_of, reader
from tests.dashboards.test_meeting_page import story
from tests.incidents.promises.making import promise

pytestmark = pytest.mark.django_db
DAY = "/teams/balie/day/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def text_of(user, where: str = DAY) -> str:
    answer = as_reader(user).get(where)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text)


def test_without_any_data_it_says_what_would_be_here():
    text = text_of(reader(make_team("Balie", slug="balie"), "employee"))
    for said in ("One behaviour a day", "There is none.", "Nothing is due today.", "nobody yet"):
        assert said in text


def test_behaviours_take_turns_by_the_day_until_one_is_the_norm_of_the_week():
    team = make_balie()
    titles = ["Eerst", "Dan", "Ten slotte"]
    behaviours = [norm_of(f"B-0{n}", title=title)[0] for n, title in enumerate(titles)]
    days = [TODAY + timedelta(days=n) for n in range(6)]
    turns = [topic_of_day(team=team, day=day).title for day in days]
    assert turns[:3] == turns[3:]
    assert set(turns) == set(titles)
    team.focuses.create(
        behaviour=behaviours[1], starts_on=WEEK.monday, ends_on=WEEK.next.monday, set_at=NOW
    )
    assert {topic_of_day(team=team, day=day).title for day in days} == {"Dan"}
    assert "the norm of the week" in text_of(reader(team, "employee"))


def test_a_good_story_of_the_last_working_day_and_ones_own_compliment():
    team = make_balie()
    me, other = reader(team, "employee"), reader(team, "employee")
    story(team, "Te lang geleden", at=NOW - timedelta(days=4))
    story(team, "Van vrijdag", at=NOW - timedelta(days=3))
    story(team, "Hing in de wacht", "below")
    give(me, other, team)
    text = text_of(me)
    assert "Van vrijdag" in text
    assert "Te lang geleden" not in text
    assert "Hing in de wacht" not in text
    assert f"{other.name}, to you: only you read this." in text
    assert "to you: only you read this" not in text_of(other)


def test_what_the_team_keeps_today_and_not_tomorrow():
    team = make_balie()
    promise(team, NOW - timedelta(hours=1), subject="Al te laat", at=NOW - timedelta(hours=2))
    promise(team, NOW + timedelta(hours=1), subject="Straks")
    promise(team, NOW + timedelta(days=1), subject="Morgen pas")
    promise(make_team(), subject="Van een ander")
    text = text_of(reader(team, "employee"))
    assert re.findall(r"Al te laat|Straks|Morgen pas|Van een ander", text) == [
        "Al te laat",
        "Straks",
    ]


def test_anybody_of_the_team_says_who_covers_at_lunch():
    team = make_balie()
    me, colleague = reader(team, "employee"), make_person(team, name="Karim")
    browser = as_reader(me)
    for wrong in (
        {},
        {"person": make_person(make_team()).pk},
        {"person": colleague.pk, "line": "06-12345678"},
    ):
        assert browser.post(DAY, wrong).status_code == 200
    assert not LunchCover.objects.exists()
    assert browser.post(DAY, {"person": colleague.pk, "line": "12-13"})["Location"] == DAY
    text = text_of(me)
    assert "Karim covers the desk" in text
    assert "12-13" in text
    assert "nobody yet" not in text
    observer = as_reader(reader(team, "observer"))
    assert observer.post(DAY, {"person": colleague.pk}).status_code == 403


def test_it_is_found_from_the_start_page():
    team = make_balie()
    assert f'href="{DAY}"' in text_of(reader(team, "employee"), "/")
    assert DAY not in text_of(reader(team, "observer"), "/")


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_however_much_there_is(count):
    team = make_balie()
    me = reader(team, "employee")
    for number in range(count):
        norm_of(f"B-{number}")
        promise(team)
        story(team, f"Verhaal {number}")
        give(me, make_person(team), team)
    browser = as_reader(me)
    browser.get(DAY)
    with CaptureQueriesContext(connection) as captured:
        browser.get(DAY)
    assert len(captured) == 11
