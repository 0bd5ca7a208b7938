"""How judged contacts reach the tables: the ORM for a few, COPY for many on PostgreSQL.

COPY goes straight into the tables: their constraints and keys hold as for any other row.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models

from incidents.judging import JudgedContact
from incidents.models import Incident, Observation

BATCH_SIZE = 2_000
#: Below this many contacts the preparation of COPY costs more than it saves.
FEWEST_TO_COPY = 50

#: What ends a cell or a line of COPY, and the backslash itself.
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NULL = "\\N"


def insert(judged: Sequence[JudgedContact]) -> None:
    """Insert the contacts and their observations; their keys are set afterwards."""
    if connection.vendor == "postgresql" and len(judged) >= FEWEST_TO_COPY:
        _copy_all(judged)
        return
    Incident.objects.bulk_create([row.incident for row in judged], batch_size=BATCH_SIZE)
    Observation.objects.bulk_create(_observations(judged), batch_size=BATCH_SIZE)


def learn_sizes() -> None:
    """Have PostgreSQL look at the tables after many rows came, so that it plans for their size."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'ANALYZE "{Incident._meta.db_table}", "{Observation._meta.db_table}"')


def _observations(judged: Sequence[JudgedContact]) -> list[Observation]:
    """All observations, each under the key its contact has by now."""
    observations = [seen for row in judged for seen in row.observations]
    for seen in observations:
        seen.incident_id = seen.incident.pk
    return observations


def _copy_all(judged: Sequence[JudgedContact]) -> None:
    incidents = [row.incident for row in judged]
    _number(incidents)
    _copy(Incident, incidents)
    observations = _observations(judged)
    _number(observations)
    _copy(Observation, observations)


def _number(rows: Sequence[models.Model]) -> None:
    """Give each row a key from the sequence of its table."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [rows[0]._meta.db_table, len(rows)],
        )
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key


def _copy(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    if not rows:
        return
    fields = model._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    lines = io.StringIO(_lines([(each.attname, _writer(each)) for each in fields], rows))
    statement = f'COPY "{model._meta.db_table}" ({names}) FROM STDIN'
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(statement, lines)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _lines(columns: Sequence[tuple[str, Callable[[Any], str]]], rows: Iterable[Any]) -> str:
    """The rows as COPY reads them: a column at a time, since that spares a call for each cell."""
    written = []
    for name, write in columns:
        values = [getattr(row, name) for row in rows]
        written.append([NULL if value is None else write(value) for value in values])
    return "\n".join(map("\t".join, zip(*written, strict=True))) + "\n"


def _writer(field: "models.Field[Any, Any]") -> Callable[[Any], str]:
    if isinstance(field, models.DateTimeField):
        return datetime.isoformat
    if isinstance(field, models.DateField):
        return date.isoformat
    if isinstance(field, models.CharField):
        return _escaped
    return str


def _escaped(value: str) -> str:
    return str(value).translate(ESCAPES)
