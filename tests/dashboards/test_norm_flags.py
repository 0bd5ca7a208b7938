"""Signals of charts and norms reached with ease stand among what needs attention."""

import pytest
import time_machine

from behaviours.models import Behaviour
from incidents.models import Origin
from scoring.chart_queries import standouts
from tests.builders import NOW
from tests.dashboards.office import ADDRESS, WEEK, as_reader, log_week, make_balie, norm_of, reader

pytestmark = pytest.mark.django_db
SIGNAL = "Answer within 20 seconds: something changed, discuss it"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def twelve_weeks_and_one(met: int, of: int = 10, **fields):
    """Nine of ten met for twelve weeks, then so many; a norm without a share target."""
    team = make_balie()
    behaviour, _norm = norm_of(share_target=None, **fields)
    for ago in range(12, 0, -1):
        log_week(team, behaviour, 9, 10, week=WEEK - ago)
    log_week(team, behaviour, met, of)
    return team, behaviour


def test_a_week_that_falls_out_of_its_chart_is_to_be_discussed():
    team, _behaviour = twelve_weeks_and_one(2)
    text = as_reader(reader(team, "team_lead")).get(ADDRESS).text
    assert SIGNAL in text
    assert "2 of 10: far below before" in text


def test_an_ordinary_week_is_no_signal():
    team, _behaviour = twelve_weeks_and_one(9)
    assert SIGNAL not in as_reader(reader(team, "team_lead")).get(ADDRESS).text


def test_what_stands_out_is_remembered_until_something_is_written(django_assert_num_queries):
    team, behaviour = twelve_weeks_and_one(9)
    client = as_reader(reader(team, "team_lead"))
    client.get(ADDRESS)
    with django_assert_num_queries(8):
        client.get(ADDRESS)
    assert standouts.cache_info().hits == 1
    log_week(team, behaviour, 0, 30)
    assert SIGNAL in client.get(ADDRESS).text


def test_a_norm_reached_with_ease_is_celebrated():
    team = make_balie()
    behaviour, _norm = norm_of("BEJ-03", kind=Behaviour.Kind.DO, title="Say u")
    for ago in range(6):
        log_week(team, behaviour, 7, 7, week=WEEK - ago)
        log_week(team, behaviour, 5, 5, week=WEEK - ago, origin=Origin.OBSERVED)
    text = as_reader(reader(team, "team_lead")).get(ADDRESS).text
    assert "Say u: reached with ease" in text
    assert "Celebrate it, keep it, and pick a next behaviour." in text
