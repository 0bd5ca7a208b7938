"""The nightly check: that it looks at something, and that nothing wrong gets past it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from behaviours.models import Behaviour
from incidents.journal import raise_revisions
from incidents.judging import Entry
from incidents.models import NotAnsweredRule, Observation, Origin, TeamWeek
from periods.week import Week
from scoring.models import ContactTally, Tally, TallyState
from scoring.queries import team_figures
from scoring.sums import CONTACT_SUMS, NORM_SUMS
from tests.builders import log_contact, make_behaviour, make_norm, make_team

pytestmark = pytest.mark.django_db

WEEK = Week.parse("2026-W47")


def verify() -> str:
    out = StringIO()
    call_command("verify_tallies", stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def team():
    """A team whose tallies have something in every column."""
    team = make_team()
    quick, note = make_behaviour(code="TEL-01"), make_behaviour(kind=Behaviour.Kind.DO)
    tip = make_behaviour(kind=Behaviour.Kind.EXTRA)
    for behaviour in (quick, tip):
        make_norm(behaviour)
    make_norm(note, critical=True)
    log_contact(team, {quick: 10, note: 1, tip: 1})
    log_contact(team, {quick: 30, note: 0, tip: 0}, origin=Origin.CUSTOMER)
    log_contact(team, {quick: Entry.not_applicable(), note: Entry.not_observed()})
    for rule in NotAnsweredRule:
        log_contact(team, {quick: 75}, answered=False, not_answered_rule=rule)
    team_figures(team=team, weeks=[WEEK])
    return team


def test_it_says_how_much_it_checked(team):
    # Two norms and an extra from two origins, and the contacts of two origins.
    assert verify() == "Checked 1 team-weeks (8 tallies); skipped 0 as stale."


def test_an_empty_database_is_no_difference():
    assert verify() == "Checked 0 team-weeks (0 tallies); skipped 0 as stale."


def test_stale_and_never_read_weeks_are_skipped_and_numbered(team):
    quick = Behaviour.objects.get(code="TEL-01")
    other = make_team()
    log_contact(other, {quick: 10})
    assert verify() == "Checked 1 team-weeks (8 tallies); skipped 1 as stale."
    log_contact(team, {quick: 10})
    assert verify() == "Checked 0 team-weeks (0 tallies); skipped 2 as stale."
    team_figures(team=team, weeks=[WEEK])
    assert verify() == "Checked 1 team-weeks (8 tallies); skipped 1 as stale."


def test_tallies_of_another_formula_are_skipped(team):
    TallyState.objects.update(formula_version=0)
    Tally.objects.update(met=99)
    assert verify() == "Checked 0 team-weeks (0 tallies); skipped 1 as stale."


@pytest.mark.parametrize(
    ("model", "column"),
    [*((Tally, name) for name in NORM_SUMS), *((ContactTally, name) for name in CONTACT_SUMS)],
)
def test_one_wrong_sum_is_a_difference(team, model, column):
    row = model.objects.filter(**{f"{column}__gt": 0}).first()
    assert row is not None, "the fixture should have something in every column"
    model.objects.filter(pk=row.pk).update(**{column: F(column) + 1})
    with pytest.raises(CommandError, match="1 rows only in the recount, 1 only stored") as refused:
        verify()
    assert f"{column} {getattr(row, column) + 1}" in str(refused.value)
    assert f"{column} {getattr(row, column)}" in str(refused.value)
    assert refused.value.returncode == 1


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Tally, {"origin": Origin.SAMPLED}),
        (ContactTally, {"origin": Origin.SAMPLED}),
        (Tally, {"week": (WEEK + 1).monday}),
        (ContactTally, {"week": (WEEK + 1).monday}),
    ],
)
def test_a_sum_in_the_wrong_place_is_a_difference(team, model, change):
    row = model.objects.first()
    model.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(CommandError, match="Tallies differ"):
        verify()


@pytest.mark.parametrize("model", [Tally, ContactTally])
def test_a_lost_row_is_a_difference(team, model):
    model.objects.first().delete()
    with pytest.raises(CommandError, match="1 rows only in the recount, 0 only stored"):
        verify()


def test_a_row_too_many_is_a_difference(team):
    row = Tally.objects.first()
    Tally.objects.create(
        team=team, week=row.week, behaviour=row.behaviour, norm=row.norm, origin=Origin.SYSTEM,
        observed=1, met=1, happened=0, score_sum=0, not_applicable=0, not_observed=0,
    )  # fmt: skip
    with pytest.raises(CommandError, match="0 rows only in the recount, 1 only stored"):
        verify()


def test_a_write_past_the_journal_is_a_difference(team):
    """What an action that forgets to raise the revision would do."""
    Observation.objects.filter(met=True).update(met=False, score=0)
    with pytest.raises(CommandError, match="Tallies differ"):
        verify()


def test_a_journal_that_says_more_than_happened_is_only_stale(team):
    TeamWeek.objects.update(revision=F("revision") + 1)
    assert verify() == "Checked 0 team-weeks (0 tallies); skipped 1 as stale."
    team_figures(team=team, weeks=[WEEK])
    assert verify() == "Checked 1 team-weeks (8 tallies); skipped 0 as stale."


@pytest.mark.parametrize(
    "sums", ["[[],[],[],[],[],[],[],[],[],{}]", "[[1],[3],[3],[0],[0],[0],[0],[0],[0],{}]"]
)
def test_what_pages_show_is_held_against_the_tallies(team, sums):
    TallyState.objects.update(sums=sums)
    with pytest.raises(CommandError, match="differ from what pages show") as refused:
        verify()
    assert f"team {team.pk} {WEEK} (1 in all)" in str(refused.value)


def test_a_week_without_anything_is_checked_too(team):
    later = WEEK + 1
    raise_revisions([(team.pk, later.monday)])
    team_figures(team=team, weeks=[later])
    assert verify() == "Checked 2 team-weeks (8 tallies); skipped 0 as stale."


def test_it_takes_a_query_to_recount_and_two_to_hold_pages_against_tallies(
    team, django_assert_num_queries
):
    with django_assert_num_queries(3):
        verify()


def test_no_more_than_ten_rows_a_side_are_named(team):
    for _ in range(15):
        other = make_team()
        log_contact(other, {Behaviour.objects.get(code="TEL-01"): 10})
        team_figures(team=other, weeks=[WEEK])
    Tally.objects.update(met=99)
    with pytest.raises(CommandError, match="21 rows only in the recount") as refused:
        verify()
    # A heading, ten a side, and the headers that are out of step with these tallies.
    assert len(str(refused.value).splitlines()) == 22
