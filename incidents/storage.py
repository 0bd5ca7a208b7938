"""How judged contacts reach the tables: the ORM for a few, COPY for many on PostgreSQL.

COPY goes straight into the tables: their constraints and keys hold as for any other row. It
writes judged contacts as they are; instances of the models are made for the ORM alone.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, models

from incidents.judging import JudgedContact, JudgedEntry, monday_of
from incidents.models import Incident, Observation

BATCH_SIZE = 2_000
#: Below this many contacts the preparation of COPY costs more than it saves.
FEWEST_TO_COPY = 50

#: What an observation copies from its contact, and what it says itself.
COPIED_FIELDS = ("incident_id", "team_id", "week", "local_date", "origin")
SAID_FIELDS = ("behaviour_id", "norm_id", "state", "value", "met", "score")

#: What ends a cell or a line of COPY, and the backslash itself.
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NULL = "\\N"

Fields = Mapping[str, Any]


def insert(judged: Sequence[JudgedContact]) -> None:
    """Insert the contacts and their observations; the keys of the contacts are set afterwards."""
    copies = connection.vendor == "postgresql" and len(judged) >= FEWEST_TO_COPY
    _insert_contacts(judged, copies=copies)
    _insert_observations(judged, copies=copies)


def learn_sizes() -> None:
    """Have PostgreSQL look at the tables after many rows came, so that it plans for their size."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'ANALYZE "{Incident._meta.db_table}", "{Observation._meta.db_table}"')


def incident_of(contact: JudgedContact) -> Incident:
    """The contact as an instance, stored or still to be."""
    incident = Incident(**_fields(contact))
    incident.team, incident.source = contact.new.team, contact.new.source
    incident.employee, incident.logged_by = contact.new.employee, contact.new.logged_by
    if contact.key is not None:
        incident._state.adding, incident._state.db = False, connection.alias
    return incident


def observations_of(contact: JudgedContact) -> list[Observation]:
    """The observations of a contact that has its key, as instances still to be stored."""
    copied = {
        "incident_id": contact.key,
        "team_id": contact.new.team.id,
        "week": monday_of(contact.local_date),
        "local_date": contact.local_date,
        "origin": contact.new.origin,
    }
    return [
        Observation(**copied, **{name: getattr(entry, name) for name in SAID_FIELDS})
        for entry in contact.entries
    ]


def _fields(contact: JudgedContact) -> dict[str, Any]:
    """What is stored of the contact itself, by the name of the column; defaults are left out."""
    new, figures = contact.new, contact.figures
    return {
        "id": contact.key,
        "team_id": new.team.id,
        "channel": new.channel,
        "subject": new.subject,
        "customer_kind": new.customer_kind,
        "occurred_at": new.occurred_at,
        "local_date": contact.local_date,
        "week": monday_of(contact.local_date),
        "origin": new.origin,
        "employee_id": new.employee and new.employee.id,
        "logged_by_id": new.logged_by and new.logged_by.id,
        "logged_at": contact.logged_at,
        "submission_key": new.submission_key,
        "private_note": new.private_note,
        "case_number": new.case_number,
        "customer_reference": new.customer_reference,
        "answered": new.answered,
        "not_answered_rule": new.not_answered_rule,
        "source_id": new.source and new.source.id,
        "row_key": new.row_key,
        "row_digest": new.row_digest,
        "score": figures.score_ten_thousandths,
        "fully_in_order": figures.fully_in_order,
        "critical_in_order": figures.critical_in_order,
        "after_closing": contact.after_closing,
    }


def _insert_contacts(judged: Sequence[JudgedContact], *, copies: bool) -> None:
    if copies:
        _number(judged)
        rows = [_fields(contact) for contact in judged]
        _copy(Incident, list(rows[0]), map(_contact_line, rows))
        return
    incidents = [incident_of(contact) for contact in judged]
    Incident.objects.bulk_create(incidents, batch_size=BATCH_SIZE)
    for contact, incident in zip(judged, incidents, strict=True):
        contact.key = incident.pk


def _insert_observations(judged: Sequence[JudgedContact], *, copies: bool) -> None:
    if copies:
        _copy(Observation, (*COPIED_FIELDS, *SAID_FIELDS), _observation_lines(judged))
        return
    observations = [row for contact in judged for row in observations_of(contact)]
    Observation.objects.bulk_create(observations, batch_size=BATCH_SIZE)


def _number(judged: Sequence[JudgedContact]) -> None:
    """Give each contact a key from the sequence of its table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [Incident._meta.db_table, len(judged)],
        )
        for contact, (key,) in zip(judged, cursor.fetchall(), strict=True):
            contact.key = key


def _copy(model: type[models.Model], names: Sequence[str], lines: Iterable[str]) -> None:
    """Write the lines, which hold these columns; the others get the default of their field.

    A key that is left out comes from the sequence of the table.
    """
    others = [each for each in model._meta.concrete_fields if each.attname not in names]
    defaults = {each.attname: each.get_default() for each in others if not each.primary_key}
    rest = "".join(f"\t{_cell(value)}" for value in defaults.values()) + "\n"
    text = io.StringIO("".join(f"{line}{rest}" for line in lines))
    columns = ", ".join(f'"{name}"' for name in (*names, *defaults))
    statement = f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(statement, text)


def _contact_line(fields: Fields) -> str:
    return "\t".join(map(_cell, fields.values()))


def _observation_lines(judged: Iterable[JudgedContact]) -> Iterator[str]:
    said = _Said()
    for contact in judged:
        new, week = contact.new, monday_of(contact.local_date)
        start = f"{contact.key}\t{new.team.id}\t{week}\t{contact.local_date}\t{new.origin}\t"
        for entry in contact.entries:
            yield start + said[entry]


class _Said(dict[JudgedEntry, str]):
    """What an entry says, written once for all contacts that share it."""

    def __missing__(self, entry: JudgedEntry) -> str:
        self[entry] = "\t".join(_cell(getattr(entry, name)) for name in SAID_FIELDS)
        return self[entry]


def _cell(value: object) -> str:
    """A value as COPY reads it; dates and booleans are written as Python writes them."""
    if value is None:
        return NULL
    if isinstance(value, str):
        return value if value.isalnum() else value.translate(ESCAPES)
    return str(value)
