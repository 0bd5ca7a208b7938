"""An import killed at any moment goes on by running it again: nothing lost, nothing twice.

Only kills that hit in the middle count. A control keeps its ledger outside the transaction and
must be caught.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.incidents.imports.calls import MAPPING, make_phone_team, shared_database, written
from tests.incidents.imports.child import POINTS

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[3]
ROWS, CHUNK = 420, 60
STORED = 'without_norm = "store"\n' + MAPPING
KILLS = {"postgresql": 200, "sqlite": 100}
MEBIBYTE = 1024 * 1024


@pytest.fixture
def database(tmp_path: Path) -> str:
    """The address of a database with a team and a norm, that other processes reach too."""
    make_phone_team()
    return shared_database(tmp_path)


def make_calls(folder: Path) -> Path:
    rows = [f"{n},2026-11-{2 + n % 14:02} 09:00,{n % 40}\n" for n in range(ROWS)]
    return written(folder, "Id,When,Wait\n" + "".join(rows))


def start(database: str, **task: Any) -> subprocess.Popen[str]:
    task = {"mapping": STORED, "chunk": CHUNK} | task
    return subprocess.Popen(
        [sys.executable, "-m", "tests.incidents.imports.child", json.dumps(task)],
        cwd=ROOT,
        env=os.environ
        | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "klantgedrag.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(child: subprocess.Popen[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was stored before and after an import that nobody killed."""
    out, errors = child.communicate(timeout=3_000)
    assert child.returncode == 0, errors
    lines = out.splitlines()
    return json.loads(lines[0]), json.loads(lines[-1])


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


def make_wide(folder: Path, size: int) -> Path:
    """A file of about so many bytes, without a reference, most of it in a column not used."""
    path, filler = folder / "wide.csv", "x" * 300
    with path.open("w") as file:
        file.write("Id,When,Wait,Note\n")
        for number in range(size // 330):
            file.write(f"{number},2026-11-{2 + number % 14:02} 09:00,{number % 40},{filler}\n")
    return path


def test_memory_stays_bounded_however_large_the_file(database: str, tmp_path: Path):
    file = make_wide(tmp_path, 8 * MEBIBYTE)
    mapping = STORED.replace('columns = ["Id"]', "content = true")
    task: dict[str, Any] = {"mapping": mapping, "chunk": 2_000, "memory": 256 * MEBIBYTE}
    _before, after = finish(start(database, file=str(file), dry_run=True, **task))
    assert after["read"] == 8 * MEBIBYTE // 330
    assert after["peak"] < 256 * MEBIBYTE


@pytest.mark.soak
def test_a_file_of_200_mb_goes_in_within_256_mib(database: str, tmp_path: Path):
    file = make_wide(tmp_path, 200 * MEBIBYTE)
    mapping = STORED.replace('columns = ["Id"]', "content = true")
    task: dict[str, Any] = {"mapping": mapping, "chunk": 2_000, "memory": 256 * MEBIBYTE}
    _before, after = finish(start(database, file=str(file), **task))
    assert after["peak"] < 256 * MEBIBYTE
    assert after["contacts"] == after["ledger"] == 200 * MEBIBYTE // 330


def chunk_lines(child: subprocess.Popen[str]) -> Iterator[str]:
    assert child.stdout is not None
    return (line for line in child.stdout if line.startswith("chunk"))


@pytest.mark.soak
def test_hundreds_of_kills_lose_and_double_nothing(database: str, tmp_path: Path):
    """Each round imports a file of its own, killed at a random moment and then run to its end."""
    chance, hits, rounds = random.Random(29), 0, 0
    expected = 0
    while hits < KILLS[connection.vendor]:
        rounds += 1
        assert rounds < 3 * KILLS[connection.vendor]
        file = make_calls(tmp_path)
        file.write_text(file.read_text().replace("\n", f"\n{rounds}-").rsplit("\n", 1)[0] + "\n")
        killed = start(database, file=str(file))
        for _ in zip(range(chance.randint(1, 5)), chunk_lines(killed), strict=False):
            pass
        time.sleep(chance.random() * 0.02)
        killed.kill()
        killed.communicate(timeout=300)
        left, after = finish(start(database, file=str(file)))
        hits += expected < left["contacts"] < expected + ROWS
        expected += ROWS
        assert_exactly_once(left)
        assert_exactly_once(after)
        assert after["contacts"] == expected
