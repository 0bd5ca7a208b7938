"""Counting stale team-weeks again, and keeping the result for the next reader.

Nothing pushes into tallies. A write raises the revision of its team-week; a reader who finds
tallies of another revision counts again. Revision and sums come from one statement, so tallies
may be old but never wrong.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper

from incidents.journal import TeamWeekKey
from periods.local_time import as_date
from scoring.models import FORMULA_VERSION
from scoring.pooled import Pooled, Stored, pooled, stored_sums
from scoring.sums import CONTACT_SUMS, NORM_SUMS, SumsRow, counted_sums
from scoring.verifying import digest_of

logger = logging.getLogger(__name__)

#: So many rows go into one statement; SQLite takes 32,766 parameters at most.
ROWS_PER_INSERT = 2_000

#: A page waits no longer than this for another writer before it does without storing.
LONGEST_WAIT_MS = 1_000

# Locks each header it meets, also where it changes nothing, and returns only those it changed.
_CLAIM = """
INSERT INTO scoring_tallystate
    (team_id, week, counted_revision, formula_version, sums, frozen, digest)
VALUES {rows}
ON CONFLICT (team_id, week) DO UPDATE
SET counted_revision = excluded.counted_revision, formula_version = excluded.formula_version,
    sums = excluded.sums, frozen = excluded.frozen, digest = excluded.digest
WHERE NOT scoring_tallystate.frozen AND (
    scoring_tallystate.counted_revision < excluded.counted_revision
    OR scoring_tallystate.formula_version <> excluded.formula_version
    OR excluded.frozen
)
RETURNING team_id, week
"""


def recount(keys: Iterable[TeamWeekKey]) -> dict[TeamWeekKey, Pooled]:
    """The sums of these team-weeks, counted now, and stored where the database allows it.

    A database that is read-only, full or busy is noted in the log and changes nothing else. Of a
    week that was closed and frozen meanwhile it gives the frozen sums; one that was never written
    to is not in it.
    """
    asked = set(keys)
    if not asked:
        return {}
    rows, revisions = counted_sums(asked)
    sums = pooled_by_week(rows, revisions)
    try:
        with _waiting_briefly():
            _store(rows, revisions, sums)
    except DatabaseError as problem:
        logger.warning("%d recounted team-weeks were not stored: %s", len(revisions), problem)
    return sums | up_to_date(stored_sums(asked - revisions.keys()))


def up_to_date(stored: Stored) -> dict[TeamWeekKey, Pooled]:
    """What is stored, with what is stale counted again."""
    return stored.read() | recount(stored.stale)


def freeze(key: TeamWeekKey) -> bool:
    """Count this team-week a last time and keep that, unless it was frozen before: returns whether.

    Part of closing it, in its transaction and after its journal was marked: whoever writes to the
    team-week is done, or waits for that mark and comes after it.
    """
    rows, revisions = counted_sums([key], as_closed=True)
    with connection.cursor() as cursor:
        sums = pooled_by_week(rows, revisions)
        _replace(cursor, rows, revisions, sums, digest=digest_of(rows))
    return bool(revisions)


@contextmanager
def _waiting_briefly() -> Iterator[None]:
    """Make SQLite give up soon when somebody else is writing: a reader is waiting for the page."""
    if connection.vendor != "sqlite":
        yield
        return
    usual = connection.settings_dict["OPTIONS"].get("timeout", 5)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {LONGEST_WAIT_MS}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(usual * 1_000)}")


def pooled_by_week(
    rows: Iterable[SumsRow], keys: Iterable[TeamWeekKey]
) -> dict[TeamWeekKey, Pooled]:
    """What these rows add up to, team-week by team-week; those without rows are empty."""
    by_key: dict[TeamWeekKey, list[SumsRow]] = {key: [] for key in keys}
    for row in rows:
        by_key[row.key].append(row)
    return {key: pooled(found) for key, found in by_key.items()}


def _store(
    rows: Sequence[SumsRow],
    revisions: Mapping[TeamWeekKey, int],
    sums: Mapping[TeamWeekKey, Pooled],
) -> None:
    """Replace the tallies of each team-week, unless they are of this revision or a later one."""
    if not revisions:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL lock_timeout = {LONGEST_WAIT_MS}")
        _replace(cursor, rows, revisions, sums)


def _replace(
    cursor: CursorWrapper,
    rows: Sequence[SumsRow],
    revisions: Mapping[TeamWeekKey, int],
    sums: Mapping[TeamWeekKey, Pooled],
    *,
    digest: str = "",
) -> None:
    """Put these sums in the place of what is stored; with a digest they are frozen."""
    claimed = _claim(cursor, revisions, sums, digest) if revisions else set()
    if not claimed:
        return
    for table in ("scoring_tally", "scoring_contacttally"):
        _delete(cursor, table, claimed)
    # In the order of the index: a page that reads one team then finds its rows side by side.
    mine = sorted(row for row in rows if row.key in claimed)
    norms, contacts = (_part(mine, part) for part in ("norm", "contact"))
    columns = ("team_id", "week", "behaviour_id", "norm_id", "origin", *NORM_SUMS)
    _insert(cursor, "scoring_tally", columns, [
        (*_columns(row.key), row.behaviour_id, row.norm_id, row.origin, *row.norm_sums)
        for row in norms
    ])  # fmt: skip
    columns = ("team_id", "week", "origin", *CONTACT_SUMS)
    _insert(cursor, "scoring_contacttally", columns, [
        (*_columns(row.key), row.origin, *row.sums) for row in contacts
    ])  # fmt: skip


def _claim(
    cursor: CursorWrapper,
    revisions: Mapping[TeamWeekKey, int],
    sums: Mapping[TeamWeekKey, Pooled],
    digest: str,
) -> set[TeamWeekKey]:
    """Lock the headers in order; returns the team-weeks whose tallies are ours to replace."""
    frozen, ordered = bool(digest), sorted(revisions)
    parameters = [
        part
        for key in ordered
        for part in (
            *_columns(key), revisions[key], FORMULA_VERSION, sums[key].text, frozen, digest,
        )
    ]  # fmt: skip
    rows = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(ordered))
    cursor.execute(_CLAIM.format(rows=rows), parameters)
    return {(team_id, as_date(week)) for team_id, week in cursor.fetchall()}


def _delete(cursor: CursorWrapper, table: str, keys: Collection[TeamWeekKey]) -> None:
    values = ", ".join(["(%s, %s)"] * len(keys))
    statement = f"DELETE FROM {table} WHERE (team_id, week) IN (VALUES {values})"  # noqa: S608
    cursor.execute(statement, [part for key in keys for part in _columns(key)])


def _insert(
    cursor: CursorWrapper,
    table: str,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    one = f"({', '.join(['%s'] * len(columns))})"
    for start in range(0, len(rows), ROWS_PER_INSERT):
        batch = rows[start : start + ROWS_PER_INSERT]
        values = ", ".join([one] * len(batch))
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {values}"  # noqa: S608
        cursor.execute(statement, [value for row in batch for value in row])


def _columns(key: TeamWeekKey) -> tuple[Any, ...]:
    team_id, week = key
    return team_id, connection.ops.adapt_datefield_value(week)


def _part(rows: Iterable[SumsRow], part: str) -> list[SumsRow]:
    return [row for row in rows if row.part == part]
