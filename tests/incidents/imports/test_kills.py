"""An import killed at any moment goes on by running it again: nothing lost, nothing twice.

Only kills that hit in the middle count. A control keeps its ledger outside the transaction and
must be caught.
"""

import json
import os
import random
import signal
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.conftest import campaigns
from tests.incidents.imports.calls import make_phone_team, written
from tests.incidents.imports.child import POINTS
from tests.incidents.imports.processes import (
    CHUNK,
    finish,
    ready,
    shared_database,
    start,
)

pytestmark = pytest.mark.django_db(transaction=True)

ROWS, LONG = 420, 1_800
KILLS = {"postgresql": 200, "sqlite": 100}


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The address of a database with a team and a norm, that other processes reach too."""
    make_phone_team()
    return shared_database(tmp_path)


def make_calls(folder: Path, rows: int = ROWS, prefix: str = "") -> Path:
    lines = [f"{prefix}{n},2026-11-{2 + n % 14:02} 09:00,{n % 40}\n" for n in range(rows)]
    return written(folder, "Id,When,Wait\n" + "".join(lines))


def assert_exactly_once(stored: dict[str, Any]) -> None:
    assert stored["contacts"] == stored["keys"] == stored["observations"] == stored["ledger"]
    assert stored["weeks without a revision"] == 0


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_it_goes_on_by_running_again(database: str, tmp_path: Path, point: str):
    file = str(make_calls(tmp_path))
    killed = start(database, file=file, point=point, time=4)
    killed.communicate(timeout=300)
    assert killed.returncode == -signal.SIGKILL
    left, after = finish(start(database, file=file))
    assert 0 < left["contacts"] < ROWS
    assert left["contacts"] % CHUNK == 0
    assert_exactly_once(left)
    assert_exactly_once(after)
    assert after["contacts"] == ROWS


def test_a_ledger_outside_the_transaction_would_be_caught(database: str, tmp_path: Path):
    file = str(make_calls(tmp_path))
    killed = start(database, file=file, point="after the ledger", time=4, ledger_apart=True)
    killed.communicate(timeout=300)
    assert killed.returncode == -signal.SIGKILL
    left, _after = finish(start(database, file=file))
    assert 0 < left["contacts"] < left["ledger"]


def test_two_imports_of_one_file_at_once_store_each_row_once(database: str, tmp_path: Path):
    file = str(make_calls(tmp_path))
    children = [start(database, file=file) for _ in range(2)]
    for child in children:
        finish(child)
    _before, after = finish(start(database, file=file))
    assert_exactly_once(after)
    assert after["contacts"] == ROWS


@pytest.mark.soak
def test_hundreds_of_kills_lose_and_double_nothing(database: str, tmp_path: Path):
    """File after file, each killed again and again at random moments until all of it is in.

    A kill counts when the import it hit had stored something by then, and not yet everything.
    """
    did: Counter[str] = Counter()
    with ready(database) as begin:
        while did["hits"] < KILLS[connection.vendor]:
            assert did["kills"] < 3 * KILLS[connection.vendor]
            file = make_calls(tmp_path, LONG, f"{did['files']}-")
            kill_until_ready(begin, str(file), did)
            did["files"] += 1
    campaigns[f"kills on {connection.vendor}"] = f"{dict(did)}, 0 violations"


def kill_until_ready(begin: Callable, file: str, did: Counter[str]) -> None:
    """Import the file, killed time and again; what each kill left is what the next one finds."""
    chance, first = random.Random(did["files"]), did["files"] * LONG
    stored = first
    while True:
        pid, said = begin(file=file)
        left = json.loads(next(said))
        assert_exactly_once(left)
        did["hits"] += stored < left["contacts"] < first + LONG
        stored = left["contacts"]
        if stored == first + LONG:
            break
        for _ in zip(range((stored - first) // CHUNK + chance.randint(1, 3)), said, strict=False):
            pass
        time.sleep(chance.random() * 0.02)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        did["kills"] += 1
        deque(said, maxlen=0)
    after = json.loads([*said][-1])
    assert_exactly_once(after)
    assert after["contacts"] == first + LONG
