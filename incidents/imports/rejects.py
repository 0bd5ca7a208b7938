"""The rejected rows as a file of the same kind: the same cells, and the reason in one column more.

Cells are left exactly as they came, so that the file can be imported once it is put right.
"""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from incidents.imports.errors import ImportRefused
from incidents.imports.readers import Cell, CsvDialect, CsvFile, RowFile

#: A number in a workbook is a float; a whole number beyond its reach goes back as text.
MOST_BITS = 1_023


class Rejects(Protocol):
    """Takes rejected rows; the file stands under its name once it is closed, or is dropped."""

    def add(self, cells: Sequence[Cell], reason: str) -> None: ...

    def close(self) -> None: ...

    def drop(self) -> None: ...


class NoRejects:
    """Nobody asked for the rejected rows."""

    def add(self, cells: Sequence[Cell], reason: str) -> None:
        pass

    def close(self) -> None:
        pass

    def drop(self) -> None:
        pass


def open_rejects(path: Path | None, file: RowFile) -> Rejects:
    """Where the rejected rows of `file` go. Raises ImportRefused for another kind of file."""
    if path is None:
        return NoRejects()
    suffix = ".csv" if isinstance(file, CsvFile) else ".xlsx"
    if path.suffix.lower() != suffix:
        raise ImportRefused(
            _("The rejected rows of this file go to a file that ends in %s.") % suffix
        )
    try:
        if isinstance(file, CsvFile):
            return CsvRejects(path, file.header, file.dialect)
        return WorkbookRejects(path, file.header)
    except OSError as error:
        raise ImportRefused(_("The file for rejected rows cannot be made: %s") % error) from None


def _partial(path: Path) -> Path:
    """Half a file never bears the name of a whole one."""
    return path.with_name(f"{path.name}.part")


def _harmless(reason: str) -> str:
    """No spreadsheet takes a reason for a formula."""
    return f"'{reason}" if reason[:1] in "=+-@\t\r" else reason


class CsvRejects:
    """Rejected rows in the encoding and with the delimiter they came in."""

    def __init__(self, path: Path, header: Sequence[str], dialect: CsvDialect) -> None:
        self._path = path
        encoding = "utf-8-sig" if dialect.has_mark else dialect.encoding
        self._file = _partial(path).open(
            "w", encoding=encoding, errors="surrogateescape", newline=""
        )
        self._encoding = dialect.encoding
        self._writer = csv.writer(self._file, delimiter=dialect.delimiter)
        self._writer.writerow([*header, _("reason")])

    def add(self, cells: Sequence[Cell], reason: str) -> None:
        # What the file's encoding lacks may be missing in our words, never in the row itself.
        words = reason.encode(self._encoding, "replace").decode(self._encoding)
        self._writer.writerow([*cells, _harmless(words)])

    def close(self) -> None:
        self._file.close()
        _partial(self._path).replace(self._path)

    def drop(self) -> None:
        self._file.close()
        _partial(self._path).unlink()


class WorkbookRejects:
    """Rejected rows with the kinds of cells they came with; formulas stay text."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        self._path = path
        _partial(path).touch()
        self._book = openpyxl.Workbook(write_only=True)
        self._sheet = self._book.create_sheet()
        self._sheet.append([self._cell(name) for name in [*header, _("reason")]])

    def add(self, cells: Sequence[Cell], reason: str) -> None:
        self._sheet.append([self._cell(cell) for cell in [*cells, reason]])

    def close(self) -> None:
        self._book.save(_partial(self._path))
        _partial(self._path).replace(self._path)

    def drop(self) -> None:
        self._sheet.close()
        _partial(self._path).unlink()

    def _cell(self, value: Cell) -> Any:
        if isinstance(value, int) and value.bit_length() > MOST_BITS:
            value = str(value)
        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(self._sheet, value=ILLEGAL_CHARACTERS_RE.sub("�", value))
        cell.data_type = "s"
        return cell
