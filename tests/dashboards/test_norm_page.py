"""Thirteen weeks of one behaviour: finding, table, and the same figures for the chart."""

import json
import re

import pytest
import time_machine

from behaviours.models import Behaviour
from tests.builders import NOW, make_norm, make_root
from tests.dashboards.office import ADDRESS, WEEK, as_reader, log_week, make_balie, norm_of, reader

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
