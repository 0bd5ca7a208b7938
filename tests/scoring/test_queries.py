"""The figures of a team: right, in order, of every week asked, in a constant number of queries."""

from datetime import date, timedelta

import pytest
from django.db import connection

from behaviours.models import Behaviour
from incidents.actions import correct_contact, record_contacts, withdraw_contact
from incidents.journal import raise_revisions
from incidents.judging import Entry, Judge, NewContact
from incidents.models import Incident, NotAnsweredRule, Observation, Origin, TeamWeek
from periods.week import Week, weeks_ending
from scoring import sums
from scoring.figures import Share
from scoring.models import ContactTally, Tally, TallyState
from scoring.queries import figures_by_team, team_figures
from tests.builders import NOW, log_contact, make_behaviour, make_norm, make_root, make_team

pytestmark = pytest.mark.django_db

WEEK = Week.parse("2026-W47")
#: Sums of the weeks, and the norms they are of.
FRESH = 2
#: On top: counting, and storing: savepoint, headers, two deletes, two inserts, release, and what
#: keeps the wait short (on PostgreSQL one statement, on SQLite two).
STALE = {"sqlite": 12, "postgresql": 11}


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def quick():
    """A behaviour with a norm of 20 seconds, 0 points from 60."""
    behaviour = make_behaviour(code="TEL-01")
    make_norm(behaviour, weight=2)
    return behaviour


def figures(team, week=WEEK):
    return team_figures(team=team, weeks=[week])[week]


def test_a_week_without_contacts_is_empty_and_never_0_or_100(team):
    found = figures(team)
    assert (found.week, found.contacts, found.norms) == (WEEK, 0, ())
    assert found.fully_in_order == Share(0, 0)
    assert found.critical_in_order == Share(0, 0)
    assert (found.contacts_by_origin, found.not_answered) == ({}, {})
    assert found.score_points is None
    assert found.score_interval is None


def test_every_asked_week_is_there_in_the_order_asked_and_no_other(team, quick):
    log_contact(team, {quick: 10})
    weeks = [WEEK, WEEK - 5, WEEK - 1]
    assert list(team_figures(team=team, weeks=weeks)) == weeks
    assert team_figures(team=team, weeks=[]) == {}


def test_a_week_asked_twice_is_counted_once(team, quick):
    log_contact(team, {quick: 10})
    assert team_figures(team=team, weeks=[WEEK, WEEK])[WEEK].contacts == 1


def test_the_sums_of_a_measured_norm(team, quick):
    for seconds in (10, 20, 21, 40, 75):
        log_contact(team, {quick: seconds})
    log_contact(team, {quick: Entry.not_applicable()})
    log_contact(team, {quick: Entry.not_observed()})
    log_contact(team, {quick: Entry(answer=True)})
    found = figures(team)
    row = found.norms[0]
    assert (found.contacts, row.observed, row.met, row.happened) == (8, 6, 3, 0)
    # 20 s is met; 21, 40 and 75 s score 0.975, 0.5 and 0.
    assert row.score_sum == 10_000 * 3 + 9_750 + 5_000
    assert (row.not_applicable, row.not_observed) == (1, 1)
    assert found.fully_in_order == Share(3, 6)
    assert found.critical_in_order == Share(0, 0)


def test_an_extra_is_seen_or_happens_and_is_in_no_score_and_no_flag(team):
    tip = make_behaviour(code="VRP-02", kind=Behaviour.Kind.EXTRA)
    make_norm(tip)
    for entry in (1, 0, 0, Entry.not_observed()):
        log_contact(team, {tip: entry})
    found = figures(team)
    row = found.norms[0]
    assert (row.observed, row.met, row.happened, row.score_sum) == (3, 0, 1, 0)
    assert (row.met_share, row.score_points) == (Share(1, 3), None)
    assert (found.contacts, found.fully_in_order, found.score_points) == (4, Share(0, 0), None)


def test_a_critical_norm_has_its_own_figure(team, quick):
    note = make_behaviour(code="TBN-01", kind=Behaviour.Kind.DO)
    make_norm(note, critical=True, weight=3)
    log_contact(team, {quick: 10, note: 0})
    log_contact(team, {quick: 60, note: 1})
    log_contact(team, {quick: 10, note: Entry.not_applicable()})
    found = figures(team)
    assert found.fully_in_order == Share(1, 3)
    assert found.critical_in_order == Share(1, 2)
    # Weights 2 and 3: (2 x (1 + 0 + 1) + 3 x (0 + 1)) / (2 x 3 + 3 x 2).
    assert found.score_points == pytest.approx(100 * 7 / 12)


def test_customers_are_counted_apart_and_pooled_with_nobody(team, quick):
    log_contact(team, {quick: 10}, origin=Origin.SELF)
    log_contact(team, {quick: 10}, origin=Origin.OBSERVED)
    log_contact(team, {quick: 75}, origin=Origin.CUSTOMER)
    found = figures(team)
    assert found.contacts == 2
    assert found.contacts_by_origin == {"customer": 1, "observed": 1, "self": 1}
    assert (found.norms[0].observed, found.norms[0].met) == (2, 2)
    assert found.fully_in_order == Share(2, 2)


def test_a_norm_only_customers_spoke_about_is_not_among_the_figures(team, quick):
    log_contact(team, {quick: 75}, origin=Origin.CUSTOMER)
    found = figures(team)
    assert (found.contacts, found.norms) == (0, ())
    assert found.contacts_by_origin == {"customer": 1}


def test_contacts_nobody_answered_are_counted_under_their_rule(team, quick):
    for rule in (NotAnsweredRule.BY_WAIT, NotAnsweredRule.BY_WAIT, NotAnsweredRule.NOT_MET):
        log_contact(team, {quick: 75}, answered=False, not_answered_rule=rule)
    log_contact(team, {quick: 10})
    assert figures(team).not_answered == {"by_wait": 2, "not_met": 1}


def test_a_value_without_a_norm_is_in_no_sum(team):
    bare = make_behaviour(code="TEL-09")
    new = NewContact(
        team=team,
        channel="phone",
        occurred_at=NOW,
        origin=Origin.SYSTEM,
        entries={bare.pk: Entry(value=5)},
    )
    judge = Judge(stores_unjudged=True)
    record_contacts(contacts=[new], at=NOW, judge=judge)
    assert Observation.objects.count() == 1
    assert (figures(team).contacts, figures(team).norms) == (1, ())


def test_norms_stand_by_code_and_then_by_start(team):
    late, early = make_behaviour(code="Z-1"), make_behaviour(code="A-1")
    make_norm(late)
    first = make_norm(early)
    second = make_norm(early, starts_on=date(2026, 11, 18))
    log_contact(team, {late: 5, early: 5}, occurred_at=NOW + timedelta(days=3))
    log_contact(team, {early: 5})
    norms = [row.norm for row in figures(team).norms]
    assert [(norm.code, norm.pk) for norm in norms] == [
        ("A-1", first.pk),
        ("A-1", second.pk),
        ("Z-1", norms[2].pk),
    ]


def test_teams_and_weeks_do_not_leak_into_each_other(team, quick):
    other = make_team()
    log_contact(team, {quick: 10})
    log_contact(other, {quick: 60})
    log_contact(team, {quick: 60}, occurred_at=NOW + timedelta(weeks=1))
    found = figures_by_team(teams=[team, other], weeks=[WEEK, WEEK + 1])
    met = {
        (key, week): [row.met for row in figures.norms]
        for key, weeks in found.items()
        for week, figures in weeks.items()
    }
    assert met == {
        (team, WEEK): [1],
        (team, WEEK + 1): [0],
        (other, WEEK): [0],
        (other, WEEK + 1): [],
    }


def test_a_correction_a_withdrawal_and_a_move_are_read_at_once(team, quick):
    contact = log_contact(team, {quick: 60})
    assert figures(team).norms[0].met == 0
    other = make_team()
    moved = NewContact(
        team=other,
        channel="phone",
        occurred_at=NOW,
        origin=Origin.SELF,
        entries={quick.pk: Entry(value=10)},
    )
    correct_contact(incident=contact, version=1, corrected=moved, by=None, at=NOW)
    assert (figures(team).contacts, figures(other).norms[0].met) == (0, 1)
    withdraw_contact(incident=contact, version=2, by=None, at=NOW, reason="dubbel")
    assert (figures(other).contacts, figures(other).norms) == (0, ())


def test_a_week_that_lost_its_last_contact_is_stored_as_empty(team, quick):
    contact = log_contact(team, {quick: 60})
    figures(team)
    withdraw_contact(incident=contact, version=1, by=None, at=NOW, reason="dubbel")
    assert figures(team).contacts == 0
    assert (Tally.objects.count(), ContactTally.objects.count()) == (0, 0)
    assert TallyState.objects.get().counted_revision == TeamWeek.objects.get().revision == 2


def fill(teams, weeks, behaviours):
    """One contact for each of the teams and weeks, with every behaviour."""
    for team in teams:
        for week in weeks:
            back = WEEK - week
            log_contact(
                team, dict.fromkeys(behaviours, 10), occurred_at=NOW - timedelta(weeks=back)
            )


@pytest.mark.parametrize(("weeks", "norms"), [(1, 1), (3, 3), (13, 40)])
def test_reading_takes_as_many_queries_for_one_week_as_for_many(
    team, weeks, norms, django_assert_num_queries
):
    behaviours = [make_behaviour() for _ in range(norms)]
    for behaviour in behaviours:
        make_norm(behaviour)
    span = weeks_ending(WEEK, weeks)
    fill([team], span, behaviours)
    with django_assert_num_queries(STALE[connection.vendor]):
        stale = team_figures(team=team, weeks=span)
    with django_assert_num_queries(FRESH):
        fresh = team_figures(team=team, weeks=span)
    assert fresh == stale
    assert [figures.contacts for figures in fresh.values()] == [1] * weeks
    assert [len(figures.norms) for figures in fresh.values()] == [norms] * weeks


def test_reading_takes_as_many_queries_for_many_teams(quick, django_assert_num_queries):
    teams = [make_team() for _ in range(5)]
    fill(teams, [WEEK], [quick])
    with django_assert_num_queries(STALE[connection.vendor]):
        stale = figures_by_team(teams=teams, weeks=[WEEK])
    with django_assert_num_queries(FRESH):
        assert figures_by_team(teams=teams, weeks=[WEEK]) == stale


def test_only_the_stale_week_of_a_span_is_counted_again(team, quick):
    span = weeks_ending(WEEK, 13)
    fill([team], span, [quick])
    team_figures(team=team, weeks=span)
    before = dict(TallyState.objects.values_list("week", "pk"))
    tallies = dict(Tally.objects.values_list("week", "pk"))
    log_contact(team, {quick: 10})
    team_figures(team=team, weeks=span)
    assert dict(TallyState.objects.values_list("week", "pk")) == before
    changed = {week for week, pk in Tally.objects.values_list("week", "pk") if tallies[week] != pk}
    assert changed == {WEEK.monday}


def test_what_is_up_to_date_is_not_counted_again(team, quick):
    """Shown by changing a contact behind the journal's back."""
    contact = log_contact(team, {quick: 10})
    figures(team)
    Observation.objects.filter(incident=contact).update(met=False, score=0)
    assert figures(team).norms[0].met == 1
    raise_revisions([(team.pk, WEEK.monday)])
    assert figures(team).norms[0].met == 0


def test_another_formula_version_is_counted_again(team, quick):
    log_contact(team, {quick: 10})
    figures(team)
    TallyState.objects.update(formula_version=0)
    Tally.objects.update(met=99)
    assert figures(team).norms[0].met == 1
    assert TallyState.objects.get().formula_version == sums.FORMULA_VERSION


def test_a_tally_without_a_header_is_not_believed(team, quick):
    log_contact(team, {quick: 10})
    figures(team)
    TallyState.objects.all().delete()
    Tally.objects.update(met=99)
    assert figures(team).norms[0].met == 1


def test_norms_of_every_node_are_found(team):
    own, inherited = make_behaviour(code="A"), make_behaviour(code="B")
    make_norm(own, team)
    make_norm(inherited, make_root())
    log_contact(team, {own: 10, inherited: 10})
    assert [row.norm.behaviour_id for row in figures(team).norms] == [own.pk, inherited.pk]
    assert Incident.objects.get().fully_in_order is True
