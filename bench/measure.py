"""Clocks, turns and the table: how a variant is held against its floor."""

import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection

#: A target is missed when it is missed by more than this: the machine is shared.
SLACK = 1.25
ROUNDS = 9
_rounds = ROUNDS

Clock = Callable[[], float]
Statement = tuple[str, Any]


@dataclass(frozen=True)
class Result:
    """One line of the table; without a target it only informs."""

    name: str
    values: Sequence[float]
    unit: str = "x"
    at_most: float | None = None
    at_least: float | None = None

    @property
    def passes(self) -> bool:
        """Whether the median reaches the target, with the slack."""
        return self._reaches(SLACK)

    @property
    def columns(self) -> tuple[str, str, str, str]:
        """Name, measured, target and verdict as text."""
        shown = self._text(median(self.values))
        if len(self.values) > 1:
            low, high = self._text(min(self.values)), self._text(max(self.values))
            shown += f" ({low}-{high}, n={len(self.values)})"
        return self.name, shown, self._target, self._verdict

    def _reaches(self, slack: float) -> bool:
        value = median(self.values)
        not_above = self.at_most is None or value <= self.at_most * slack
        return not_above and (self.at_least is None or value * slack >= self.at_least)

    @property
    def _target(self) -> str:
        if self.at_most is not None:
            return f"<= {self.at_most:g} {self.unit}".rstrip()
        return "" if self.at_least is None else f">= {self.at_least:g} {self.unit}".rstrip()

    @property
    def _verdict(self) -> str:
        if not self._target:
            return "for information"
        return "yes" if self._reaches(1) else "within slack" if self.passes else "NO"

    def _text(self, value: float) -> str:
        digits = 2 if self.unit == "x" else 0 if value >= 10 or value == int(value) else 1
        return f"{value:,.{digits}f} {self.unit}".rstrip()


def backend_cpu() -> float:
    """Seconds of processor the PostgreSQL process behind our connection has used."""
    connection.ensure_connection()
    return process_cpu(connection.connection.info.backend_pid)


def process_cpu(pid: int) -> float:
    """Seconds of processor a running process has used; the kernel counts nanoseconds."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def total_cpu() -> float:
    """Seconds of processor of this process and its PostgreSQL process together."""
    return time.process_time() + backend_cpu()


def ended_backends_cpu() -> float:
    """Seconds of processor of all PostgreSQL processes that have ended, in hundredths."""
    connection.ensure_connection()
    server = _status(connection.connection.info.backend_pid)[1]
    return sum(map(int, _status(int(server))[13:15])) / os.sysconf("SC_CLK_TCK")


def _status(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name: state, parent, ..."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def spent(work: Callable[[], object], clock: Clock = total_cpu) -> float:
    """What this work costs on the clock."""
    before = clock()
    work()
    return clock() - before


def set_rounds(number: int) -> None:
    """Measure everything at most so many times."""
    global _rounds
    _rounds = number


def rounds(most: int = ROUNDS) -> int:
    """How many times to measure, for what is too slow to do more than `most` times."""
    return min(most, _rounds)


def by_turns(
    variant: Callable[[], float], floor: Callable[[], float], most: int = ROUNDS
) -> list[tuple[float, float]]:
    """What variant and floor cost, one after the other; the first turn only warms up."""
    pairs = []
    for turn in range(rounds(most) + 1):
        # Whoever goes second finds warmer caches: they take that place by turns.
        if turn % 2:
            cost, base = variant(), floor()
        else:
            base, cost = floor(), variant()
        pairs.append((cost, base))
    return pairs[1:]


def alternately(
    variant: Callable[[], float], floor: Callable[[], float]
) -> list[tuple[float, float]]:
    """Turns in which page and floor are asked one by one, as people ask them.

    Twenty times the same in a row would keep that one alone in the caches of the processor.
    """
    turns = (by_turns(variant, floor) for _ in range(rounds()))
    return [(sum(cost for cost, _ in turn), sum(base for _, base in turn)) for turn in turns]


def ratios(pairs: Iterable[tuple[float, float]]) -> list[float]:
    """Variant over floor, pair by pair."""
    return [cost / base for cost, base in pairs]


def statements_of(work: Callable[[], object]) -> list[Statement]:
    """The statements this work sends, in order, with their parameters."""
    found: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        work()
    return found


def print_table(results: Iterable[Result]) -> None:
    """One line a result, in columns as wide as they must be."""
    rows = [("what", "median (min-max, n)", "target", "pass"), *(r.columns for r in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        print(
            "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        )
