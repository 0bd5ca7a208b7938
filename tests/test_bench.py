"""The benchmarks run from a clean start, and their verdicts follow the targets; no speed here."""

import subprocess
import sys
from itertools import count

import pytest

from bench.measure import Result, by_turns, ratios
from tests.conftest import REPOSITORY

#: Benchmarks and how the names of their lines begin; the slow ones are for the long campaigns.
QUICK = {
    "page": "week page,",
    "page-sql": "week page: SQL",
    "log-growth": "log: SQL",
    "verify": "verify",
}
SLOW = {"grid": "grid,", "after-write": "figures after", "log": "log,", "import": "import: rate"}


def test_a_median_within_the_slack_passes_and_says_so() -> None:
    result = Result("reads", [1.0, 1.4, 9.0], at_most=1.2)
    assert result.passes
    assert result.columns == ("reads", "1.40 x (1.00 x-9.00 x, n=3)", "<= 1.2 x", "within slack")


def test_a_median_beyond_the_slack_fails() -> None:
    assert not Result("reads", [1.6], at_most=1.2).passes
    assert not Result("writes", [60], "%", at_least=80).passes
    assert Result("writes", [65], "%", at_least=80).passes
    assert Result("writes", [65], "%", at_least=80).columns[3] == "within slack"


def test_what_has_no_target_only_informs() -> None:
    result = Result("reads", [700.0])
    assert result.passes
    assert result.columns[2:] == ("", "for information")


def test_variant_and_floor_change_places_and_the_first_turn_is_not_counted() -> None:
    order = count(1)
    pairs = by_turns(lambda: float(next(order)), lambda: float(next(order)), 2)
    assert pairs == [(3.0, 4.0), (6.0, 5.0)]
    assert ratios(pairs) == [0.75, 1.2]


@pytest.mark.postgresql
@pytest.mark.parametrize("lines", [QUICK, pytest.param(SLOW, marks=pytest.mark.soak)])
def test_benchmarks_run_on_a_server_of_their_own(lines: dict[str, str]) -> None:
    only = [f"--only={name}" for name in lines]
    command = [sys.executable, "-m", "bench", "--observations=10000", "--rounds=1", *only]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    table = done.stdout.splitlines()
    missing = [name for name in lines.values() if not any(row.startswith(name) for row in table)]
    assert not missing, done.stdout + done.stderr
