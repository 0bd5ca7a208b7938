"""Tables as files for a spreadsheet: the list of contacts, and any other table of a page.

A spreadsheet takes a cell that begins with a sign of arithmetic for a formula, in CSV whatever
quotes stand around it: such a text gets an apostrophe in front. Only our own numbers are numbers.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import tablib
from django.http import HttpResponse
from django.utils.formats import number_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from incidents.models import Incident
from incidents.tables import standing
from incidents.wording import PARTS_OF_DAY
from people.models import User
from periods.local_time import AMSTERDAM, part_of_day
from periods.week import Week

#: What the formats are called, and what they are to a browser.
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: More contacts than this are not put into one file.
MOST_ROWS = 10_000
#: Excel in Dutch splits on these, since a comma is its decimal sign.
DELIMITER = ";"

FORMULA_SIGNS = tuple("=+-@＝＋－＠\t\r\n")
#: Signs that neither a cell nor XML can hold.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Cell = str | int | Decimal | None


def asked_file(parameters: Mapping[str, str]) -> str:
    """The kind of file that is asked for, "csv" or "xlsx"; empty for the page itself."""
    kind = parameters.get("_export") or ""
    return kind if kind in CONTENT_TYPES else ""


def attachment(kind: str, name: str, content: bytes) -> HttpResponse:
    """The file for a browser to save; `name` is without what is after its point."""
    return HttpResponse(
        content,
        content_type=CONTENT_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{slugify(name)}.{kind}"'},
    )


def exported(contacts: Iterable[Incident], reader: User, kind: str) -> bytes:
    """The file of these contacts, in their order, with what this reader may see and no more."""
    rows = [_row(contact, is_open=contact.is_open_to(reader)) for contact in contacts]
    return table_file(kind, _("Contacts"), _headings(), rows)


def table_file(
    kind: str, title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> bytes:
    """A table as a file, "csv" or "xlsx"; the title names the sheet. Every text is made safe."""
    dataset = tablib.Dataset(headers=[safe(each) for each in headings], title=title)
    if kind == "csv":
        dataset.extend([[_csv(cell) for cell in row] for row in rows])
        text: str = dataset.export("csv", delimiter=DELIMITER, quoting=csv.QUOTE_ALL)
        # With a mark at its start Excel reads UTF-8 as such.
        return text.encode("utf-8-sig")
    dataset.extend([[safe(cell) for cell in row] for row in rows])
    workbook: bytes = dataset.export("xlsx")
    return workbook


def safe(cell: Cell) -> Any:
    """A text that no spreadsheet computes; a number stays one."""
    if not isinstance(cell, str):
        return cell
    text = UNWRITABLE.sub("", cell)
    is_formula = text.startswith(FORMULA_SIGNS) or text.lstrip().startswith(FORMULA_SIGNS)
    return f"'{text}" if is_formula else text


def _csv(cell: Cell) -> str:
    """A number as it is written in the language of the reader."""
    if isinstance(cell, Decimal):
        return number_format(cell, use_l10n=True)
    return str(cell) if isinstance(cell, int) else safe(cell or "")


def _headings() -> list[str]:
    return [
        _("Date"), _("Part of the day"), _("Week"), _("Team"), _("Channel"), _("Subject"),
        _("Customer"), _("Origin"), _("Answered"), _("Score (of 100)"), _("Standing"),
        _("Time"), _("About"), _("Noted by"), _("Note"), _("Case number"),
    ]  # fmt: skip


def _row(contact: Incident, *, is_open: bool) -> list[Cell]:
    """The cells of one contact; closed: no person, no note, no exact time, no case number."""
    at = contact.occurred_at.astimezone(AMSTERDAM)
    row: list[Cell] = [
        contact.local_date.isoformat(),
        str(PARTS_OF_DAY[part_of_day(contact.occurred_at)]),
        str(Week(contact.week)),
        contact.team.name,
        contact.get_channel_display(),
        contact.subject,
        contact.get_customer_kind_display(),
        contact.get_origin_display(),
        _("yes") if contact.answered else _("no"),
        None if contact.score is None else Decimal(contact.score) / 100,
        standing(contact)[1],
    ]
    if not is_open:
        return [*row, "", "", "", "", ""]
    who = [str(person or "") for person in (contact.employee, contact.logged_by)]
    return [*row, at.strftime("%H:%M"), *who, contact.private_note, contact.case_number]
