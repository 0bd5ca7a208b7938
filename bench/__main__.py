"""`python -m bench`: a server of its own, data, every benchmark, one table; exit 1 on a miss."""

import argparse
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from bench import site  # noqa: E402
from bench.measure import ROUNDS, Result, print_table, set_rounds  # noqa: E402
from throwaway_postgres import throwaway_postgres  # noqa: E402

SMALL = 100_000


def measured(names: list[str], observations: int, cookie: str) -> Iterator[Result]:
    """Fill the databases, then carry out the benchmarks of these names, or all."""
    from bench import data
    from bench.suite import BENCHMARKS

    started = time.monotonic()
    small = data.fill(min(SMALL, observations // 10))
    large = data.fill(observations)
    say(f"{observations:,} observations, tallied, in {time.monotonic() - started:.0f} s")
    for name, benchmark in BENCHMARKS.items():
        if not names or name in names:
            started = time.monotonic()
            yield from benchmark(data.Stores(small, large, cookie))
            say(f"{name} took {time.monotonic() - started:.0f} s")


def say(text: str) -> None:
    """Progress goes beside the table, not into it."""
    print(text, file=sys.stderr, flush=True)


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 1 when a target is missed by more than the slack."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--observations", type=int, default=1_000_000)
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="fewer is quicker, and rougher")
    asked = parser.parse_args(arguments)
    set_rounds(asked.rounds)
    # Whoever stops this does not leave a server behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with throwaway_postgres() as url:
        site.start(url)
        from bench import data

        results = list(measured(asked.only, asked.observations, data.make_organisation()))
        site.close()
    print_table(results)
    return 0 if all(result.passes for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
