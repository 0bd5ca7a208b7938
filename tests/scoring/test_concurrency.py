"""Writers and readers at the same time, on PostgreSQL: SQLite has one writer and shows no race.

Every campaign asserts how much was done, and the same campaign with a recount that reads revision
and sums in two statements has to go wrong: otherwise it proves nothing.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from threading import Barrier, Event, Thread
from time import monotonic, sleep

import pytest
from django.db import connection, connections

from behaviours.models import Behaviour
from incidents.actions import (
    AlreadyWithdrawn,
    StaleVersion,
    correct_contact,
    record_contacts,
    withdraw_contact,
)
from incidents.judging import Entry, NewContact
from incidents.models import Incident, Origin, TeamWeek
from people.models import Team
from periods.week import Week
from scoring import recount as storing
from scoring.models import Tally
from scoring.queries import figures_by_team, team_figures
from scoring.sums import SumsRow, counted_sums, verified_sums
from tests.builders import NOW, log_contact, make_behaviour, make_norm, make_team
from tests.conftest import campaigns
from tests.scoring.naive import by_key, naive_contact_sums, naive_norm_sums

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

WEEK = Week.parse("2026-W47")
Work = Callable[[int], object]


def together(*works: Work) -> list[Exception]:
    """Run all at once, each in a thread and on a connection of its own; what they raised."""
    start, raised = Barrier(len(works)), []

    def run(number: int, work: Work) -> None:
        try:
            start.wait(30)
            work(number)
        except Exception as problem:  # handed to the test, which fails on it
            raised.append(problem)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def contact(team: Team, behaviour: Behaviour, seconds: int) -> NewContact:
    return NewContact(
        team=team,
        channel="phone",
        occurred_at=NOW,
        origin=Origin.SELF,
        entries={behaviour.pk: Entry(value=seconds)},
    )


@pytest.fixture
def behaviour() -> Behaviour:
    behaviour = make_behaviour()
    make_norm(behaviour)
    return behaviour


# Every log raises the revision by one, so a right recount has as many contacts as its revision.


def counted_together(keys: Sequence) -> tuple[list[SumsRow], dict]:
    return counted_sums(keys)


def counted_apart(keys: Sequence) -> tuple[list[SumsRow], dict]:
    """What not to do: sums from one statement, their revision from a later one."""
    rows, _ = counted_sums(keys)
    sleep(0.002)
    _, revisions = counted_sums(keys)
    return rows, revisions


def log_and_read(team: Team, behaviour: Behaviour, *, writers: int, each: int) -> Counter[str]:
    """Writers log, readers recount meanwhile; counts recounts, and those that were wrong."""
    did: Counter[str] = Counter()
    busy = Event()

    def write(number: int) -> None:
        for seconds in range(each):
            record_contacts(contacts=[contact(team, behaviour, seconds)], at=NOW)
            did["logged"] += 1
        if did["logged"] == writers * each:
            busy.set()

    def read(number: int) -> None:
        while not busy.is_set():
            team_figures(team=team, weeks=[WEEK])
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT s.counted_revision, c.contacts, t.observed FROM scoring_tallystate s"
                    " JOIN scoring_contacttally c ON (c.team_id, c.week) = (s.team_id, s.week)"
                    " JOIN scoring_tally t ON (t.team_id, t.week) = (s.team_id, s.week)"
                )
                for sums in cursor.fetchall():
                    did["compared"] += 1
                    did["wrong"] += len(set(sums)) > 1

    assert together(*[write] * writers, read, read) == []
    return did


def test_what_readers_store_while_eight_write_is_never_wrong(behaviour):
    did: Counter[str] = Counter()
    for _ in range(3):
        team = make_team()
        did += log_and_read(team, behaviour, writers=8, each=25)
        found = team_figures(team=team, weeks=[WEEK])[WEEK]
        assert (found.contacts, found.norms[0].observed, found.norms[0].met) == (200, 200, 21 * 8)
        assert TeamWeek.objects.get(team=team).revision == 200
        Tally.objects.all().delete()
    assert (did["logged"], did["wrong"]) == (600, 0)
    assert did["compared"] >= 30


def test_the_campaign_notices_a_recount_in_two_statements(behaviour, monkeypatch):
    monkeypatch.setattr(storing, "counted_sums", counted_apart)
    did = log_and_read(make_team(), behaviour, writers=8, each=25)
    assert did["logged"] == 200
    assert did["compared"] >= 10
    assert did["wrong"] > 0


def test_the_verification_notices_a_recount_in_two_statements(behaviour, monkeypatch):
    """A write between the two statements leaves a tally that is wrong and looks up to date."""
    team = make_team()
    log_contact(team, {behaviour: 10})

    def interrupted(keys: Sequence) -> tuple[list[SumsRow], dict]:
        rows, _ = counted_sums(keys)
        assert together(lambda _: log_contact(team, {behaviour: 10})) == []
        _, revisions = counted_sums(keys)
        return rows, revisions

    monkeypatch.setattr(storing, "counted_sums", interrupted)
    team_figures(team=team, weeks=[WEEK])
    assert not verified_sums().is_clean


def test_a_write_between_counting_and_storing_makes_a_tally_old_and_not_wrong(
    behaviour, monkeypatch
):
    team = make_team()
    log_contact(team, {behaviour: 10})

    def overtaken(keys: Sequence) -> tuple[list[SumsRow], dict]:
        counted = counted_sums(keys)
        assert together(lambda _: log_contact(team, {behaviour: 10})) == []
        return counted

    monkeypatch.setattr(storing, "counted_sums", overtaken)
    assert team_figures(team=team, weeks=[WEEK])[WEEK].contacts == 1
    verdict = verified_sums()
    assert (verdict.checked, verdict.skipped, verdict.is_clean) == (0, 1, True)
    monkeypatch.undo()
    assert team_figures(team=team, weeks=[WEEK])[WEEK].contacts == 2


def test_a_write_that_is_not_committed_is_in_neither_revision_nor_sums(behaviour):
    team = make_team()
    log_contact(team, {behaviour: 10})
    written, read = Event(), Event()

    def write(number: int) -> None:
        connection.set_autocommit(False)
        log_contact(team, {behaviour: 60})
        written.set()
        assert read.wait(30)
        connection.commit()

    def look(number: int) -> None:
        assert written.wait(30)
        try:
            found = team_figures(team=team, weeks=[WEEK])[WEEK]
            assert (found.contacts, found.norms[0].met) == (1, 1)
            assert verified_sums().checked == 1
        finally:
            read.set()

    assert together(write, look) == []
    assert team_figures(team=team, weeks=[WEEK])[WEEK].contacts == 2
    assert verified_sums().is_clean


def test_first_writers_of_a_week_make_one_journal_row(behaviour):
    for _ in range(20):
        team = make_team()
        write = lambda _, team=team: log_contact(team, {behaviour: 10})  # noqa: E731
        assert together(write, write, write) == []
        assert TeamWeek.objects.get(team=team).revision == 3
        assert team_figures(team=team, weeks=[WEEK])[WEEK].contacts == 3


def test_first_readers_of_a_week_store_it_once(behaviour):
    for _ in range(20):
        team = make_team()
        log_contact(team, {behaviour: 10})
        read = lambda _, team=team: team_figures(team=team, weeks=[WEEK])  # noqa: E731
        assert together(read, read, read) == []
        assert Tally.objects.filter(team=team).count() == 1
    assert verified_sums().checked == 20


def move_to_and_fro(rounds: int, behaviour: Behaviour) -> None:
    """Two contacts swap teams at once, over and over: no deadlock, and both teams right."""
    here, there = make_team(), make_team()
    keys = [log_contact(team, {behaviour: 10}).pk for team in (here, there)]

    def swap(number: int) -> None:
        for turn in range(rounds):
            row = Incident.objects.get(pk=keys[number])
            target = there if (number + turn) % 2 == 0 else here
            fresh = contact(target, behaviour, 10)
            correct_contact(incident=row, version=row.version, corrected=fresh, by=None, at=NOW)

    def read(number: int) -> None:
        for _ in range(rounds):
            figures_by_team(teams=[there, here], weeks=[WEEK])

    assert together(swap, swap, read) == []
    found = figures_by_team(teams=[here, there], weeks=[WEEK])
    assert sum(found[team][WEEK].contacts for team in (here, there)) == 2
    assert TeamWeek.objects.get(team=here).revision == 1 + 2 * rounds
    equal_to_naive([here, there])


def test_two_movers_in_opposite_directions_never_wait_in_a_ring(behaviour):
    move_to_and_fro(25, behaviour)


@pytest.mark.soak
def test_two_movers_in_opposite_directions_two_hundred_times(behaviour):
    move_to_and_fro(200, behaviour)


def equal_to_naive(teams: Sequence[Team]) -> int:
    """Assert that a recount, the tallies and a naive count agree; returns how many were checked."""
    figures_by_team(teams=teams, weeks=[WEEK, WEEK + 1])
    rows, _ = counted_sums([(team.pk, week.monday) for team in teams for week in (WEEK, WEEK + 1)])
    assert by_key(rows) == (naive_norm_sums(), naive_contact_sums())
    verdict = verified_sums()
    assert verdict.is_clean, verdict
    return verdict.checked


def everything_at_once(
    behaviours: Sequence[Behaviour], *, writers: int, seconds: float
) -> Counter[str]:
    """Log, correct, move and withdraw over three teams, and read, until the time is over."""
    teams = [make_team() for _ in range(3)]
    first = log_contact(teams[0], {behaviours[0]: 10})
    until = monotonic() + seconds
    did: Counter[str] = Counter()

    def write(number: int) -> None:
        chance = random.Random(number)
        while monotonic() < until:
            fresh = contact(chance.choice(teams), chance.choice(behaviours), chance.randint(0, 70))
            act = chance.choice(["log", "log", "correct", "withdraw"])
            try:
                if act == "log":
                    record_contacts(contacts=[fresh] * chance.randint(1, 3), at=NOW)
                else:
                    change(act, chance, fresh)
                did[act] += 1
            except (StaleVersion, AlreadyWithdrawn):
                did["overtaken"] += 1

    def change(act: str, chance: random.Random, fresh: NewContact) -> None:
        row = chance.choice(Incident.objects.counting().order_by("-pk")[:20] or [first])
        if act == "withdraw":
            withdraw_contact(incident=row, version=row.version, by=None, at=NOW, reason="dubbel")
        else:
            correct_contact(incident=row, version=row.version, corrected=fresh, by=None, at=NOW)

    def read(number: int) -> None:
        while monotonic() < until:
            for weeks in figures_by_team(teams=teams, weeks=[WEEK]).values():
                # One observation a contact: a torn snapshot would show here.
                did["torn"] += weeks[WEEK].contacts != sum(
                    row.observed for row in weeks[WEEK].norms
                )
            did["read"] += 1
            did["verified"] += verified_sums().is_clean
            did["differed"] += not verified_sums().is_clean

    assert together(*[write] * writers, read, read) == []
    did["checked"] = equal_to_naive(teams)
    return did


def test_everything_at_once_leaves_tallies_equal_to_a_naive_count(behaviour):
    did = everything_at_once([behaviour], writers=6, seconds=6)
    least = {"log": 60, "correct": 20, "withdraw": 20, "read": 10, "verified": 10, "checked": 3}
    assert {name: did[name] for name in least if did[name] < least[name]} == {}
    assert (did["torn"], did["differed"]) == (0, 0)


@pytest.mark.soak
def test_sixteen_writers_for_ten_minutes_leave_tallies_equal_to_a_naive_count(behaviour):
    did = everything_at_once([behaviour], writers=16, seconds=600)
    campaigns["sixteen writers"] = str(dict(did))
    assert did["log"] > 5_000
    assert did["read"] > 500
    assert (did["torn"], did["differed"], did["checked"]) == (0, 0, 3)


def test_a_counter_kept_by_read_add_save_loses_contacts(behaviour):
    """Why tallies are not kept so: the same writers, a sum that is read, added to and saved."""
    team = make_team()
    log_contact(team, {behaviour: 10})
    team_figures(team=team, weeks=[WEEK])

    def add(number: int) -> None:
        for _ in range(25):
            tally = Tally.objects.get(team=team)
            tally.observed += 1
            sleep(0.001)
            tally.save()

    assert together(*[add] * 8) == []
    assert Tally.objects.get(team=team).observed < 201
