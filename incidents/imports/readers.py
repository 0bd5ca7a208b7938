"""Opening a file: rows come out one by one, whatever its size; what cannot be read says so."""

import codecs
import csv
import hashlib
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from django.utils.translation import gettext as _

from incidents.imports.errors import ImportRefused, shown

Cell = str | int | float | bool | datetime | date | time | timedelta | None

BLOCK = 1024 * 1024
#: No line of a sound file comes near it; a longer one is refused without being kept.
LONGEST_LINE = 1024 * 1024
#: Columns of the file named in a message.
MOST_NAMED = 50
DELIMITERS = ",;\t|"
UTF_8_MARK = codecs.BOM_UTF8


class Row(NamedTuple):
    """One row; `number` counts the header as 1. With a `problem` the cells are as they came."""

    number: int
    cells: list[Cell]
    problem: str = ""


class RowFile(Protocol):
    """A file with a header and rows under it; `position` is how much of it was read, 0..1."""

    header: list[str]
    position: float

    def rows(self) -> Iterator[Row]: ...


@dataclass(frozen=True)
class CsvDialect:
    """How the text of a CSV file is written."""

    encoding: str
    delimiter: str
    has_mark: bool


class LineTooLong(Exception):
    """A line, or a row over many lines, without an end in sight."""


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits. Raises ImportRefused when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ImportRefused(_("The file cannot be opened: %s") % error) from None


class CsvFile:
    """A CSV file of any size; a line that cannot be read is a problem of its row only."""

    def __init__(
        self, path: Path, *, wanted: Collection[str], delimiter: str = "", encoding: str = ""
    ) -> None:
        self.path, self.position = path, 0.0
        self._size = path.stat().st_size or 1
        with path.open("rb") as file:
            start = file.read(4)
        if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise ImportRefused(_("The file is in UTF-16; save it as CSV in UTF-8."))
        has_mark = start.startswith(UTF_8_MARK)
        encoding = encoding or ("utf-8" if has_mark else sniff_encoding(path))
        self.dialect = CsvDialect(encoding, delimiter or ",", has_mark)
        first = self._first_line()
        _refuse_bare_returns(first)
        self.dialect = CsvDialect(encoding, delimiter or sniff_delimiter(first, wanted), has_mark)
        self.header = [clean_name(name) for name in _split(first, self.dialect.delimiter)]

    def rows(self) -> Iterator[Row]:
        """The rows under the header; lines without anything are passed over, but counted."""
        with self.path.open("rb") as file:
            lines = _Lines(file, self.dialect.encoding)
            reader = csv.reader(lines, delimiter=self.dialect.delimiter, strict=True)
            for row in self._read(reader, lines):
                self.position = lines.read_bytes / self._size
                if row.number > 1 and row.cells:
                    yield row

    def _read(self, reader: Iterator[list[str]], lines: "_Lines") -> Iterator[Row]:
        width = len(self.header)
        for number in count(1):
            lines.begin_row()
            problem = ""
            try:
                cells: list[Cell] = list(next(reader))
            except StopIteration:
                return
            except (csv.Error, LineTooLong):
                cells, problem = (
                    [lines.kept()],
                    _(
                        "cannot be split into cells: a quotation mark that does not end, "
                        "or a line that is too long"
                    ),
                )
            yield Row(number, cells, problem or _problem(cells, width, lines))

    def _first_line(self) -> str:
        with self.path.open("rb") as file:
            try:
                return next(iter(_Lines(file, self.dialect.encoding)))
            except (StopIteration, LineTooLong):
                file.seek(0)
                _refuse_bare_returns(file.read(BLOCK).decode("latin-1"))
                raise ImportRefused(_("The file has no header row.")) from None


class _Lines:
    """The lines of an open file as text, which remembers what was odd since `begin_row`."""

    def __init__(self, file: IO[bytes], encoding: str) -> None:
        self._file, self._encoding = file, encoding
        self.read_bytes = 0
        self.begin_row()

    def begin_row(self) -> None:
        self._lines: list[str] = []
        self._length = 0
        self.has_odd_bytes = self.has_nul = False

    def kept(self) -> str:
        """The text of the row as it came."""
        return "".join(self._lines).rstrip("\r\n")

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        if self.read_bytes == 0 and line.startswith(UTF_8_MARK):
            line, self.read_bytes = line[len(UTF_8_MARK) :], len(UTF_8_MARK)
        self.read_bytes += len(line)
        self._length += len(line)
        if self._length >= LONGEST_LINE:
            self._skip_line(line)
            raise LineTooLong
        try:
            text = line.decode(self._encoding)
        except UnicodeDecodeError:
            self.has_odd_bytes = True
            text = line.decode(self._encoding, "surrogateescape")
        if b"\0" in line:
            self.has_nul = True
        self._lines.append(text)
        return text

    def _skip_line(self, line: bytes) -> None:
        while line and not line.endswith(b"\n"):
            line = self._file.readline(LONGEST_LINE)
            self.read_bytes += len(line)
        self._lines = self._lines[:1] or [_("(too long to keep)")]


def _problem(cells: list[Cell], width: int, lines: _Lines) -> str:
    if lines.has_odd_bytes:
        return _("holds signs in another encoding than the rest of the file")
    if lines.has_nul:
        return _("holds a NUL byte")
    if cells and len(cells) != width:
        return _("has %(cells)d cells, the header has %(header)d") % {
            "cells": len(cells),
            "header": width,
        }
    return ""


def sniff_encoding(path: Path) -> str:
    """UTF-8 when the file holds any sign in it, or none beyond ASCII; else Windows-1252.

    Where both occur, it is UTF-8 and the other lines are refused one by one.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while block := file.read(BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            file.seek(0)
            lines = iter(lambda: file.readline(LONGEST_LINE), b"")
            return "utf-8" if any(map(_is_beyond_ascii_in_utf_8, lines)) else "cp1252"
    return "utf-8"


def _is_beyond_ascii_in_utf_8(line: bytes) -> bool:
    if line.isascii():
        return False
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def sniff_delimiter(header: str, wanted: Collection[str]) -> str:
    """The delimiter that gives the most columns the mapping names, then the most columns."""

    def found(delimiter: str) -> tuple[int, int]:
        names = [clean_name(name) for name in _split(header, delimiter)]
        return len(set(names) & set(wanted)), len(names)

    return max(DELIMITERS, key=found)


def _refuse_bare_returns(line: str) -> None:
    """The lines of old spreadsheets end in CR alone: then the whole file is one line."""
    unquoted = "".join(line.rstrip("\r\n").split('"')[::2])
    if "\r" in unquoted:
        raise ImportRefused(
            _("The lines of the file end in CR alone, which is not read; save it as CSV again.")
        )


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def clean_name(name: object) -> str:
    """The name of a column as mappings write it: no spaces around it, one way to write é."""
    return unicodedata.normalize("NFC", str(name if name is not None else "")).strip()


def check_header(header: list[str], wanted: Collection[str]) -> None:
    """Raises ImportRefused for columns that the mapping names and the file lacks, or has twice."""
    if not any(header):
        raise ImportRefused(
            _("The first line of the file is empty; the names of the columns have to stand there.")
        )
    absent = sorted(set(wanted) - set(header))
    if absent:
        raise ImportRefused(
            _("The file has no column %(absent)s. Its columns are: %(header)s.")
            % {
                "absent": ", ".join(f"“{name}”" for name in absent),
                "header": ", ".join(f"“{shown(name)}”" for name in header[:MOST_NAMED]),
            }
        )
    twice = sorted({name for name in wanted if header.count(name) > 1})
    if twice:
        raise ImportRefused(_("The file has the column “%s” twice.") % twice[0])
