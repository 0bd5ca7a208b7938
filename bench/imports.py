"""Importing a file by the very command, against COPY of the same rows and against bulk_create."""

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import NamedTuple

from django.conf import settings
from django.db import connection, transaction

from bench.data import EMPTY, LAST_WEEK, SEEN_A_CONTACT, Stores, check_tallies
from bench.measure import Result, ended_backends_cpu, ratios, rounds, spent
from bench.site import address_url, create_database, on_database
from incidents.models import Incident, Observation

#: Of the observations of the database, so many end up in the smaller file as contacts.
SHARE = 100
LARGER = 4
ROUNDS = 3
WEEKS = 13
TEAMS_IN_FILE = 20
BULK_CONTACTS = 4_000
BATCH = 2_000
TABLES = ("incidents_incident", "incidents_observation")

_MAPPING = """
source = "bench"
[reference]
columns = ["id"]
[moment]
column = "moment"
format = "%Y-%m-%d %H:%M"
[team]
column = "team"
[channel]
fixed = "phone"
"""
_BEHAVIOUR = """
[[behaviour]]
code = "N-{number:02}"
column = "n{number}"
"""


class Costs(NamedTuple):
    """Seconds of processor for each contact, in one round."""

    command: float
    copy: float
    live_copy: float
    bulk: float


def importing(stores: Stores) -> Iterator[Result]:
    """Rates by processor time of everything that takes part; memory of the command itself."""
    contacts = stores.large.observations // SHARE
    with tempfile.TemporaryDirectory() as folder:
        small, large = (write_file(Path(folder), contacts * times) for times in (1, LARGER))
        costs, memory = [], []
        for turn in range(rounds(ROUNDS)):
            with _database(f"import_{turn}"):
                memory.append([import_file(small).mebibytes])
            with _database(f"import_{LARGER}x_{turn}"):
                done = import_file(large)
                memory[-1].append(done.mebibytes)
                check_tallies()
                costs.append(Costs(done.seconds / (contacts * LARGER), *_floors()))
    yield _share("COPY into bare tables", [cost.copy / cost.command for cost in costs], 3)
    yield _share("COPY, indexes live", [cost.live_copy / cost.command for cost in costs], None)
    faster = [cost.bulk / cost.command for cost in costs]
    yield Result("import: rate / Django's bulk_create of the same rows, CPU", faster, at_least=2)
    growth = ratios((after, before) for before, after in memory)
    yield Result(f"import: memory, a {LARGER}x larger file", growth, at_most=1.1)
    yield Result("import: most memory", [after for _, after in memory], "MiB", at_most=256)


class Import(NamedTuple):
    """What one run of the command took."""

    seconds: float
    mebibytes: float


def write_file(folder: Path, contacts: int) -> Path:
    """A file of so many contacts of many teams, each with six behaviours; its mapping beside it."""
    chance = Random(contacts)
    path = folder / f"{contacts}.csv"
    reads = ["seconds" if number % 5 == 0 else "words" for number in range(SEEN_A_CONTACT)]
    names = [f"n{number}" for number in range(SEEN_A_CONTACT)]
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "moment", "team", *names])
        for number in range(contacts):
            day = LAST_WEEK.monday - timedelta(days=chance.randrange(7 * WEEKS))
            seen = [
                chance.randrange(90) if each == "seconds" else chance.choice("YN") for each in reads
            ]
            team = f"team-{chance.randrange(TEAMS_IN_FILE)}"
            rows.writerow([number, f"{day} {chance.randrange(8, 18):02}:30", team, *seen])
    mapping = _MAPPING
    for number, each in enumerate(reads):
        mapping += _BEHAVIOUR.format(number=number) + f'reads = "{each}"\n'
        mapping += "words = { Y = true, N = false }\n" if each == "words" else ""
    path.with_suffix(".toml").write_text(mapping)
    return path


def import_file(path: Path) -> Import:
    """Run the command in a process of its own, on the database we work on."""
    before = ended_backends_cpu()
    command = ("manage.py", "import_incidents", path, "--mapping", path.with_suffix(".toml"))
    # Python's byte code is kept, as wherever the site is installed; the first run makes it.
    environment = os.environ | {
        "DATABASE_URL": address_url(),
        "DEBUG": "false",
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(path.with_name("bytecode")),
    }
    child = subprocess.Popen(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, "the import failed"
    time.sleep(0.5)  # until PostgreSQL has reaped the process that served it
    seconds = used.ru_utime + used.ru_stime + ended_backends_cpu() - before
    return Import(seconds, used.ru_maxrss / 1024)


@contextmanager
def _database(name: str) -> Iterator[None]:
    create_database(name, EMPTY)
    with on_database(name):
        yield


def _share(floor: str, values: list[float], target: float | None) -> Result:
    shares = [100 * value for value in values]
    return Result(f"import: rate / {floor}, CPU", shares, "%", at_least=target)


def _floors() -> tuple[float, float, float]:
    """A contact's seconds by COPY without and with keys and indexes, and by bulk_create."""
    kept = {table: _copied_out(table) for table in TABLES}
    number = Incident.objects.count()
    contacts = [*Incident.objects.order_by("pk")[:BULK_CONTACTS]]
    seen = [*Observation.objects.filter(incident__in=contacts)]
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table})")
        bare = spent(lambda: _copy_in(kept, "bare_"))
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        live = spent(lambda: _copy_in(kept, ""))
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
    bulk = spent(lambda: _create(contacts, seen))
    return bare / number, live / number, bulk / len(contacts)


def _copied_out(table: str) -> BytesIO:
    rows = BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} TO STDOUT", rows)
    return rows


def _copy_in(kept: dict[str, BytesIO], prefix: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in kept.items():
            rows.seek(0)
            cursor.copy_expert(f"COPY {prefix}{table} FROM STDIN", rows)


def _create(contacts: list[Incident], seen: list[Observation]) -> None:
    with transaction.atomic():
        Incident.objects.bulk_create(contacts, batch_size=BATCH)
        Observation.objects.bulk_create(seen, batch_size=BATCH)
