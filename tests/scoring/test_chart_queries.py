"""What the charts of a team hold and its figures rest on, read from contacts that were noted."""

import pytest
import time_machine
from django.db import IntegrityError, transaction

from behaviours.models import Behaviour
from incidents.models import Origin
from periods.week import Week
from scoring.actions import exclude_week, take_back_excluded_week
from scoring.ceiling import Reach
from scoring.chart_queries import excluded_weeks, heaped, reaches_of, seen_differently, signals_of
from scoring.charts import Rule, chart_weeks
from scoring.checks import Seen
from scoring.models import ExcludedWeek
from scoring.queries import team_figures
from tests.builders import NOW, log_contact, make_person
from tests.dashboards.office import WEEK, log_week, make_balie, norm_of

pytestmark = pytest.mark.django_db

REASON = "The telephone exchange was down."


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def thirteen_weeks(last: tuple[int, int]):
    """Twelve weeks of 9 of 10, then this one."""
    team = make_balie()
    behaviour, norm = norm_of()
    for ago in range(12, 0, -1):
        log_week(team, behaviour, 9, 10, week=WEEK - ago)
    log_week(team, behaviour, *last)
    return team, behaviour, norm


def read(team, week: Week = WEEK):
    return team_figures(team=team, weeks=chart_weeks(week))


def exclude(team, behaviour, week: Week) -> ExcludedWeek:
    return exclude_week(team=team, behaviour=behaviour, week=week, reason=REASON, by=None, at=NOW)


def test_a_week_far_below_the_others_is_a_signal_of_its_norm(django_assert_num_queries):
    team, _behaviour, norm = thirteen_weeks((2, 10))
    read(team)
    with django_assert_num_queries(2):
        figures = read(team)
        (found,) = signals_of(figures, week=WEEK)
    assert found.figures.norm.pk == norm.pk
    assert (Rule.LIMITS, WEEK, "below") in found.signals
    assert signals_of(figures, week=WEEK - 1) == []


def test_a_small_week_and_an_excluded_one_give_no_signal():
    team, behaviour, _norm = thirteen_weeks((2, 10))
    figures = read(team)
    assert signals_of(figures, week=WEEK, small={WEEK}) == []
    excluded = exclude(team, behaviour, WEEK)
    weeks = chart_weeks(WEEK)
    left_out = excluded_weeks(team=team, weeks=weeks)
    assert left_out == {behaviour.pk: {WEEK}}
    assert signals_of(figures, week=WEEK, excluded=left_out) == []
    take_back_excluded_week(excluded=excluded, by=make_person(team, "team_lead"), at=NOW)
    assert excluded_weeks(team=team, weeks=weeks) == {}


def test_a_week_is_excluded_once_at_a_time_with_its_reason():
    team, behaviour, _norm = thirteen_weeks((9, 10))
    first = exclude(team, behaviour, WEEK)
    assert exclude(team, behaviour, WEEK) == first
    take_back_excluded_week(excluded=first, by=make_person(team, "team_lead"), at=NOW)
    second = exclude(team, behaviour, WEEK)
    assert second != first
    kept = ExcludedWeek.objects.get(pk=first.pk)
    assert (kept.reason, kept.taken_back_at) == (REASON, NOW)


@pytest.mark.parametrize("fields", [{"reason": ""}, {}], ids=["no reason", "a second time"])
def test_what_the_database_refuses_of_an_excluded_week(fields):
    team, behaviour, _norm = thirteen_weeks((9, 10))
    row = exclude(team, behaviour, WEEK)
    week = (WEEK - 1 if fields else WEEK).monday
    values = {"reason": REASON} | fields
    with pytest.raises(IntegrityError), transaction.atomic():
        ExcludedWeek.objects.create(team=team, behaviour=behaviour, week=week, at=NOW, **values)
    row.taken_back_at = NOW.replace(year=2020)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def both_ways(own: tuple[int, int], others: tuple[int, int]):
    """Six weeks in which people and observers each saw so much, and a customer once."""
    team = make_balie()
    behaviour, norm = norm_of("BEJ-03", kind=Behaviour.Kind.DO)
    for ago in range(6):
        log_week(team, behaviour, *own, week=WEEK - ago)
        log_week(team, behaviour, *others, week=WEEK - ago, origin=Origin.OBSERVED)
    log_week(team, behaviour, 0, 1, origin=Origin.CUSTOMER)
    return team, norm


def test_what_others_saw_is_counted_beside_it_stored_or_counted_anew():
    team, _norm = both_ways((7, 7), (4, 5))
    for _turn in ("counted", "stored"):
        (row,) = read(team)[WEEK].norms
        assert (row.met, row.observed) == (11, 12)
        assert (row.met_by_others, row.observed_by_others) == (4, 5)


def test_a_norm_that_others_see_met_too_is_reached_with_ease():
    team, _norm = both_ways((7, 7), (5, 5))
    (found,) = reaches_of(read(team), week=WEEK)
    assert found.reach == Reach.EASE
    assert reaches_of(read(team, WEEK + 1), week=WEEK + 1) == []


def test_people_and_observers_who_do_not_see_the_same(django_assert_num_queries):
    team, norm = both_ways((7, 7), (3, 5))
    figures = read(team)
    with django_assert_num_queries(1):
        (found,) = seen_differently(team=team, norm_id=norm.pk, weeks=figures)
    assert (found.more, found.less) == (Seen("self", 42, 42), Seen("observed", 18, 30))


def test_times_just_within_the_limit(django_assert_num_queries):
    team = make_balie()
    behaviour, _norm = norm_of()
    for seconds in [20] * 18 + [19, 18, 17, 21, 24]:
        log_contact(team, {behaviour: seconds}, occurred_at=NOW)
    (row,) = read(team)[WEEK].norms
    with django_assert_num_queries(1):
        found = heaped(team=team, norm=row.norm, weeks=[WEEK])
    assert (found.within, found.past) == (20, 1)
    with django_assert_num_queries(0):
        for other in (row.norm._replace(kind="rating"), row.norm._replace(threshold=14)):
            assert heaped(team=team, norm=other, weeks=[WEEK]) is None
