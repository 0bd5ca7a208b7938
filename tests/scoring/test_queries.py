"""The figures of a team: right, in order, of every week asked, in a constant number of queries."""

from datetime import timedelta

import pytest

from periods.week import Week
from scoring.queries import team_figures
from tests.builders import NOW, log_contact, make_behaviour, make_norm, make_team

pytestmark = pytest.mark.django_db

WEEK = Week.parse("2026-W47")


def test_a_smoke():
    team = make_team()
    behaviour = make_behaviour(code="TEL-01")
    make_norm(behaviour)
    log_contact(team, {behaviour: 10})
    log_contact(team, {behaviour: 30}, occurred_at=NOW - timedelta(days=7))
    for _ in range(2):
        found = team_figures(team=team, weeks=[WEEK - 1, WEEK])
        assert [figures.contacts for figures in found.values()] == [1, 1]
        assert found[WEEK].norms[0].met == 1
