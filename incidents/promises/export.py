"""The list of promises as a file, with what its reader sees on the page; never name or number."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from incidents.export import Cell, table_file
from incidents.models import Promise
from incidents.promises.table import shows_people
from incidents.promises.wording import due_text, keeper_text, standing
from people.models import User
from periods.local_time import local_date
from periods.week import Week


def exported_promises(
    promises: Iterable[Promise], *, reader: User, now: datetime, kind: str
) -> bytes:
    """The file of these promises, in their order, as they stand `now`."""
    headings = [
        _("Date"), _("Week"), _("Due"), _("Kind"), _("What it is about"), _("Promised by"),
        _("Kept by"), _("Who"), _("Standing"),
    ]  # fmt: skip
    rows = [_row(promise, reader, now) for promise in promises]
    return table_file(kind, _("Promises"), headings, rows)


def _row(promise: Promise, reader: User, now: datetime) -> list[Cell]:
    return [
        local_date(promise.due_at).isoformat(),
        str(Week(promise.week)),
        due_text(promise),
        capfirst(promise.get_kind_display()),
        promise.subject,
        promise.promised_by.name,
        promise.kept_by.name,
        keeper_text(promise) if shows_people(promise, reader) else "",
        standing(promise, now)[1],
    ]
