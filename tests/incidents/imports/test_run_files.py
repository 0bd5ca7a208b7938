"""Files as they come: delimiters, encodings, columns."""

from pathlib import Path

import pytest

from incidents.imports.errors import ImportRefused
from incidents.models import ImportRun, Incident
from people.models import Team
from tests.incidents.imports.calls import (
    MAPPING,
    import_file,
    import_text,
    make_phone_team,
    written,
)

pytestmark = pytest.mark.django_db

HEADER = "Id,When,Wait\n"
GOOD = "1,2026-11-02 09:00,18\n"


@pytest.fixture
def team() -> Team:
    return make_phone_team()


def contact(key: str = "1") -> Incident:
    return Incident.objects.get(row_key=key)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_the_columns_of_the_mapping(
    team: Team, tmp_path: Path, delimiter: str
):
    text = ("a|b;c " + HEADER + "x" + GOOD).replace(",", delimiter)
    mapping = MAPPING.replace('"Id"', '"a|b;c Id"')
    if delimiter in ";|":
        text, mapping = (HEADER + GOOD).replace(",", delimiter), MAPPING
    assert import_text(tmp_path, text, mapping).counts.added == 1


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffId;When;Wait;Onderwerp\n1;2026-11-02 09:00;18;Café\n".encode(),
        "Id;When;Wait;Onderwerp\r\n1;2026-11-02 09:00;18;Café\r\n".encode("cp1252"),
        "Id;When;Wait;Onderwerp\n1;2026-11-02 09:00;18;Cafe\u0301\n".encode(),
    ],
)
def test_marks_and_encodings_are_understood(team: Team, tmp_path: Path, content: bytes):
    mapping = MAPPING + '[subject]\ncolumn = "Onderwerp"\n'
    path = written(tmp_path, content)
    import_file(path, mapping)
    assert contact().subject == "Café"


def test_a_line_in_another_encoding_is_that_rows_error(team: Team, tmp_path: Path):
    head, utf8 = b"Id,When,Wait,S\n", "1,2026-11-02 09:00,18,Café\n".encode()
    cp1252 = "2,2026-11-02 09:00,18,Café\n".encode("cp1252")
    rejects = tmp_path / "rejects.csv"
    path = written(tmp_path, head + utf8 + cp1252)
    report = import_file(path, MAPPING + '[subject]\ncolumn = "S"\n', rejects=rejects)
    assert (report.counts.added, report.counts.rejected) == (1, 1)
    assert b"2,2026-11-02 09:00,18,Caf\xe9," in rejects.read_bytes()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Id,When\n1,x\n", "Wait"),
        ("", "kop|header"),
        ("Id,When,Wait,Wait\n", "Wait"),
        ("\n" + HEADER + GOOD, "eerste regel|first line"),
        (";;\n" + HEADER + GOOD, "eerste regel|first line"),
        ((HEADER + GOOD).replace("\n", "\r"), "CR"),
        ("\r\r" + (HEADER + GOOD * 60_000).replace("\n", "\r"), "CR"),
    ],
)
def test_a_file_with_other_columns_is_refused(team: Team, tmp_path: Path, text: str, named: str):
    with pytest.raises(ImportRefused) as refused:
        import_text(tmp_path, text)
    assert any(part in str(refused.value) for part in named.split("|"))
    assert ImportRun.objects.count() == 0


def test_a_column_nobody_asked_for_is_named_and_passed_over(team: Team, tmp_path: Path):
    report = import_text(tmp_path, "Id,When,Wait,Agent\n1,2026-11-02 09:00,18,Diane\n")
    assert (report.counts.added, report.unused_columns) == (1, ["Agent"])
