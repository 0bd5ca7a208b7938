"""One import in a process of its own, which can be killed at a stated point or held to a memory.

Started by the tests with a JSON of what to do; prints what is stored before and after it. Started
without, it takes one such line after another and forks for each, which spares the start.
"""

import json
import os
import re
import resource
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import django

ENDED = "ended"
#: Where a kill can hit, as (module, function) and whether it comes before or after it.
POINTS = {
    "before the ledger": ("chunks", "count", "before"),
    "after the ledger": ("chunks", "count", "after"),
    "between contacts and observations": ("storage", "_insert_observations", "before"),
    "before the revisions": ("actions", "raise_revisions", "before"),
    "before the commit": ("chunks", "record_judged", "after"),
    "after the commit": ("run", "store_chunk", "after"),
}


def stored() -> dict[str, Any]:
    """What a violation of "exactly once" would show in."""
    from django.db.models import Sum

    from incidents.models import ImportRun, Incident, Observation, TeamWeek

    weeks = set(TeamWeek.objects.values_list("team_id", "week"))
    return {
        "contacts": Incident.objects.count(),
        "keys": Incident.objects.values("source", "row_key").distinct().count(),
        "observations": Observation.objects.count(),
        "ledger": ImportRun.objects.aggregate(n=Sum("rows_added"))["n"] or 0,
        "weeks without a revision": len(
            set(Incident.objects.values_list("team_id", "week")) - weeks
        ),
    }


def die_at(point: str, time: int) -> None:
    """Replace the function at `point` by one in which this process dies, the given time."""
    from incidents import actions, storage
    from incidents.imports import chunks, run

    modules: dict[str, Any] = {"chunks": chunks, "run": run, "actions": actions, "storage": storage}
    name, function, side = POINTS[point]
    original = getattr(modules[name], function)
    calls = iter(range(1, 1_000_000))

    def wrapped(*args: Any, **named: Any) -> Any:
        now = next(calls) == time
        if now and side == "before":
            die()
        answer = original(*args, **named)
        if now:
            die()
        return answer

    setattr(modules[name], function, wrapped)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def write_the_ledger_apart() -> None:
    """The wrong way, to see that the tests would notice: the counts in their own transaction."""
    from incidents.imports import chunks, run

    def store_chunk(*, run: Any, judged: Any, counts: Any, ledger: int) -> None:
        counts.added = len(judged)
        chunks.count(run, counts)
        chunks.record_judged(judged=judged)

    run.store_chunk = store_chunk


def main(task: dict[str, Any]) -> None:
    from django.utils import timezone, translation

    from incidents.imports import run
    from incidents.imports.errors import ImportRefused
    from incidents.imports.mapping_file import parse_mapping

    print(json.dumps(stored()), flush=True)
    run.CHUNK_ROWS = task.get("chunk", run.CHUNK_ROWS)
    if task.get("ledger_apart"):
        write_the_ledger_apart()
    if "point" in task:
        die_at(task["point"], task["time"])
    if "memory" in task:
        resource.setrlimit(resource.RLIMIT_DATA, (task["memory"], task["memory"]))
    request = run.ImportRequest(
        path=Path(task["file"]),
        mapping=parse_mapping(task["mapping"]),
        at=timezone.now(),
        dry_run=task.get("dry_run", False),
    )
    progress: Callable[..., None] = lambda *_: print("chunk", flush=True)  # noqa: E731
    with translation.override(task.get("language", "nl")):
        try:
            report = run.run_import(request, clock=timezone.now, progress=progress)
            said: dict[str, Any] = vars(report.counts) | {"errors": report.errors}
        except ImportRefused as refused:
            said = {"refused": str(refused)}
    print(json.dumps(stored() | said | {"peak": peak_bytes()}))


def serve() -> None:
    """Do each import that is asked for in a process forked off this one, which is ready for it."""
    import_module("incidents.imports.run")
    for line in sys.stdin:
        if not (pid := os.fork()):
            print(os.getpid(), flush=True)
            main(json.loads(line))
            sys.exit()
        os.waitpid(pid, 0)
        print(ENDED, flush=True)


def peak_bytes() -> int:
    """The most memory this program held; getrusage would count that of whoever started it too."""
    status = Path("/proc/self/status").read_text()
    return 1024 * int(re.search(r"VmHWM:\s+(\d+) kB", status)[1])  # type: ignore[index]


if __name__ == "__main__":
    django.setup()
    main(json.loads(sys.argv[1])) if sys.argv[1:] else serve()
