"""One behaviour over the weeks: finding, table, and the same figures for the chart."""

import json
import re

import pytest
import time_machine

from behaviours.models import Behaviour
from incidents.models import Origin
from people.models import Team
from scoring.actions import exclude_week
from tests.builders import NOW, log_contact, make_norm, make_root
from tests.dashboards.office import (
    ADDRESS,
    WEEK,
    as_reader,
    log_week,
    make_balie,
    norm_of,
    reader,
)

pytestmark = pytest.mark.django_db

NORM_ADDRESS = f"{ADDRESS}behaviours/TEL-01/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def page(team) -> str:
    return as_reader(reader(team, "team_lead")).get(NORM_ADDRESS).text


def chart(html: str) -> dict:
    found = re.search(r'<script id="norm-weeks" type="application/json">(.*?)</script>', html)
    assert found
    return json.loads(found[1])


def test_the_title_of_the_chart_is_the_finding():
    team = make_balie()
    behaviour, _ = norm_of()
    log_week(team, behaviour, 5, 20)
    log_week(team, behaviour, 10, 20, week=WEEK - 3)
    html = page(team)
    assert "<figcaption>25% within 20 seconds in week 47, below target</figcaption>" in html
    assert "It was 50% in week 44." in html


def test_the_chart_holds_the_figures_of_the_table_and_a_gap_where_there_are_none():
    team = make_balie()
    behaviour, norm = norm_of()
    log_week(team, behaviour, 5, 20)
    log_week(team, behaviour, 10, 20, week=WEEK - 3)
    log_week(team, behaviour, 3, 4, week=WEEK - 5)
    weeks = chart(page(team))["weeks"]
    assert [week["week"] for week in weeks] == list(range(35, 48))
    assert [week["n"] for week in weeks if week["n"]] == ["20", "20"]
    last = weeks[-1]
    assert (last["share"], last["target"], last["norm"]) == (25.0, 80.0, norm.pk)
    assert (round(last["low"], 2), round(last["high"], 2)) == (11.19, 46.87)


def test_under_five_the_table_holds_counts_and_no_share():
    team = make_balie()
    behaviour, _ = norm_of()
    log_week(team, behaviour, 3, 4)
    html = page(team)
    assert "Too few contacts for a line." in html
    assert "75%" not in html
    assert "norm-weeks" not in html


def test_a_new_norm_is_marked_in_the_table():
    team = make_balie()
    behaviour, _ = norm_of()
    log_week(team, behaviour, 10, 20, week=WEEK - 1)
    make_norm(behaviour, make_root(), starts_on=WEEK.monday, threshold=10, share_target="0.9")
    log_week(team, behaviour, 10, 20)
    html = page(team)
    assert html.count('<span class="tag">new norm</span>') == 1
    assert len({week["norm"] for week in chart(html)["weeks"]} - {None}) == 2


def test_where_it_came_from_is_told_under_the_same_norm():
    team = make_balie()
    behaviour, _ = norm_of()
    log_week(team, behaviour, 20, 20, week=WEEK - 3)
    make_norm(behaviour, make_root(), starts_on=(WEEK - 1).monday, threshold=10, share_target="0.9")
    log_week(team, behaviour, 10, 20, week=WEEK - 1)
    client = as_reader(reader(team, "team_lead"))
    before = client.get(f"/teams/balie/weeks/{WEEK - 1}/behaviours/TEL-01/").text
    assert "The first week under this norm. The band is the margin (95%)." in before
    log_week(team, behaviour, 5, 20)
    html = page(team)
    assert "It was 50% in week 46." in html
    assert "It was 100%" not in html


def test_an_extra_happened_and_has_no_standing():
    team = make_balie()
    behaviour, _ = norm_of(kind=Behaviour.Kind.EXTRA, share_target=None)
    log_week(team, behaviour, 3, 20)
    html = page(team)
    assert "<figcaption>Happened in 15% of contacts in week 47</figcaption>" in html
    assert re.findall(r'columnheader">\s*([A-Z][a-z/]+)', html) == [
        "Week",
        "Happened",
        "Margin",
        "Happened",
        "Seen",
    ]
    assert re.findall(r"no target|Standing|status-", html) == []


def test_a_behaviour_nobody_saw_says_what_will_be_here():
    team = make_balie()
    norm_of()
    html = page(team)
    assert "Not seen in these 34 weeks." in html
    assert "Too few contacts for a line." not in html
    assert "<figure" not in html
    assert "Neemt op na drie keer overgaan" in html
    assert "echarts" not in html


REASON = "The telephone exchange was down"


def thirteen_weeks(met: int, *, people: int = 6) -> tuple[Team, Behaviour]:
    """Twelve weeks of 9 of 10, and so many of 10 now."""
    team = make_balie(people)
    behaviour, _ = norm_of()
    for ago in range(12, 0, -1):
        log_week(team, behaviour, 9, 10, week=WEEK - ago)
    log_week(team, behaviour, met, 10)
    return team, behaviour


def signals(html: str) -> list[str]:
    """The column of signals, the newest week first."""
    found = re.findall(r'data-label="Signal">(.*?)</td>', html, re.S)
    return [re.sub(r"<[^>]+>|\s+", " ", cell).strip() for cell in found]


def test_a_signal_is_a_word_to_discuss_in_title_table_and_chart():
    team, _behaviour = thirteen_weeks(2)
    html = page(team)
    assert "2 of 10 within 20 seconds, less than last week." in html.lower()
    title = "20% within 20 seconds in week 47, below target. Discuss: far below before"
    assert f"<figcaption>{title}</figcaption>" in html
    assert signals(html)[:2] == ["Discuss: far below before", "-"]
    last, before = chart(html)["weeks"][-1], chart(html)["weeks"][-2]
    assert last["signal"] == "far below before"
    assert (before["signal"], before["centre"], before["limits"]) == ("", 90.0, [50.0, 100.0])
    assert "Basis: week 35-46 (12 weeks), 90%." in html


def test_a_quiet_week_is_as_usual_and_the_basis_still_grows():
    team, _behaviour = thirteen_weeks(8)
    html = page(team)
    assert "80% within 20 seconds in week 47, as usual</figcaption>" in html
    assert set(signals(html)) == {"-"}
    assert "Basis: week 35-47 (13 weeks), 89%." in html
    assert "The basis grows up to 20 weeks." in html


def test_under_twelve_weeks_there_is_no_column_of_limits_or_signals():
    team = make_balie()
    behaviour, _ = norm_of()
    log_week(team, behaviour, 9, 10, week=WEEK - 1)
    log_week(team, behaviour, 0, 10)
    html = page(team)
    assert "No lines yet for what is usual: that takes 12 weeks under one norm" in html
    assert signals(html) == []
    assert [week["limits"] for week in chart(html)["weeks"] if week["n"]] == [None, None]


def test_a_week_left_out_says_why_to_everybody_and_is_no_signal():
    team, behaviour = thirteen_weeks(2)
    lead, manager = as_reader(reader(team, "team_lead")), as_reader(reader(team, "manager"))
    before = manager.get(NORM_ADDRESS)["ETag"]
    exclude_week(team=team, behaviour=behaviour, week=WEEK, reason=REASON, by=None, at=NOW)
    answer = manager.get(NORM_ADDRESS, headers={"if-none-match": before})
    assert answer.status_code == 200
    assert f"left out: {REASON}" in answer.text
    assert set(signals(answer.text)) == {"-"}
    assert "20% within 20 seconds in week 47, below target</figcaption>" in answer.text
    assert "left-out/" not in answer.text
    assert "left-out/" in lead.get(NORM_ADDRESS).text


def test_who_does_not_see_the_same_is_a_question_to_the_team_alone():
    team = make_balie()
    behaviour, _ = norm_of("BEJ-03", kind=Behaviour.Kind.DO)
    log_week(team, behaviour, 30, 30)
    log_week(team, behaviour, 12, 20, origin=Origin.OBSERVED)
    question = "Noted by ourselves 30 of 30, observers 12 of 20: do we see the same?"
    address = f"{ADDRESS}behaviours/BEJ-03/"
    asked = {
        kind: question in as_reader(reader(team, kind)).get(address).text
        for kind in ("team_lead", "employee", "manager")
    }
    assert asked == {"team_lead": True, "employee": True, "manager": False}


def test_times_just_within_the_limit_are_a_question():
    team = make_balie()
    behaviour, _ = norm_of()
    for seconds in [20] * 18 + [19, 18, 21]:
        log_contact(team, {behaviour: seconds}, occurred_at=NOW)
    assert "Of the measured times 20 lie at 18-20 seconds and 1 at 21-23" in page(team)


def test_a_small_team_has_no_limits_signals_or_questions():
    team, _behaviour = thirteen_weeks(0, people=3)
    html = page(team)
    assert "Counts only: fewer than 5 people." in html
    assert re.findall(r"Signal|Usual|Discuss|To talk about|norm-weeks", html) == []


@pytest.mark.parametrize(("kind", "queries"), [("team_lead", 12), ("manager", 10)])
def test_the_page_asks_as_much_whatever_it_shows(kind, queries, django_assert_num_queries):
    team, behaviour = thirteen_weeks(2)
    client = as_reader(reader(team, kind))
    client.get(NORM_ADDRESS)
    with django_assert_num_queries(queries):
        client.get(NORM_ADDRESS)
    for ago in range(13, 20):
        log_week(team, behaviour, 9, 10, week=WEEK - ago)
    exclude_week(team=team, behaviour=behaviour, week=WEEK, reason=REASON, by=None, at=NOW)
    client.get(NORM_ADDRESS)
    with django_assert_num_queries(queries):
        client.get(NORM_ADDRESS)
