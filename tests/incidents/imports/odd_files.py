"""Whole files that make no sense: CSV and XLSX, near to sound ones, then damaged."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from hypothesis import strategies as st

from tests.incidents.imports.odd import CELLS, ENDS, EVERYTHING, ODD, SOUND, line

Damage = Callable[[bytes], bytes]

SNIFFED = EVERYTHING.replace('encoding = "utf-8"\ndelimiter = ","', "")
MAPPINGS = st.sampled_from(
    [
        EVERYTHING,
        SNIFFED,
        SNIFFED.replace('columns = ["Id"]', "content = true"),
        'without_norm = "store"\n' + SNIFFED,
    ]
)

HEADER = (",".join(SOUND) + "\n").encode()
FIRST = line({"Id": b"first"})
#: Pieces that readers stumble over, some of them long.
PIECES = st.one_of(
    st.binary(max_size=30),
    st.sampled_from(
        [b"\0", b'"', b'""', b"\r", b"\n", b"\r\n", b"\xff", b"\xef\xbb\xbf", b"\x1a", b"\xff\xfe"]
    ),
    # Bytes in all: the longest is longer than the longest line.
    st.builds(
        lambda piece, length: piece * (length // len(piece)),
        st.sampled_from([b",", b";", b'"', b"\n", b"x", b"\0", b"a,b\n", FIRST]),
        st.sampled_from([100, 100, 100, 10_000, 10_000, 1_200_000]),
    ),
)


def put_in(place: float, piece: bytes) -> Damage:
    return lambda file: file[: int(place * len(file))] + piece + file[int(place * len(file)) :]


def cut_out(place: float, length: int) -> Damage:
    def cut(file: bytes) -> bytes:
        start = int(place * len(file))
        return file[:start] + file[start + length :]

    return cut


def over(place: float, piece: bytes) -> Damage:
    return lambda file: put_in(place, piece)(cut_out(place, len(piece))(file))


def encoded(encoding: str) -> Damage:
    return lambda file: file.decode(errors="replace").encode(encoding, "replace")


def instead(old: bytes, new: bytes) -> Damage:
    return lambda file: file.replace(old, new)


PLACES = st.floats(0, 1)
DAMAGE = st.one_of(
    st.builds(put_in, PLACES, PIECES),
    st.builds(cut_out, PLACES, st.integers(0, 400)),
    st.builds(over, PLACES, st.binary(min_size=1, max_size=8)),
)
CSV_DAMAGE = DAMAGE | st.one_of(
    st.sampled_from(["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp850", "utf-7"]).map(encoded),
    st.builds(instead, st.just(b","), st.sampled_from([b";", b"\t", b"|", b" ", b""])),
    st.builds(instead, st.just(b"\n"), st.sampled_from([b"\r\n", b"\r", b"\n\n", b"\0\n"])),
    st.builds(instead, st.just(b'"'), st.sampled_from([b"'", b""])),
    st.builds(instead, st.sampled_from([b"Id", b"Team", b"Wait"]), st.sampled_from([b"", b"Day"])),
)


def damaged(file: bytes, damages: list[Damage]) -> bytes:
    for damage in damages:
        file = damage(file)
    return file


CSV_FILES = st.builds(
    lambda rows, damages: damaged(
        HEADER + FIRST + b"".join(line({"Id": b"odd%d" % n} | row) for n, row in enumerate(rows)),
        damages,
    ),
    st.lists(CELLS, max_size=6),
    st.lists(CSV_DAMAGE, max_size=2),
)


@cache
def parts() -> dict[str, bytes]:
    """The parts of a sound workbook with styles 1 to 4: a date, a moment, a time, a duration."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.worksheets[0].append(
        [date(2026, 11, 2), datetime(2026, 11, 2, 9), time(9), timedelta(hours=9), "shared"]
    )
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


SHEET = "xl/worksheets/sheet1.xml"
PART = st.sampled_from(sorted(parts()))
NUMBERS = st.sampled_from(
    ["46328", "0.375", "18", "0", "-1", "1e999", "-0.0", "nan", "9" * 400, "9" * 5_000, "2958466"]
)
TEXTS = st.one_of(
    st.sampled_from([*ODD, *(end for ends in ENDS.values() for end in ends), *SOUND.values()]),
    st.sampled_from(["_x0000_", "_xD800_", "true", "2026-11-02T09:00:00", "PT9H", "#REF!"]),
    st.text(max_size=30),
)
FORMULAS = st.sampled_from(
    [
        "<f>1+1</f>",
        "<f/>",
        '<f t="array" ref="A1:B2">SUM(A1:A9)</f>',
        '<f t="array"/>',
        '<f t="shared" si="0" ref="A1:A9">A1+1</f>',
        '<f t="shared" si="0"/>',
        '<f t="dataTable" ref="A1:B2" dt2D="1" r1="A1"/>',
        '<f t="odd" si="x">=</f>',
    ]
)


def seldom(strategy: st.SearchStrategy, mostly: st.SearchStrategy) -> st.SearchStrategy:
    """One time in six; most workbooks are sound but for their values, or none would be read."""
    return st.integers(0, 5).flatmap(lambda die: strategy if die == 0 else mostly)


def cell_xml(kind: str, style: str, value: str, formula: str, reference: str) -> str:
    said = "".join(
        f" {name}={quoteattr(text)}"
        for name, text in (("r", reference), ("t", kind), ("s", style))
        if text
    )
    said = "".join(sign for sign in said if sign.isprintable())
    text = escape("".join(sign for sign in value if sign in "\t\n\r" or sign >= " "))
    inside = f"<is><t>{text}</t></is>" if kind == "inlineStr" else f"{formula}<v>{text}</v>"
    return f"<c{said}>{inside}</c>"


def sound(name: str) -> str:
    return cell_xml("inlineStr", "", SOUND.get(name, name), "", "")


PLAIN_CELLS = st.one_of(
    st.builds(cell_xml, st.just("inlineStr"), st.just(""), TEXTS, st.just(""), st.just("")),
    st.builds(
        cell_xml,
        st.just("n"),
        st.sampled_from(["", "1", "2", "3", "4"]),
        NUMBERS,
        st.just("") | FORMULAS,
        st.just(""),
    ),
    st.builds(cell_xml, st.just("str"), st.just(""), TEXTS, FORMULAS, st.just("")),
)
ODD_CELLS = st.one_of(
    st.builds(
        cell_xml,
        st.sampled_from(["n", "s", "b", "e", "d", "str", "odd"]),
        st.sampled_from(["", "1", "99", "-1", "x"]),
        NUMBERS | TEXTS,
        st.just("") | FORMULAS,
        st.sampled_from(["", "A1", "C3", "XFD4", "ZZZ9", "ZZZZ1", "1", "A", "A0", "é1"]),
    ),
    st.sampled_from(["", "<c/>", "<v>1</v>", "<c><is/></c>", '<c t="inlineStr"/>']),
)
#: Where a row says that it stands; most say nothing, and come after the one before.
ROW_NUMBERS = st.sampled_from(
    [""] * 40 + ["0", "-1", "x", "3.0", "3.5", "1048576", "99999999999", "9" * 40]
)


def row_xml(cells: dict[str, str], number: str, more: str) -> str:
    found = "".join(cells.get(name, sound(name)) for name in SOUND)
    return f'<row r="{number}">{found}{more}</row>' if number else f"<row>{found}{more}</row>"


ODD_ROWS = st.builds(
    row_xml,
    st.dictionaries(
        st.sampled_from(list(SOUND)), seldom(ODD_CELLS, PLAIN_CELLS), min_size=1, max_size=3
    ),
    ROW_NUMBERS,
    st.sampled_from([""] * 15 + ["<c><v>1</v></c>", '<c r="XFD3"><v>1</v></c>', "<c/>" * 20_000]),
)


def sheet_xml(rows: list[str]) -> bytes:
    """A sheet with a header, a sound row and these."""
    names = "".join(cell_xml("inlineStr", "", name, "", "") for name in SOUND)
    first = row_xml({"Id": cell_xml("inlineStr", "", "first", "", "")}, "", "")
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    inside = f"<row>{names}</row>{first}{''.join(rows)}"
    return f'<worksheet xmlns="{space}"><sheetData>{inside}</sheetData></worksheet>'.encode(
        errors="replace"
    )


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
<x>&b;</x>"""
PART_DAMAGE = st.one_of(
    DAMAGE,
    st.sampled_from([b"", b"x", BOMB, b"<x/>", b"\0" * 3_000_000]).map(lambda part: lambda _: part),
)


def workbook(
    sheet: bytes, damages: dict[str, Damage], without: set[str], method: int, last: list[Damage]
) -> bytes:
    """A workbook with this sheet, some parts damaged and some left out, and damaged as a whole."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, part in (parts() | {SHEET: sheet}).items():
            if name not in without:
                archive.writestr(name, damages.get(name, bytes)(part))
    return damaged(file.getvalue(), last)


XLSX_FILES = st.builds(
    workbook,
    st.lists(ODD_ROWS, max_size=4).map(sheet_xml),
    seldom(st.dictionaries(PART, PART_DAMAGE, max_size=2), st.just({})),
    seldom(st.sets(PART, max_size=2), st.just(set())),
    st.sampled_from([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_LZMA]),
    seldom(st.lists(DAMAGE, max_size=2), st.just([])),
)
