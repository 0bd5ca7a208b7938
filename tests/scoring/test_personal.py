"""One person's contacts by norm and week: what counts, what is kept apart, what it costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.actions import withdraw_contact
from periods.week import Week, weeks_ending
from scoring.figures import Share
from scoring.personal import (
    PersonWeek,
    contacts_by_origin,
    difference,
    person_norms,
    weeks_shown,
)
from tests.builders import (
    NOW,
    TODAY,
    allow,
    log_contact,
    log_miss,
    make_barrier,
    make_behaviour,
    make_norm,
    make_person,
    make_team,
)

WEEK = Week.of(TODAY)
WEEKS = weeks_ending(WEEK, 26)
LAST_WEEK = NOW - timedelta(days=7)


@pytest.mark.parametrize(
    ("seen", "shown"),
    [(0, 8), (1, 8), (15, 8), (16, 8), (17, 9), (20, 10), (25, 13), (26, 13), (60, 13)],
)
def test_results_are_of_half_the_weeks_somebody_is_seen_and_of_8_to_13(seen: int, shown: int):
    first = WEEK - (seen - 1) if seen else None
    assert weeks_shown(first, WEEK) == shown


@pytest.mark.parametrize(
    ("now", "before", "differs"),
    [
        ((56, 70), (48, 80), True),
        ((5, 56), (0, 29), False),
        ((6, 7), (2, 7), True),
        ((4, 4), (0, 40), None),
        ((20, 20), (0, 4), None),
    ],
)
def test_a_difference_is_newcombes_and_none_under_five_seen(now, before, differs):
    found = difference(Share(*now), Share(*before))
    assert (found and found.is_difference) == differs


@pytest.fixture
def team(db):
    return make_team("Balie")


@pytest.fixture
def me(team):
    return make_person(team)


@pytest.fixture
def answer(db):
    behaviour = make_behaviour("TEL-01")
    make_norm(behaviour)
    return behaviour


def seen_of(me, **fields) -> dict[str, PersonWeek]:
    norms = person_norms(person=me, weeks=WEEKS, **fields)
    return {norm.norm.code: norm.pooled(WEEKS) for norm in norms}


def test_a_miss_by_what_was_not_the_persons_is_kept_apart_and_any_other_counts(team, me, answer):
    log_contact(team, {answer: 10}, employee=me, logged_by=me)
    log_miss(team, me, answer)
    log_miss(team, me, answer, make_barrier("not_thought_of", is_persons=True))
    log_miss(team, me, answer, make_barrier("too_busy"))
    assert seen_of(me) == {"TEL-01": PersonWeek(met=1, observed=3, not_applicable=0, apart=1)}


def test_nobody_elses_no_nameless_no_withdrawn_and_no_customers_word_count(team, me, answer):
    fields = {"employee": me, "logged_by": me}
    kept = log_contact(team, {answer: 10}, **fields)
    log_contact(team, {answer: 10}, employee=make_person(team))
    log_contact(team, {answer: 10}, origin="observed")
    log_contact(team, {answer: 10}, origin="customer", employee=me)
    gone = log_contact(team, {answer: 10}, **fields)
    withdraw_contact(incident=gone, version=gone.version, reason="dubbel", by=me, at=NOW)
    assert kept.counts
    assert seen_of(me) == {"TEL-01": PersonWeek(met=1, observed=1)}
    assert contacts_by_origin(person=me, weeks=WEEKS) == {"self": 1}


def test_what_an_observer_noted_by_name_counts_and_is_told_apart(team, me, answer):
    allow("named_contacts")
    log_contact(team, {answer: 10}, employee=me, logged_by=me)
    log_contact(team, {answer: 70}, employee=me, origin="observed")
    assert seen_of(me) == {"TEL-01": PersonWeek(met=1, observed=2)}
    assert contacts_by_origin(person=me, weeks=WEEKS) == {"observed": 1, "self": 1}


def test_an_extra_is_how_often_it_happened_of_what_was_seen(team, me):
    extra = make_behaviour("EXT-01", kind="extra")
    make_norm(extra)
    for happened in (1, 0, 0):
        log_contact(team, {extra: happened}, employee=me, logged_by=me)
    assert seen_of(me) == {"EXT-01": PersonWeek(met=1, observed=3)}


def test_with_a_team_only_what_was_seen_there(team, me, answer):
    elsewhere = make_team("Archief")
    log_contact(team, {answer: 10}, employee=me, logged_by=me)
    log_contact(elsewhere, {answer: 70}, employee=me, logged_by=me)
    assert seen_of(me) == {"TEL-01": PersonWeek(met=1, observed=2)}
    assert seen_of(me, team=team) == {"TEL-01": PersonWeek(met=1, observed=1)}
    assert contacts_by_origin(person=me, weeks=WEEKS, team=elsewhere) == {"self": 1}


def test_weeks_stand_apart_and_are_pooled_never_averaged(team, me, answer):
    for seconds in (10, 10, 10, 70):
        log_contact(team, {answer: seconds}, employee=me, logged_by=me)
    log_contact(team, {answer: 70}, employee=me, logged_by=me, occurred_at=LAST_WEEK)
    (norm,) = person_norms(person=me, weeks=WEEKS)
    assert norm.share([WEEK]) == Share(3, 4)
    assert norm.share([WEEK - 1]) == Share(0, 1)
    assert norm.share(WEEKS) == Share(3, 5)
    assert norm.share([WEEK - 2]) == Share(0, 0)


@pytest.mark.parametrize("norms", [1, 3])
def test_three_queries_whatever_was_seen(team, me, norms, django_assert_num_queries):
    behaviours = [make_behaviour() for _ in range(norms)]
    for behaviour in behaviours:
        make_norm(behaviour)
    log_contact(team, dict.fromkeys(behaviours, 10), employee=me, logged_by=me)
    with django_assert_num_queries(3):
        assert len(person_norms(person=me, weeks=WEEKS)) == norms


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL scans a table of one row")
def test_every_statement_starts_at_the_index_on_person_and_date(team, me, answer):
    log_contact(team, {answer: 10}, employee=me, logged_by=me)
    with CaptureQueriesContext(connection) as captured:
        person_norms(person=me, weeks=WEEKS)
        contacts_by_origin(person=me, weeks=WEEKS)
    statements = [query["sql"] for query in captured if "local_date" in query["sql"]]
    assert len(statements) == 3
    for statement in statements:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
            plan = " ".join(row[3] for row in cursor.fetchall())
        assert "incident_employee (employee_id=? AND local_date>? AND local_date<?)" in plan
        assert "SCAN incidents" not in plan
