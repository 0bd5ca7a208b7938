"""A process of its own, held to a memory, that imports one file after another and forgets each.

It takes a JSON line with what to import and answers with one that says what became of it. An import
that takes too long kills it, so that one which hangs is seen as well.
"""

import json
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import django

from tests.incidents.imports.child import peak_bytes, stored

MEMORY = 256 * 1024 * 1024
#: Seconds of processor time that one file may take; others may keep the processor busy meanwhile.
LONGEST = 10
#: Seconds in all, waiting included, for each of those.
PATIENCE = 12

#: What has to be noticed, or the campaign proves nothing.
FAULTS: dict[str, Callable[[], object]] = {
    "crash": lambda: 1 // 0,
    "memory": lambda: bytearray(2 * MEMORY),
    "hang": lambda: all(iter(object, None)),
}


def became(task: dict[str, Any]) -> dict[str, Any]:
    """What became of one file, imported once or twice in a transaction that is undone."""
    from django.db import transaction

    with transaction.atomic():
        try:
            FAULTS.get(task.get("fault", ""), int)()
            started = process_time()
            answer = imported(task)
            answer["seconds"] = process_time() - started
            answer |= stored()
            if task.get("twice"):
                answer["again"] = imported(task)
        except Exception:  # whatever it is, it is what this looks for
            answer = {"crash": traceback.format_exc()}
        transaction.set_rollback(True)
    return answer | {"peak": peak_bytes()}


def imported(task: dict[str, Any]) -> dict[str, Any]:
    """The counts of one import, or the words in which the file was refused."""
    from django.utils import timezone

    from incidents.imports import run
    from incidents.imports.errors import ImportRefused
    from incidents.imports.mapping_file import parse_mapping

    request = run.ImportRequest(
        path=Path(task["file"]),
        mapping=parse_mapping(task["mapping"]),
        at=timezone.now(),
        rejects=Path(task["rejects"]),
    )
    try:
        report = run.run_import(request, clock=timezone.now, progress=lambda *_: None)
    except ImportRefused as refused:
        return {"refused": str(refused)}
    return {"counts": vars(report.counts), "errors": report.errors}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    for line in sys.stdin:
        task = json.loads(line)
        longest = task.get("longest", LONGEST)
        signal.setitimer(signal.ITIMER_PROF, longest)
        signal.alarm(PATIENCE * longest)
        answer = became(task)
        signal.alarm(0)
        signal.setitimer(signal.ITIMER_PROF, 0)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    django.setup()
    main()
