"""Imports in processes of their own: started, listened to, and held to what they may take."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from tests.conftest import REPOSITORY
from tests.incidents.imports.calls import MAPPING
from tests.incidents.imports.child import ENDED

#: Rows stored at once, so that a small file has many moments to die at.
CHUNK = 60
STORED = 'without_norm = "store"\n' + MAPPING


def shared_database(folder: Path) -> str:
    """The address of this database for other processes; of SQLite it is a copy in `folder`."""
    if connection.vendor == "postgresql":
        settings = connection.settings_dict
        host, port = settings["HOST"], settings["PORT"]
        return f"postgres://{settings['USER']}@{host}:{port}/{settings['NAME']}"
    path = folder / "calls.sqlite3"
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
    copy.close()
    return f"sqlite:///{path}"


def start(database: str, **task: Any) -> subprocess.Popen[str]:
    """Start an import of `task["file"]`; it says first what is stored."""
    task = {"mapping": STORED, "chunk": CHUNK} | task
    return _started(database, "child", json.dumps(task), stderr=subprocess.PIPE)


def _started(database: str, program: str, *task: str, **how: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", f"tests.incidents.imports.{program}", *task],
        cwd=REPOSITORY,
        env=os.environ
        | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "klantgedrag.settings"},
        stdout=subprocess.PIPE,
        text=True,
        **how,
    )


def first_answer(child: subprocess.Popen[str]) -> dict[str, Any]:
    """What was stored when it started."""
    assert child.stdout is not None
    return json.loads(child.stdout.readline())


def last_answer(child: subprocess.Popen[str]) -> dict[str, Any]:
    """What was stored when it ended, and what it took; it must end well."""
    assert child.stdout is not None
    assert child.stderr is not None
    # Not `communicate`: that loses what was read ahead of the first answer.
    with child:
        lines, errors = child.stdout.read().splitlines(), child.stderr.read()
    assert child.returncode == 0, errors
    return json.loads(lines[-1])


def finish(child: subprocess.Popen[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was stored before and after an import that nobody killed."""
    return first_answer(child), last_answer(child)


@contextmanager
def ready(database: str) -> Iterator[Callable[..., tuple[int, Iterator[str]]]]:
    """Starts imports at once, as each is forked off a process that has everything loaded.

    Gives the number of the process and what it says, line by line, until it ended.
    """
    with _started(database, "child", stdin=subprocess.PIPE) as origin:
        assert origin.stdin is not None
        assert origin.stdout is not None
        lines = origin.stdout

        def begin(**task: Any) -> tuple[int, Iterator[str]]:
            task = {"mapping": STORED, "chunk": CHUNK} | task
            print(json.dumps(task), file=origin.stdin, flush=True)
            return int(lines.readline()), iter(lines.readline, f"{ENDED}\n")

        yield begin


@contextmanager
def fed(database: str) -> Iterator[Callable[..., dict[str, Any]]]:
    """What feeds the process and gives its answer; it is started anew if it died."""
    running: list[subprocess.Popen[str]] = []

    def feed(**task: Any) -> dict[str, Any]:
        if not running:
            running.append(_started(database, "fed", stdin=subprocess.PIPE))
        child = running[0]
        assert child.stdin is not None
        assert child.stdout is not None
        print(json.dumps(task), file=child.stdin, flush=True)
        if answer := child.stdout.readline():
            return json.loads(answer)
        running.clear()
        child.communicate()
        return {"died": child.returncode}

    try:
        yield feed
    finally:
        for child in running:
            child.communicate(timeout=60)
