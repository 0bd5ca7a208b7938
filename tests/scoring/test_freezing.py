"""A closed week shows what it showed, whatever comes in later; a reopened one is counted again."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import F

from incidents.actions import correct_contact, withdraw_contact
from incidents.closing import WeekNotOver, close_week, closes_by_itself_at
from incidents.judging import Entry, NewContact
from incidents.models import Incident, Latecomer, Observation, Origin, TeamWeek, WeekClosing
from periods.week import Week
from scoring import queries, recount, sums, verifying
from scoring.freezing import close_and_freeze, close_what_is_due, reopen_and_thaw
from scoring.models import ContactTally, Tally, TallyState
from scoring.pooled import NOTHING, stored_sums
from scoring.queries import team_figures
from tests.builders import NOW, TODAY, log_contact, make_behaviour, make_norm, make_team, make_user

pytestmark = pytest.mark.django_db

WEEK = Week.of(TODAY)
OVER = WEEK.ends_at + timedelta(hours=10)
LATER = OVER + timedelta(days=1)


@pytest.fixture
def behaviour():
    behaviour = make_behaviour("TEL-01")
    make_norm(behaviour)
    return behaviour


@pytest.fixture
def me():
    return make_user()


@pytest.fixture
def team(behaviour, me):
    """A team with two contacts about me, of which one met the norm."""
    team = make_team()
    for seconds in (10, 60):
        log_contact(team, {behaviour: seconds}, employee=me, logged_by=me)
    return team


def close(team, at=OVER, by=None):
    return close_and_freeze(team=team, week=WEEK, at=at, by=by)


def reopen(team, by):
    return reopen_and_thaw(team=team, week=WEEK, at=LATER, by=by, reason="Import kwam te laat")


def figures(team):
    return team_figures(team=team, weeks=[WEEK])[WEEK]


def met(team):
    found = figures(team)
    return found.contacts, *((row.met, row.observed) for row in found.norms)


def withdraw(incident, by):
    incident.refresh_from_db()
    withdraw_contact(
        incident=incident, version=incident.version, by=by, at=LATER, reason="Dubbel genoteerd"
    )


def late():
    rows = Latecomer.objects.current().order_by("pk")
    return [(row.incident_id, row.kind) for row in rows]


def verify():
    out = StringIO()
    call_command("verify_tallies", stdout=out)
    return out.getvalue().splitlines()


def test_what_is_recorded_corrected_and_withdrawn_later_changes_no_figure(team, behaviour, me):
    close(team)
    before, rows = figures(team), list(Tally.objects.values())
    assert met(team) == (2, (1, 2))
    after = log_contact(team, {behaviour: 10})
    first, second = Incident.objects.filter(after_closing=False).order_by("pk")
    fresh = NewContact(
        team=team, channel="phone", occurred_at=NOW, origin="self",
        entries={behaviour.pk: Entry(value=90)},
    )  # fmt: skip
    correct_contact(incident=first, version=1, corrected=fresh, by=me, at=LATER)
    withdraw(second, me)
    assert figures(team) == before
    assert list(Tally.objects.values()) == rows
    assert late() == [(after.pk, "recorded"), (first.pk, "changed"), (second.pk, "changed")]


def test_a_contact_that_came_late_and_is_changed_later_stays_one_that_came_late(
    team, behaviour, me
):
    close(team)
    after = log_contact(team, {behaviour: 10}, employee=me, logged_by=me)
    withdraw(after, me)
    assert late() == [(after.pk, "recorded")]


def test_moved_out_of_a_closed_week_it_stays_in_its_figures(team, behaviour, me):
    close(team)
    moved = Incident.objects.order_by("pk")[0]
    there = NOW + timedelta(days=7)
    fresh = NewContact(
        team=team, channel="phone", occurred_at=there, origin="self",
        entries={behaviour.pk: Entry(value=10)},
    )  # fmt: skip
    correct_contact(incident=moved, version=1, corrected=fresh, by=me, at=LATER)
    assert met(team) == (2, (1, 2))
    assert team_figures(team=team, weeks=[WEEK.next])[WEEK.next].contacts == 1
    assert late() == [(moved.pk, "changed")]


def test_moved_into_a_closed_week_it_came_in_late(team, behaviour, me):
    last_week = NOW - timedelta(days=7)
    moved = log_contact(team, {behaviour: 10}, employee=me, logged_by=me, occurred_at=last_week)
    close(team)
    fresh = NewContact(
        team=team, channel="phone", occurred_at=NOW, origin="self",
        entries={behaviour.pk: Entry(value=10)},
    )  # fmt: skip
    correct_contact(incident=moved, version=1, corrected=fresh, by=me, at=LATER)
    assert (met(team), late()) == ((2, (1, 2)), [(moved.pk, "recorded")])
    assert verify()[1].startswith("Of these 1 are frozen")


def test_another_formula_leaves_frozen_figures_alone(team, monkeypatch):
    close(team)
    before = figures(team)
    for room in (sums, recount, verifying):
        monkeypatch.setattr(room, "FORMULA_VERSION", 2)
    assert figures(team) == before
    assert TallyState.objects.get().formula_version == 1
    assert verify() == [
        "Checked 0 team-weeks (0 tallies); skipped 0 as stale.",
        "Of these 0 are frozen, held against what there was at closing; "
        "1 more are frozen and held against their digest.",
    ]


def test_a_recount_that_began_before_closing_stores_nothing_over_it(team, behaviour):
    rows, revisions = sums.counted_sums([(team.pk, WEEK.monday)])
    log_contact(team, {behaviour: 10})
    close(team)
    later = {key: revision + 99 for key, revision in revisions.items()}
    recount._store(rows, later, recount.pooled_by_week(rows, later))
    assert met(team) == (3, (2, 3))


def test_a_reader_who_found_it_stale_before_closing_shows_what_was_frozen(
    team, behaviour, monkeypatch
):
    def stale_and_then_closed(keys):
        found = stored_sums(keys)
        close(team)
        log_contact(team, {behaviour: 10})
        return found

    monkeypatch.setattr(queries, "stored_sums", stale_and_then_closed)
    assert met(team) == (2, (1, 2))


def test_a_week_that_is_closed_and_opened_while_it_is_counted_is_counted_again(
    team, me, monkeypatch
):
    counted_sums = recount.counted_sums

    def closed_meanwhile(keys):
        monkeypatch.setattr(recount, "counted_sums", counted_sums)
        close(team)
        found = counted_sums(keys)
        reopen(team, me)
        return found

    monkeypatch.setattr(recount, "counted_sums", closed_meanwhile)
    assert met(team) == (2, (1, 2))


def test_a_week_without_anything_is_closed_as_that(behaviour):
    team = make_team()
    assert close(team)
    log_contact(team, {behaviour: 10})
    assert met(team) == (0,)


def test_a_week_that_is_not_over_is_neither_closed_nor_frozen(team):
    with pytest.raises(WeekNotOver):
        close(team, at=WEEK.ends_at - timedelta(seconds=1))
    assert (TallyState.objects.count(), WeekClosing.objects.count()) == (0, 0)


def test_closing_twice_changes_nothing(team, behaviour):
    assert close(team)
    log_contact(team, {behaviour: 10})
    before = list(TallyState.objects.values())
    assert not close(team, at=LATER)
    assert (list(TallyState.objects.values()), WeekClosing.objects.count()) == (before, 1)


def test_reopened_it_is_counted_again_and_closed_again_it_keeps_that(team, behaviour, me):
    close(team, by=me)
    log_contact(team, {behaviour: 10})
    assert reopen(team, me)
    assert (met(team), late()) == ((3, (2, 3)), [])
    assert TallyState.objects.get().frozen is False
    close(team, at=LATER)
    log_contact(team, {behaviour: 10})
    assert met(team) == (3, (2, 3))
    history = [
        (row.kind, row.by, row.at, row.reason) for row in WeekClosing.objects.order_by("revision")
    ]
    assert history == [
        ("closed", me, OVER, ""),
        ("reopened", me, LATER, "Import kwam te laat"),
        ("closed", None, LATER, ""),
    ]
    assert verify()[0] == "Checked 1 team-weeks (2 tallies); skipped 0 as stale."


def test_only_a_closed_week_is_reopened(team, me):
    assert not reopen(team, me)
    assert not WeekClosing.objects.exists()


def test_the_clock_closes_days_after_the_end_and_days_after_a_reopening(team, me):
    due = closes_by_itself_at(WEEK)
    assert due == WEEK.next.ends_at
    second = timedelta(seconds=1)
    assert (close_what_is_due(due - second), close_what_is_due(due)) == (0, 1)
    assert close_what_is_due(due) == 0
    reopen(team, me)
    again = closes_by_itself_at(WEEK, LATER)
    assert again == LATER + timedelta(days=7)
    assert (close_what_is_due(again - second), close_what_is_due(again)) == (0, 1)


def test_a_setting_says_how_many_days(settings):
    settings.WEEK_CLOSES_AFTER_DAYS = 3
    assert closes_by_itself_at(WEEK) == WEEK.ends_at + timedelta(days=3)


def test_what_an_earlier_release_closed_is_frozen_by_the_timer(team, behaviour):
    close_week(team=team, week=WEEK, at=OVER, by=None)
    log_contact(team, {behaviour: 10})
    before = TeamWeek.objects.get().revision
    assert close_what_is_due(OVER) == 0
    assert (TallyState.objects.get().frozen, met(team)) == (True, (2, (1, 2)))
    # Its figures changed: what rests on them is told so, and once.
    assert TeamWeek.objects.get().revision == before + 1
    assert close_what_is_due(OVER) == 0
    assert TeamWeek.objects.get().revision == before + 1
    assert verify()[0] == "Checked 1 team-weeks (2 tallies); skipped 0 as stale."


def test_frozen_tallies_are_verified_against_what_there_was_at_closing(team, behaviour):
    close(team)
    log_contact(team, {behaviour: 10})
    assert verify() == [
        "Checked 1 team-weeks (2 tallies); skipped 0 as stale.",
        "Of these 1 are frozen, held against what there was at closing; "
        "0 more are frozen and held against their digest.",
    ]


def test_a_frozen_week_that_was_put_right_later_is_named_apart(team, me):
    close(team)
    withdraw(Incident.objects.all()[0], me)
    assert verify() == [
        "Checked 0 team-weeks (0 tallies); skipped 0 as stale.",
        "Of these 0 are frozen, held against what there was at closing; "
        "1 more are frozen and held against their digest.",
    ]


@pytest.mark.parametrize("tamper", ["sum", "row lost", "row moved"])
@pytest.mark.parametrize("why", ["put right", "another formula"])
def test_a_frozen_week_that_is_named_apart_is_still_what_it_was(team, me, monkeypatch, tamper, why):
    close(team)
    if why == "put right":
        withdraw(Incident.objects.all()[0], me)
    else:
        for room in (sums, recount, verifying):
            monkeypatch.setattr(room, "FORMULA_VERSION", 2)
    assert len(verify()) == 2
    if tamper == "sum":
        Tally.objects.update(met=F("met") + 1)
    elif tamper == "row lost":
        ContactTally.objects.all().delete()
    else:
        Tally.objects.update(origin=Origin.OBSERVED)
    with pytest.raises(CommandError, match=rf"frozen ones were altered: team {team.pk} 2026-W47 "):
        verify()


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: Tally.objects.update(met=F("met") + 1),
        lambda: ContactTally.objects.update(contacts=F("contacts") - 1),
        lambda: Observation.objects.filter(met=True).update(met=False, score=0),
        lambda: Incident.objects.update(origin=Origin.SYSTEM),
    ],
)
def test_a_frozen_sum_or_contact_that_was_tampered_with_is_a_difference(team, behaviour, tamper):
    close(team)
    log_contact(team, {behaviour: 30})
    tamper()
    with pytest.raises(CommandError, match="Tallies differ"):
        verify()


def test_the_journal_of_a_closed_week_still_rises(team, behaviour):
    close(team)
    row = TeamWeek.objects.get()
    log_contact(team, {behaviour: 10})
    row.refresh_from_db()
    assert (row.closed_revision, row.revision) == (3, 4)


def test_frozen_tallies_have_a_digest_and_others_none(team):
    fields = {"week": WEEK.monday, "counted_revision": 1, "sums": NOTHING.text}
    assert TallyState.objects.create(team=make_team(), frozen=True, digest="x", **fields).pk
    assert TallyState.objects.create(team=make_team(), **fields).pk
    name = "tally_state_frozen_with_a_digest"
    for odd in ({"frozen": True}, {"digest": "x"}):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            TallyState.objects.create(team=team, **odd, **fields)
    with pytest.raises(IntegrityError, match="tally_state_has_sums"), transaction.atomic():
        TallyState.objects.create(team=team, **fields | {"sums": ""})
