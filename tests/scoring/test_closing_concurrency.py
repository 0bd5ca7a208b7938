"""Closing while others write and read, on PostgreSQL: what is not in the frozen figures is late.

Each race runs in many rounds from one starting line; the same with the count before the mark has
to go wrong.
"""

from collections import Counter
from datetime import timedelta
from threading import Event
from time import sleep

import pytest
from django.db import transaction

from incidents.actions import WeekClosed, correct_contact
from incidents.models import Incident, Latecomer, Observation, Promise, WeekClosing
from incidents.promises.actions import settle_promise
from periods.week import Week
from scoring import freezing
from scoring.freezing import close_and_freeze
from scoring.models import TallyState
from scoring.queries import team_figures
from scoring.recount import freeze
from scoring.sums import verified_sums
from tests.builders import NOW, TODAY, log_contact, make_behaviour, make_norm, make_team
from tests.incidents.promises.making import promise, promise_norm
from tests.scoring.test_concurrency import contact, together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

WEEK = Week.of(TODAY)
OVER = WEEK.ends_at + timedelta(hours=1)
ROUNDS = 10


@pytest.fixture
def behaviour():
    behaviour = make_behaviour()
    make_norm(behaviour)
    return behaviour


def closing(team, wait_seconds=0.0):
    def close(_number=0):
        sleep(wait_seconds)
        return close_and_freeze(team=team, week=WEEK, at=OVER, by=None)

    return close


def missed(team):
    return Observation.objects.filter(team=team, met=False).count()


def contacts_shown(team):
    return team_figures(team=team, weeks=[WEEK])[WEEK].contacts


def test_a_contact_is_in_the_frozen_figures_or_late_and_never_both_or_neither(behaviour):
    did: Counter[str] = Counter()
    for number in range(ROUNDS):
        team = make_team()
        log_contact(team, {behaviour: 10})
        # In half of the rounds closing begins a little later, so that both ends do happen.
        close = closing(team, wait_seconds=0.05 * (number % 2))

        def log(_number, team=team):
            for seconds in range(5):
                log_contact(team, {behaviour: seconds})

        assert together(close, log, close, log) == []
        mine = Incident.objects.filter(team=team)
        late = Latecomer.objects.filter(incident__team=team).count()
        assert (mine.count(), mine.filter(after_closing=True).count()) == (11, late)
        assert contacts_shown(team) == 11 - late
        did += Counter(late=late, in_time=11 - late)
    assert WeekClosing.objects.count() == ROUNDS
    assert min(did["late"], did["in_time"] - ROUNDS) > 0
    verdict = verified_sums()
    assert (verdict.is_clean, verdict.frozen) == (True, ROUNDS)


def test_a_count_before_the_mark_loses_a_contact_and_is_noticed(behaviour, monkeypatch):
    """The control: what is logged between the two would be in no figure and not late."""
    team = make_team()
    log_contact(team, {behaviour: 10})

    def counted_before_it_is_marked(**given):
        freeze((team.pk, WEEK.monday))
        assert together(lambda _: log_contact(team, {behaviour: 20})) == []
        return close_week(**given)

    close_week = freezing.close_week
    monkeypatch.setattr(freezing, "close_week", counted_before_it_is_marked)
    closing(team)()
    assert (contacts_shown(team), Latecomer.objects.count()) == (1, 0)
    assert not verified_sums().is_clean


def correcting(incident, behaviour, did):
    """The author, about whom it is not, makes a miss of it."""

    def work(_number):
        fresh = contact(incident.team, behaviour, 90)
        try:
            correct_contact(incident=incident, version=1, corrected=fresh, by=None, at=NOW)
            did["taken"] += 1
        except WeekClosed:
            did["refused"] += 1

    return work


def test_a_correction_is_in_the_frozen_figures_or_refused(behaviour):
    did: Counter[str] = Counter()
    for _ in range(ROUNDS):
        team = make_team()
        rows = [log_contact(team, {behaviour: 10}) for _ in range(3)]
        assert together(*[correcting(row, behaviour, did) for row in rows], closing(team)) == []
        shown = team_figures(team=team, weeks=[WEEK])[WEEK].norms[0]
        assert (shown.observed, shown.met) == (3, 3 - missed(team))
    assert did["taken"] + did["refused"] == 3 * ROUNDS
    assert verified_sums().is_clean


@pytest.mark.parametrize("first", ["close", "correct"])
def test_whoever_is_second_waits_for_the_first(behaviour, first):
    """Both orders, one inside the other: the second stands at the lock until the first is done."""
    team, did = make_team(), Counter()
    row = log_contact(team, {behaviour: 10})
    inside, started = Event(), Event()
    works = {"close": closing(team), "correct": correcting(row, behaviour, did)}

    def hold(_number):
        with transaction.atomic():
            works[first](0)
            inside.set()
            assert started.wait(30)
            sleep(0.3)

    def follow(_number):
        assert inside.wait(30)
        started.set()
        works["correct" if first == "close" else "close"](0)

    assert together(hold, follow) == []
    shown = team_figures(team=team, weeks=[WEEK])[WEEK].norms[0]
    expected = {"close": ("refused", 1), "correct": ("taken", 0)}[first]
    assert (next(iter(did)), shown.met) == expected
    assert verified_sums().is_clean


def test_a_promise_is_settled_in_the_frozen_figures_or_kept_after_closing(behaviour):
    promise_norm()
    for _ in range(ROUNDS):
        team = make_team()
        made = [promise(team) for _ in range(3)]

        def settle(number, made=made):
            settle_promise(promise=made[number % 3], how="kept", at=OVER, by=None)

        assert together(settle, settle, settle, closing(team)) == []
        shown = team_figures(team=team, weeks=[WEEK])[WEEK].norms[0]
        ended = Promise.objects.filter(kept_by=team)
        assert (shown.observed, shown.met) == (3, ended.filter(met=True).count())
        assert not ended.running().exists()
    assert verified_sums().is_clean


def test_no_recount_that_runs_meanwhile_shows_or_stores_another_figure(behaviour):
    did: Counter[str] = Counter()
    for _ in range(ROUNDS):
        team, closed = make_team(), Event()
        log_contact(team, {behaviour: 10})

        def close(_number, team=team, closed=closed):
            closing(team)()
            did["frozen"] = contacts_shown(team)
            closed.set()

        def log(_number, team=team):
            for seconds in range(8):
                log_contact(team, {behaviour: seconds})

        def read(_number, team=team, closed=closed):
            while not closed.is_set():
                contacts_shown(team)
                did["read"] += 1
            for _ in range(3):
                did["other"] += contacts_shown(team) != did["frozen"]

        assert together(close, log, read, read) == []
        assert TallyState.objects.get(team=team).frozen
    assert (did["other"], did["read"] > 0) == (0, True)
    assert verified_sums().is_clean
