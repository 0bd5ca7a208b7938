"""Storing a recount: by whom it is replaced, and that failing to store fails nothing else."""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest
from django.db import connection, connections

from incidents.models import TeamWeek
from periods.week import Week
from scoring import recount as storing
from scoring.models import ContactTally, Tally, TallyState
from scoring.queries import team_figures
from scoring.sums import CONTACT_SUMS, counted_sums
from tests.builders import log_contact, make_behaviour, make_norm, make_team
from tests.scoring.naive import up_to_date_equals_naive

WEEK = Week.parse("2026-W47")


@pytest.fixture
def team(transactional_db):
    team, behaviour = make_team(), make_behaviour()
    make_norm(behaviour)
    for seconds in (10, 60):
        log_contact(team, {behaviour: seconds})
    return team


def log_another(team):
    log_contact(team, {Tally.objects.first().behaviour: 10})


def met(team) -> list[tuple[int, int]]:
    found = team_figures(team=team, weeks=[WEEK])[WEEK]
    return [(row.met, row.observed) for row in found.norms]


@contextmanager
def read_only() -> Iterator[None]:
    """The database of a standby, for every transaction that begins from here on."""
    on, off = (
        (f"SET default_transaction_read_only = {state}" for state in ("on", "off"))
        if connection.vendor == "postgresql"
        else (f"PRAGMA query_only = {state}" for state in ("on", "off"))
    )
    with connection.cursor() as cursor:
        cursor.execute(on)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(off)


def warnings(caplog) -> list[str]:
    return [
        row.getMessage()
        for row in caplog.records
        if row.name == "scoring.recount" and row.levelno == logging.WARNING
    ]


def test_a_read_only_database_gives_the_figures_and_a_warning(team, caplog):
    with read_only():
        assert met(team) == [(1, 2)]
        assert met(team) == [(1, 2)]
    assert (Tally.objects.count(), TallyState.objects.count()) == (0, 0)
    assert len(warnings(caplog)) == 2
    assert warnings(caplog)[0].startswith("1 recounted team-weeks were not stored: ")


def test_a_read_only_database_never_shows_an_old_tally(team, caplog):
    met(team)
    log_another(team)
    with read_only():
        assert met(team) == [(2, 3)]
    assert Tally.objects.get().observed == 2
    assert met(team) == [(2, 3)]
    assert Tally.objects.get().observed == 3
    assert len(warnings(caplog)) == 1


def test_storing_that_fails_half_way_leaves_the_old_tallies_whole(team, caplog, monkeypatch):
    """A full disk may come between the delete and the insert."""
    met(team)
    log_another(team)
    monkeypatch.setattr(storing, "CONTACT_SUMS", [f"no_{name}" for name in CONTACT_SUMS])
    assert met(team) == [(2, 3)]
    assert len(warnings(caplog)) == 1
    assert (Tally.objects.get().observed, ContactTally.objects.get().contacts) == (2, 2)
    assert TallyState.objects.get().counted_revision == 2
    monkeypatch.undo()
    assert met(team) == [(2, 3)]
    assert up_to_date_equals_naive() == 2


def test_a_later_recount_is_not_overwritten_by_an_earlier_one(team):
    key = (team.pk, WEEK.monday)
    rows, revisions = counted_sums([key])
    met(team)
    log_another(team)
    met(team)
    storing._store(rows, revisions, storing.pooled_by_week(rows, revisions))
    assert TallyState.objects.get().counted_revision == 3
    assert Tally.objects.get().observed == 3


def test_a_recount_of_the_same_revision_is_not_stored_twice(team):
    rows, revisions = counted_sums([(team.pk, WEEK.monday)])
    met(team)
    before = Tally.objects.get().pk
    storing._store(rows, revisions, storing.pooled_by_week(rows, revisions))
    assert Tally.objects.get().pk == before


def test_a_week_without_journal_is_not_stored(transactional_db):
    team = make_team()
    assert storing.recount([(team.pk, WEEK.monday)]) == {}
    assert (TeamWeek.objects.count(), TallyState.objects.count()) == (0, 0)


def test_many_rows_are_stored_in_several_statements(team, monkeypatch):
    monkeypatch.setattr(storing, "ROWS_PER_INSERT", 3)
    behaviours = [make_behaviour() for _ in range(7)]
    for behaviour in behaviours:
        make_norm(behaviour)
    log_contact(team, dict.fromkeys(behaviours, 10))
    assert len(met(team)) == 8
    assert Tally.objects.count() == 8
    assert up_to_date_equals_naive() == 9


def in_another_thread(work: Callable[[], None]) -> Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    return thread


def while_somebody_holds(statement: str, work: Callable[[], object]) -> object:
    """What `work` gives while another connection has run `statement` and not committed."""
    held, finished = Event(), Event()

    def hold() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            held.set()
            finished.wait(30)
            cursor.execute("ROLLBACK")

    thread = in_another_thread(hold)
    assert held.wait(30)
    try:
        return work()
    finally:
        finished.set()
        thread.join()


@pytest.mark.postgresql
def test_a_header_that_somebody_holds_delays_a_page_by_little_and_fails_nothing(team, caplog):
    met(team)
    log_another(team)
    started = monotonic()
    lock = "BEGIN; SELECT 1 FROM scoring_tallystate FOR UPDATE"
    assert while_somebody_holds(lock, lambda: met(team)) == [(2, 3)]
    assert 0.9 < monotonic() - started < 5
    assert len(warnings(caplog)) == 1
    assert met(team) == [(2, 3)]
    assert Tally.objects.get().observed == 3


@contextmanager
def on_a_file(path: Path) -> Iterator[None]:
    """The SQLite database of the test, which is in memory, moved to a file others can open."""
    in_memory = connections["default"]
    with closing(sqlite3.connect(path)) as copy:
        in_memory.connection.backup(copy)
    on_file = in_memory.copy()
    on_file.settings_dict = in_memory.settings_dict | {"NAME": str(path)}
    connections["default"] = on_file
    try:
        # Before anybody holds it: connecting switches the new file to write-ahead logging.
        on_file.ensure_connection()
        yield
    finally:
        on_file.close()
        connections["default"] = in_memory


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has one writer at a time")
def test_a_busy_sqlite_delays_a_page_by_little_and_fails_nothing(team, tmp_path: Path, caplog):
    path = tmp_path / "klantgedrag.sqlite3"
    met(team)
    log_another(team)
    with on_a_file(path), closing(sqlite3.connect(path, isolation_level=None)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        started = monotonic()
        assert met(team) == [(2, 3)]
        assert 0.9 < monotonic() - started < 5
        assert len(warnings(caplog)) == 1
        with connection.cursor() as cursor:
            usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        assert usual == 20_000
        somebody.execute("ROLLBACK")
        assert met(team) == [(2, 3)]
        assert Tally.objects.get().observed == 3
