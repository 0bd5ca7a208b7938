"""Opening an XLSX file: weighed before it is parsed, read row by row, formulas never worked out."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from incidents.imports.errors import ImportRefused, shown
from incidents.imports.readers import Row, clean_name

MEBIBYTE = 1024 * 1024
#: A sheet is streamed; everything else in the file is held in memory while it is read.
LARGEST_UNPACKED = 400 * MEBIBYTE
LARGEST_PART_IN_MEMORY = 12 * MEBIBYTE
MOST_PARTS = 1_000
#: What a sheet can hold. A row may state any number, and each row it passes over is counted.
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
SHEETS = "xl/worksheets/"


class Workbook:
    """One sheet of an XLSX file."""

    def __init__(self, path: Path, *, sheet: str = "") -> None:
        weigh(path)
        self.position = 0.0
        try:
            self._book = openpyxl.load_workbook(path, read_only=True, data_only=False)
        except Exception as error:
            raise _unreadable(error) from None
        # A sheet that is a chart has no cells.
        sheets = {each.title: each for each in self._book.worksheets}
        if not sheets:
            raise ImportRefused(_("The file has no sheet with cells."))
        if sheet and sheet not in sheets:
            raise ImportRefused(
                _("There is no sheet “%(sheet)s”; there is: %(sheets)s.")
                % {"sheet": sheet, "sheets": ", ".join(map(shown, sheets))}
            )
        self._sheet = sheets[sheet] if sheet else self._book.worksheets[0]
        # What it says about its own size is often wrong.
        self._rows = self._sheet.max_row or 0
        self._sheet.reset_dimensions()
        first = next(self._cells(), None)
        if first is None:
            raise ImportRefused(_("The file has no header row."))
        self.header = [clean_name(name) for name in first]
        while self.header and not self.header[-1]:
            self.header.pop()
        if len(self.header) > MOST_COLUMNS:
            raise _too_large()

    def rows(self) -> Iterator[Row]:
        """The rows under the header; rows without anything are passed over, but counted."""
        width = len(self.header)
        for number, found in enumerate(self._cells(), 1):
            if number > MOST_ROWS:
                raise _too_large()
            self.position = min(1.0, number / self._rows) if self._rows else 0.0
            if number == 1 or not any(cell not in (None, "") for cell in found):
                continue
            cells = [_plain(cell) for cell in found[:width]] + [None] * (width - len(found))
            yield Row(number, cells, _problem(cells, found[width:]))

    def _cells(self) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._sheet.iter_rows(values_only=True)
        except Exception as error:
            raise _unreadable(error) from None


def weigh(path: Path) -> None:
    """Refuse a file that unpacks to too much, by its own table of contents, before parsing it.

    No more than what that table states is ever unpacked, so a lie in it does not help.
    """
    if not openpyxl.DEFUSEDXML:
        raise ImportRefused(_("XLSX is not read on a machine without defusedxml."))
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise _unreadable(error) from None
    held = [part.file_size for part in parts if not part.filename.startswith(SHEETS)]
    if (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > LARGEST_UNPACKED
        or sum(held) > LARGEST_PART_IN_MEMORY
    ):
        raise ImportRefused(_("The file unpacks to too much to be read; save the sheet as CSV."))


def _unreadable(error: Exception) -> ImportRefused:
    return ImportRefused(
        _("The file cannot be read as XLSX: %s") % shown(str(error) or type(error).__name__)
    )


def _plain(cell: Any) -> Any:
    """The cell, and of a formula over many cells its text, as of any other."""
    if isinstance(cell, ArrayFormula):
        return cell.text
    return "=" if isinstance(cell, DataTableFormula) else cell


def _too_large() -> ImportRefused:
    return ImportRefused(
        _("The sheet says it has more rows or columns than a sheet can hold; save it as CSV.")
    )


def _problem(cells: list[Any], beyond: tuple[Any, ...]) -> str:
    if any(cell not in (None, "") for cell in beyond):
        return _("has cells beyond the header")
    if not all(_can_be_stored(cell) for cell in cells):
        return _("holds a NUL byte or half a sign")
    return ""


def _can_be_stored(cell: Any) -> bool:
    """Escapes in a sheet can stand for signs that no text may hold."""
    if not isinstance(cell, str):
        return True
    try:
        cell.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in cell
