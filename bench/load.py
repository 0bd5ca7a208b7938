"""Several connections at once that send recorded statements again and again, for a rate.

Each connection is a process of its own, so that Python's lock holds nobody up. Nothing here knows
the site: the statements are the very ones it sent.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from typing import Any, Self

import psycopg2  # type: ignore[import-untyped]

#: Variant and floor change places so often that both meet the same business of the machine.
SECONDS_A_SLICE = 0.1
SLICES = 12
#: So long before the start, all processes have their work.
HEAD_START_SECONDS = 0.05


@dataclass(frozen=True)
class Recording:
    """What one logged contact sends: reads outside a transaction, then one transaction of writes.

    `contact` is the key that the recorded contact got; a replay puts the new one in its place.
    """

    reads: tuple[tuple[str, tuple[Any, ...]], ...]
    writes: tuple[tuple[str, tuple[Any, ...]], ...]
    contact: int

    @classmethod
    def of(cls, sent: Sequence[tuple[str, Any]], contact: int) -> Self:
        """From the statements as the site sent them."""
        plain = [(sql, tuple(map(_plain, parameters or ()))) for sql, parameters in sent]
        first = next(at for at, (sql, _) in enumerate(plain) if sql.startswith("INSERT"))
        return cls(tuple(plain[:first]), tuple(plain[first:]), contact)

    def bare(self) -> Self:
        """Only the inserts of the contact and its observations."""
        inserts = ('INSERT INTO "incidents_incident"', 'INSERT INTO "incidents_observation"')
        kept = tuple(each for each in self.writes if each[0].startswith(inserts))
        return replace(self, reads=(), writes=kept)

    def replay(self, connection: Any) -> None:
        """Send it all once, as new rows."""
        with connection.cursor() as cursor:
            connection.autocommit = True
            for sql, parameters in self.reads:
                cursor.execute(sql, parameters)
                cursor.fetchall()
            connection.autocommit = False
            self.write(cursor)
            connection.commit()

    def write(self, cursor: Any) -> None:
        """Only the writes, within whatever transaction there is."""
        key = self.contact
        for sql, parameters in self.writes:
            cursor.execute(sql, [_put(each, self.contact, key) for each in parameters])
            if sql.startswith('INSERT INTO "incidents_incident"'):
                key = cursor.fetchone()[0]


class Load:
    """So many processes, each with a connection to this database."""

    def __init__(self, dsn: str, connections: int) -> None:
        self.dsn = dsn
        self.pool = ProcessPoolExecutor(
            connections, get_context("spawn"), initializer=_connect, initargs=(dsn,)
        )

    def rates(
        self, variant: Sequence[Recording], floor: Sequence[Recording]
    ) -> tuple[float, float]:
        """Transactions per second of both; each process replays one of either, by turns."""
        start = time.time() + HEAD_START_SECONDS
        turns = [
            self.pool.submit(_replay_by_turns, self.dsn, pair, start)
            for pair in zip(variant, floor, strict=True)
        ]
        counts = [turn.result() for turn in turns]
        ours, bare = (sum(column) for column in zip(*counts, strict=True))
        return ours, bare

    def close(self) -> None:
        """End the processes."""
        self.pool.shutdown()


def _plain(parameter: Any) -> Any:
    """Other processes do not know the site's own kinds of text."""
    if isinstance(parameter, list):
        return [_plain(each) for each in parameter]
    return str(parameter) if isinstance(parameter, str) else parameter


def _put(parameter: Any, recorded: int, key: int) -> Any:
    """The new key wherever the recorded one stands: alone, or in the column of a set."""
    if isinstance(parameter, list):
        return [key if each == recorded else each for each in parameter]
    return key if parameter == recorded else parameter


@cache
def _connect(dsn: str) -> Any:
    return psycopg2.connect(dsn)


def _replay_by_turns(
    dsn: str, recordings: tuple[Recording, Recording], start: float
) -> tuple[float, float]:
    """Rates of both over their slices of the clock, which all processes share."""
    connection = _connect(dsn)
    counts, seconds = [0, 0], [0.0, 0.0]
    time.sleep(max(0.0, start - time.time()))
    while (began := time.time()) < start + SLICES * SECONDS_A_SLICE:
        which = int((began - start) / SECONDS_A_SLICE) % 2
        recordings[which].replay(connection)
        counts[which] += 1
        seconds[which] += time.time() - began
    if not all(counts):
        return 0.0, 0.0  # it started late: the first turn is for that
    return counts[0] / seconds[0], counts[1] / seconds[1]
