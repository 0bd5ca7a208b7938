"""How a row is known again: its key within the source, and a digest of what it says."""

import hashlib
import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from incidents.imports.cells import text_of
from incidents.imports.readers import Cell

#: Memory for the keys of one file; what does not fit goes to a private file that vanishes.
KIBIBYTES_IN_MEMORY = 32 * 1024
LONGEST_KEY = 200


class Earlier(NamedTuple):
    """The first row of this file with the same key."""

    row: int
    digest: str


class KeysSeen:
    """The keys of the rows read so far, in bounded memory however many there are."""

    def __init__(self) -> None:
        # An empty name is a temporary database of SQLite: in memory while small, else on disk.
        self._database = sqlite3.connect("", isolation_level=None)
        for setting in (f"cache_size = -{KIBIBYTES_IN_MEMORY}", "journal_mode = OFF"):
            self._database.execute(f"PRAGMA {setting}").fetchall()
        self._run("CREATE TABLE repeat (digest BLOB PRIMARY KEY, times INTEGER) WITHOUT ROWID")
        self._run(
            "CREATE TABLE reference (key BLOB PRIMARY KEY, digest TEXT, number INTEGER)"
            " WITHOUT ROWID"
        )
        self._run("BEGIN")

    def close(self) -> None:
        self._database.close()

    def repeat_of(self, digest: bytes) -> int:
        """How many times this content occurred by now, this time included: 1 or more."""
        statement = (
            "INSERT INTO repeat VALUES (?, 1) "
            "ON CONFLICT DO UPDATE SET times = times + 1 RETURNING times"
        )
        return int(self._run(statement, digest)[0][0])

    def earlier(self, key: str, digest: str, number: int) -> Earlier | None:
        """The earlier row of this file with this key; None for the first, which is remembered."""
        short = hashlib.blake2b(key.encode(), digest_size=16).digest()
        statement = "INSERT INTO reference VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        if self._database.execute(statement, (short, digest, number)).rowcount:
            return None
        found = self._run("SELECT number, digest FROM reference WHERE key = ?", short)
        return Earlier(*found[0])

    def _run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._database.execute(statement, values).fetchall()


def reference_key(parts: Sequence[str]) -> str:
    """The key of an external reference; one that is too long to store is hashed."""
    key = "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)
    if len(key) <= LONGEST_KEY:
        return key
    return f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"


def content_digest(cells: Sequence[Cell]) -> bytes:
    """A digest of all cells of a row, for rows that carry no reference."""
    joined = "\x1f".join(map(text_of, cells))
    return hashlib.sha256(joined.encode(errors="surrogateescape")).digest()


def meaning_digest(parts: Sequence[str]) -> str:
    """A digest of what a row says once it is read: equal for CSV and XLSX of the same facts."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
