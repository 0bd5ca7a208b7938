"""Raising the revision of a team-week, and hearing whether it is closed."""

from datetime import date

import pytest

from incidents.journal import Closed, raise_revisions
from incidents.models import TeamWeek
from tests.builders import NOW, make_team

WEEK, NEXT_WEEK = date(2026, 11, 16), date(2026, 11, 23)

pytestmark = pytest.mark.django_db


def revisions() -> dict[tuple[int, date], int]:
    return {(row.team_id, row.week): row.revision for row in TeamWeek.objects.all()}


def test_the_first_write_makes_the_row_and_each_later_one_raises_it_by_one():
    team = make_team()
    for expected in (1, 2, 3):
        raise_revisions([(team.pk, WEEK)])
        assert revisions() == {(team.pk, WEEK): expected}


def test_a_team_week_named_twice_is_raised_once():
    team = make_team()
    raise_revisions([(team.pk, WEEK), (team.pk, NEXT_WEEK), (team.pk, WEEK)])
    assert revisions() == {(team.pk, WEEK): 1, (team.pk, NEXT_WEEK): 1}


def test_only_what_is_closed_is_reported_closed():
    team = make_team()
    keys = [(team.pk, WEEK), (team.pk, NEXT_WEEK)]
    assert raise_revisions(keys) == {}
    TeamWeek.objects.filter(week=WEEK).update(closed_at=NOW, closed_revision=1)
    row = TeamWeek.objects.get(week=WEEK)
    assert raise_revisions(keys) == {(team.pk, WEEK): Closed(row.pk, 1)}


def test_nothing_touched_raises_nothing():
    assert raise_revisions([]) == {}
    assert revisions() == {}
