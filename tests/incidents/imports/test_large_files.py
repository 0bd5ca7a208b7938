"""A file may be as large as it likes: it goes in, or is refused in words, in little memory."""

import random
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from incidents.imports.workbooks import SHEETS
from tests.conftest import campaigns
from tests.incidents.imports.calls import make_phone_team
from tests.incidents.imports.processes import STORED, finish, shared_database, start

pytestmark = pytest.mark.django_db(transaction=True)

MEBIBYTE = 1024 * 1024
MEMORY = 256 * MEBIBYTE
CONTENT = STORED.replace('columns = ["Id"]', "content = true")
SIZES = [4 * MEBIBYTE, pytest.param(200 * MEBIBYTE, marks=pytest.mark.soak, id="200 MiB")]


@pytest.fixture
def database(tmp_path: Path) -> str:
    make_phone_team()
    return shared_database(tmp_path)


def imported(database: str, file: Path, **task: Any) -> dict[str, Any]:
    """What became of the file, in a process that cannot take more than the memory promised."""
    task = {"mapping": CONTENT, "chunk": 2_000, "memory": MEMORY} | task
    _before, after = finish(start(database, file=str(file), **task))
    assert after["peak"] < MEMORY
    campaigns[f"{file.name}, {file.stat().st_size >> 20} MiB"] = f"peak {after['peak'] >> 20} MiB"
    return after


def make_wide(path: Path, size: int) -> None:
    """Sound rows, most of each in a column not used."""
    filler = "x" * 300
    with path.open("w") as file:
        file.write("Id,When,Wait,Note\n")
        for number in range(size // 330):
            file.write(f"{number},2026-11-{2 + number % 14:02} 09:00,{number % 40},{filler}\n")


@pytest.mark.parametrize("size", SIZES)
def test_all_rows_of_a_sound_file_go_in_however_large_it_is(
    database: str, tmp_path: Path, size: int
):
    file = tmp_path / "wide.csv"
    make_wide(file, size)
    after = imported(database, file)
    assert after["contacts"] == after["ledger"] == after["read"] == size // 330


def make_one_line(path: Path, size: int) -> None:
    with path.open("wb") as file:
        for _ in range(size // MEBIBYTE):
            file.write(b"x" * MEBIBYTE)


def make_film(path: Path, size: int) -> None:
    chance = random.Random(29)
    with path.open("wb") as file:
        for _ in range(size // MEBIBYTE):
            file.write(chance.randbytes(MEBIBYTE))


REFUSED: dict[Callable[[Path, int], None], dict[str, str]] = {
    make_one_line: {
        "nl": "Het bestand heeft geen kopregel.",
        "en": "The file has no header row.",
    },
    make_film: {
        "nl": "Het bestand heeft geen kolom “Id”, “Wait”, “When”. De kolommen zijn: ",
        "en": "The file has no column “Id”, “Wait”, “When”. Its columns are: ",
    },
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("make", "language"), [(make_one_line, "nl"), (make_film, "en")])
def test_what_is_no_table_is_refused_in_words_and_nothing_is_stored(
    database: str, tmp_path: Path, make: Callable, language: str, size: int
):
    file = tmp_path / f"{make.__name__}.csv"
    make(file, size)
    after = imported(database, file, mapping=STORED, language=language)
    assert after["refused"].startswith(REFUSED[make][language])
    assert after["refused"].isprintable()
    assert after["contacts"] == after["ledger"] == 0


@pytest.mark.parametrize("size", SIZES)
def test_a_quotation_mark_that_never_ends_costs_its_rows_and_no_memory(
    database: str, tmp_path: Path, size: int
):
    file = tmp_path / "quoted.csv"
    make_wide(file, size)
    content = file.read_bytes().replace(b"\n1,", b'\n"1,', 1)
    file.write_bytes(content)
    after = imported(database, file)
    assert after["contacts"] == after["ledger"] == after["added"]
    assert after["rejected"] > 0
    assert "aanhalingsteken" in after["errors"][0]


@pytest.mark.soak
@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("nl", "Het bestand is uitgepakt te groot om te lezen; bewaar het blad als CSV."),
        ("en", "The file unpacks to too much to be read; save the sheet as CSV."),
    ],
)
def test_a_workbook_of_200_mib_is_refused_before_it_is_read(
    database: str, tmp_path: Path, language: str, says: str
):
    file, chance = tmp_path / "calls.xlsx", random.Random(29)
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(f"{SHEETS}sheet1.xml", "w") as sheet,
    ):
        for _ in range(401):
            sheet.write(chance.randbytes(MEBIBYTE // 2).hex().encode())
    assert file.stat().st_size > 200 * MEBIBYTE
    after = imported(database, file, language=language)
    assert after["refused"] == says
    assert after["contacts"] == after["ledger"] == 0
