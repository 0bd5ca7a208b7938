"""What pages read of a team-week is what its tallies add up to, and survives being stored."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from hypothesis import given
from hypothesis import strategies as st

from incidents.journal import raise_revisions
from incidents.models import Origin
from periods.week import Week
from scoring.freezing import close_and_freeze
from scoring.models import PROMISE, TallyState
from scoring.pooled import Pooled, pooled, stored_sums
from scoring.queries import team_figures
from scoring.sums import SumsRow
from scoring.verifying import altered, out_of_step
from tests.builders import NOW, TODAY, log_contact, make_behaviour, make_norm, make_team

WEEK = Week.of(TODAY)
WEEK_AGO = NOW - timedelta(days=7)
SUMS = st.tuples(*[st.integers(0, 2**40)] * 6)
ORIGINS = [*Origin.values, PROMISE]


def of_norm(norm_id: int, origin: str, *sums: int) -> SumsRow:
    return SumsRow._make(("norm", 1, WEEK.monday, 1, norm_id, origin, *sums, 0, 0))


def of_contacts(origin: str, *sums: int) -> SumsRow:
    return SumsRow._make(("contact", 1, WEEK.monday, 0, 0, origin, *sums))


def test_norms_are_added_up_over_origins_and_what_others_saw_is_known_apart():
    found = pooled([
        of_norm(7, "self", 10, 8, 0, 80_000, 2, 1),
        of_norm(7, "observed", 4, 3, 0, 30_000, 0, 0),
        of_norm(7, "sampled", 1, 0, 0, 0, 0, 1),
        of_norm(3, PROMISE, 5, 4, 0, 40_000, 0, 0),
    ])  # fmt: skip
    assert found.norms == {
        3: (5, 4, 0, 40_000, 0, 0, 0, 0),
        7: (15, 11, 0, 110_000, 2, 2, 5, 3),
    }
    assert list(found.norm_id) == [3, 7]


def test_customers_stand_apart_among_contacts_and_in_no_norm():
    found = pooled([
        of_norm(7, "customer", 10, 8, 0, 80_000, 0, 0),
        of_contacts("customer", *range(8)),
        of_contacts("self", *range(10, 18)),
    ])  # fmt: skip
    assert (found.norms, found.contacts) == (
        {},
        {"customer": tuple(range(8)), "self": tuple(range(10, 18))},
    )


def test_of_an_extra_counts_how_often_it_happened_and_of_others_how_often_it_was_met():
    found = pooled([of_norm(1, "self", 9, 0, 4, 0, 0, 0), of_norm(2, "self", 9, 5, 0, 0, 0, 0)])
    assert list(found.reached) == [4, 5]


@st.composite
def tallies(draw: st.DrawFn) -> list[SumsRow]:
    """The rows of one team-week: each norm once from an origin, and contacts of some origins."""
    keys = draw(st.sets(st.tuples(st.integers(1, 4), st.sampled_from(ORIGINS))))
    origins = draw(st.sets(st.sampled_from(Origin.values)))
    norms = [of_norm(*key, *draw(SUMS)) for key in sorted(keys)]
    return norms + [of_contacts(origin, *draw(SUMS), 0, 0) for origin in sorted(origins)]


@given(tallies(), st.randoms())
def test_it_is_the_same_in_whatever_order_it_is_added_up_and_however_often_it_is_stored(
    rows, chance
):
    found, shuffled = pooled(rows), list(rows)
    chance.shuffle(shuffled)
    assert pooled(shuffled).text == found.text
    stored = Pooled.from_text(found.text)
    assert (stored.norms, stored.text) == (found.norms, found.text)
    staff = [row for row in rows if row.part == "norm" and row.origin != "customer"]
    for column, place in zip(Pooled._fields[1:7], range(6, 12), strict=True):
        assert sum(getattr(found, column)) == sum(row[place] for row in staff)
    others = [row for row in staff if row.origin not in ("self", PROMISE)]
    assert sum(found.observed_by_others) == sum(row.s1 for row in others)
    assert sum(found.met_by_others) == sum(row.s2 for row in others)


@pytest.fixture
def team(db):
    """A team with a week that was read, one that was written to since, and one with neither."""
    team, behaviour = make_team(), make_behaviour()
    make_norm(behaviour)
    for week, moment in ((WEEK, NOW), (WEEK - 1, WEEK_AGO)):
        for origin in ("self", "observed", "customer"):
            log_contact(team, {behaviour: 10}, occurred_at=moment, origin=origin)
        team_figures(team=team, weeks=[week])
    log_contact(team, {behaviour: 10}, occurred_at=WEEK_AGO)
    return team


def test_what_is_up_to_date_is_read_and_what_is_behind_is_named(team, django_assert_num_queries):
    keys = [(team.pk, (WEEK - back).monday) for back in range(3)]
    with django_assert_num_queries(1):
        found = stored_sums(keys)
    assert [list(sums.observed) for sums in found.read().values()] == [[2]]
    assert (list(found.texts), found.stale) == (keys[:1], {keys[1]})
    assert found.revisions == 3 + 4


def test_of_no_team_weeks_nothing_is_asked(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert stored_sums([]).read() == {}


def test_a_database_of_before_shows_the_same_after_the_upgrade(transactional_db):
    team, behaviour, extra = make_team(), make_behaviour(), make_behaviour(kind="extra")
    for each in (behaviour, extra):
        make_norm(each)
    for back in range(3):
        at = NOW - timedelta(days=7 * back)
        for origin in ("self", "observed", "customer", "sampled"):
            log_contact(team, {behaviour: 10, extra: 1}, occurred_at=at, origin=origin)
    raise_revisions([(team.pk, (WEEK - 3).monday)])
    team_figures(team=team, weeks=[WEEK - back for back in range(4)])
    for week in (WEEK - 2, WEEK - 3):
        close_and_freeze(team=team, week=week, at=NOW + timedelta(days=20), by=None)
    log_contact(team, {behaviour: 90}, occurred_at=WEEK_AGO)
    before = list(TallyState.objects.order_by("week").values())
    assert [state["frozen"] for state in before] == [True, True, False, False]
    for migration in ("0005_frozen", "0006_sums_in_the_header"):
        MigrationExecutor(connection).migrate([("scoring", migration)])
    assert list(TallyState.objects.order_by("week").values()) == before
    assert (out_of_step(), altered()) == ([], [])
