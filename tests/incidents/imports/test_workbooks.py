"""XLSX: real dates and times, formulas as text, and what unpacks to too much never parsed."""

import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from incidents.imports import workbooks
from incidents.imports.errors import ImportRefused
from incidents.models import Incident, Observation
from people.models import Team
from tests.incidents.imports.calls import MAPPING, import_file, make_answer, make_phone_team

pytestmark = pytest.mark.django_db

HEADER = ["Id", "Day", "Hour", "Wait", "Talk", "Subject"]
SPLIT = MAPPING.replace(
    'column = "When"\nformat = "%Y-%m-%d %H:%M"',
    'date = { column = "Day", format = "%d-%m-%Y" }\ntime = { column = "Hour", format = "%H:%M" }',
)
WORKBOOK = (
    SPLIT
    + """
[[behaviour]]
code = "TALK"
reads = "duration"
column = "Talk"
[subject]
column = "Subject"
"""
)


@pytest.fixture(autouse=True)
def team() -> Team:
    team = make_phone_team()
    make_answer(team, "TALK")
    return team


def saved(folder: Path, rows: list[list[Any]], name: str = "calls.xlsx") -> Path:
    book = openpyxl.Workbook()
    for row in [HEADER, *rows]:
        book.worksheets[0].append(row)
    book.save(folder / name)
    return folder / name


def with_sheet(source: Path, change: Callable[[bytes], bytes], name: str) -> Path:
    """The workbook with the XML of its sheet changed."""
    target = source.with_name(name)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            is_sheet = part.filename == "xl/worksheets/sheet1.xml"
            new.writestr(part.filename, change(content) if is_sheet else content)
    return target


def call(*cells: Any) -> list[Any]:
    return [*cells, *[7, date(2026, 11, 2), time(9, 0), 18, time(0, 2, 5), "x"][len(cells) :]]


def test_real_dates_times_and_durations_are_taken(tmp_path: Path):
    import_file(saved(tmp_path, [call()]), WORKBOOK)
    stored = Incident.objects.get()
    assert (stored.row_key, stored.subject) == ("7", "x")
    assert stored.occurred_at == datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
    values = dict(Observation.objects.values_list("behaviour__code", "value"))
    assert values == {"ANSWER": 18, "TALK": 125}


@pytest.mark.parametrize(
    "cells",
    [
        (7, 46_328, time(9, 0)),
        (7, datetime(2026, 11, 2, 9, 0), time(9, 0)),
        (7, date(2026, 11, 2), 0.375),
        (7, date(2026, 11, 2), time(9, 0), 3.5),
        (7, date(2026, 11, 2), time(9, 0), "=3+4"),
        (7, date(2026, 11, 2), time(9, 0), True),
        (7, date(2026, 11, 2), time(9, 0), -1),
        (7, date(2026, 11, 2), time(9, 0), 18, 125),
        (7, date(2026, 11, 2), time(9, 0), 18, time(0, 2, 5, 500_000)),
        (7, date(2026, 11, 2), time(9, 0), 18, time(0, 2, 5), "x" * 121),
        (7, date(2026, 11, 2), time(9, 0), 18, time(0, 2, 5), "x", "beyond the header"),
    ],
)
def test_a_cell_of_another_kind_is_that_rows_error(tmp_path: Path, cells: tuple[Any, ...]):
    report = import_file(saved(tmp_path, [call(*cells), call(8)]), WORKBOOK)
    assert (report.counts.added, report.counts.rejected) == (1, 1)


def test_a_formula_is_text_and_never_worked_out(tmp_path: Path):
    path = saved(tmp_path, [[*call()[:5], "=1+1"]])
    import_file(path, WORKBOOK)
    assert Incident.objects.get().subject == "=1+1"


def test_a_formula_over_many_cells_is_its_text_too_and_the_same_every_time(tmp_path: Path):
    many = [ArrayFormula("F2:F3", "=SUM(A1:A2)"), DataTableFormula("F2:F3")]
    path = saved(tmp_path, [[*call(number)[:5], cell] for number, cell in enumerate(many)])
    content = WORKBOOK.replace('columns = ["Id"]', "content = true")
    assert import_file(path, content).counts.added == 2
    assert {row.subject for row in Incident.objects.all()} == {"=SUM(A1:A2)", "="}
    assert import_file(path, content).counts.known == 2


def test_rejected_rows_come_back_with_their_kinds_of_cells(tmp_path: Path):
    rejects = tmp_path / "rejects.xlsx"
    bad = [7, date(2026, 11, 2), time(9, 0), -1, time(0, 2, 5), "=1+1"]
    import_file(saved(tmp_path, [bad]), WORKBOOK, rejects=rejects)
    book = openpyxl.load_workbook(rejects)
    header, row = book.worksheets[0].iter_rows()
    assert [cell.value for cell in header[:-1]] == HEADER
    assert row[1].value == datetime(2026, 11, 2)
    assert (row[2].value, row[5].value, row[5].data_type) == (time(9, 0), "=1+1", "s")
    row[3].value = 5
    book.save(rejects)
    assert import_file(rejects, WORKBOOK).counts.added == 1


def test_a_file_is_weighed_before_it_is_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b"\0" * 13 * 1024 * 1024)
    assert bomb.stat().st_size < 50_000
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *_, **__: pytest.fail("it was parsed"))
    with pytest.raises(ImportRefused, match="CSV"):
        import_file(bomb, WORKBOOK)
    with zipfile.ZipFile(bomb, "w") as archive:
        for number in range(workbooks.MOST_PARTS + 1):
            archive.writestr(f"{number}", b"")
    with pytest.raises(ImportRefused, match="CSV"):
        import_file(bomb, WORKBOOK)


def test_a_number_no_workbook_can_hold_is_that_rows_error_and_comes_back(tmp_path: Path):
    endless = with_sheet(
        saved(tmp_path, [call(), call(8)]),
        lambda sheet: sheet.replace(b"<v>18</v>", b"<v>" + b"9" * 400 + b"</v>", 1),
        "endless.xlsx",
    )
    rejects = tmp_path / "rejects.xlsx"
    counts = import_file(endless, WORKBOOK, rejects=rejects).counts
    assert (counts.added, counts.rejected) == (1, 1)
    rows = list(openpyxl.load_workbook(rejects).worksheets[0].values)
    assert rows[1][3] == "9" * 400


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""


def test_entities_and_broken_files_are_refused(tmp_path: Path):
    good = saved(tmp_path, [call()])
    odd = with_sheet(good, lambda _: ENTITIES, "odd.xlsx")
    with pytest.raises(ImportRefused, match="XLSX"):
        import_file(odd, WORKBOOK)
    odd.write_bytes(good.read_bytes()[:500])
    with pytest.raises(ImportRefused, match="XLSX"):
        import_file(odd, WORKBOOK)
    assert Incident.objects.count() == 0


@pytest.mark.filterwarnings("error")
def test_a_file_that_breaks_halfway_leaves_no_half_a_file_of_rejected_rows(tmp_path: Path):
    rows = [call(number, date(2026, 11, 2), time(9, 0), -1) for number in range(200)]
    broken = with_sheet(
        saved(tmp_path, rows), lambda sheet: sheet.replace(b"</sheetData>", b"<"), "broken.xlsx"
    )
    with pytest.raises(ImportRefused, match="XLSX"):
        import_file(broken, 'without_norm = "store"\n' + WORKBOOK, rejects=tmp_path / "no.xlsx")
    assert {path.name for path in tmp_path.iterdir()} == {"calls.xlsx", "broken.xlsx"}


def test_a_sheet_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(ImportRefused, match="Calls"):
        import_file(saved(tmp_path, [call()]), WORKBOOK + '[file]\nsheet = "Calls"\n')


BEYOND = {
    "row": (b'<row r="2"', b'<row r="99999999999"'),
    "column": (b"</row>", b'<c t="inlineStr"><is><t>x</t></is></c>' * 20_000 + b"</row>"),
}


@pytest.mark.parametrize("what", BEYOND)
def test_a_sheet_that_says_it_is_larger_than_any_sheet_is_refused(tmp_path: Path, what: str):
    """Each row passed over would be counted one by one, and no rejects could be written."""
    far = with_sheet(
        saved(tmp_path, [call()]), lambda sheet: sheet.replace(*BEYOND[what], 1), "far.xlsx"
    )
    with pytest.raises(ImportRefused, match="CSV"):
        import_file(far, WORKBOOK, rejects=tmp_path / "rejects.xlsx")
    assert Incident.objects.count() == 0


def test_a_file_without_a_sheet_is_refused(tmp_path: Path):
    good, none = saved(tmp_path, [call()]), tmp_path / "none.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(none, "w") as new:
        for name in set(old.namelist()) - {"xl/worksheets/sheet1.xml"}:
            new.writestr(name, old.read(name))
    with pytest.raises(ImportRefused, match="geen blad met cellen"):
        import_file(none, WORKBOOK)
