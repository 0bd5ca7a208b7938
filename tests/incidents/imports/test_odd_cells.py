"""Whatever a cell holds, it is at most that row's error."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.imports.chunks import judged_contact
from incidents.imports.errors import RowRefused
from incidents.imports.readers import Row
from incidents.imports.rows import Draft
from incidents.judging import Entry, Judge
from incidents.models import ImportRun, Incident, Source
from tests.builders import allow, make_behaviour, make_department, make_norm, make_team
from tests.incidents.imports.calls import (
    AT,
    MAPPING,
    import_file,
    import_text,
    make_phone_team,
    written,
)

pytestmark = pytest.mark.django_db

HEADER = "Id,When,Wait\n"
WRITTEN = "%Y-%m-%d %H:%M"


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        ("%Y-%m-%d %H:%M:%S %z", "2026-11-02 09:00:00 +0100", "9999-12-31 23:59:59 -1200"),
        ("%Y-%m-%d %H:%M:%S %z", "2026-11-02 09:00:00 +0100", "9999-12-31 23:30:00 +0000"),
        ("%Y-%m-%d %H:%M:%S %z", "2026-11-02 09:00:00 +0100", "0001-01-01 00:00:00 +1200"),
        ("%Y-%m-%d %H:%M:%S.%f", "2026-11-02 09:00:00.0", "9999-12-31 23:59:59.999999"),
        ("%Y-%m-%d %H:%M:%S", "2026-11-02 09:00:00", "9999-12-31 23:59:59"),
    ],
)
def test_a_moment_at_the_end_of_time_is_that_rows_error(
    tmp_path: Path, form: str, good: str, bad: str
):
    make_phone_team()
    mapping = MAPPING.replace(WRITTEN, form)
    report = import_text(tmp_path, f"{HEADER}1,{good},18\n2,{bad},18\n3,{good},18\n", mapping)
    assert (report.counts.added, report.counts.rejected) == (2, 1)
    assert "When" in report.errors[0]


def test_the_offset_of_a_time_that_stands_apart_rules(tmp_path: Path):
    make_phone_team()
    apart = """date = { column = "Day", format = "%Y-%m-%d" }
time = { column = "Clock", format = "%H:%M:%S.%f%z" }"""
    mapping = MAPPING.replace('column = "When"\nformat = "%Y-%m-%d %H:%M"', apart)
    text = "Id,Day,Clock,Wait\n1,2026-11-02,09:00:00.5+0500,18\n"
    import_text(tmp_path, text, mapping)
    assert Incident.objects.get().occurred_at == datetime(2026, 11, 2, 4, 0, tzinfo=UTC)


def test_a_value_without_a_norm_names_its_behaviours():
    team = make_team(slug="team")
    codes = [make_behaviour(code).pk for code in ("B-TWO", "A-ONE")]
    draft = Draft(
        row=Row(2, []),
        key="1",
        digest="",
        day=AT.date(),
        occurred_at=AT,
        team=team,
        employee=None,
        channel="phone",
        subject="",
        answered=True,
        entries={pk: Entry(value=3) for pk in codes},
    )
    with pytest.raises(RowRefused, match=r"2026-11-16.*: A-ONE, B-TWO$"):
        judged_contact(draft, Judge(), ImportRun(source=Source()), AT)


EVERYTHING = """
source = "odd"
missing = ["-"]
[file]
encoding = "utf-8"
delimiter = ","
[reference]
columns = ["Id"]
[moment]
date = { column = "Day", format = "%Y-%m-%d" }
time = { column = "Clock", format = "%H:%M:%S.%f %z" }
[team]
column = "Team"
create = true
parent = "service"
[employee]
column = "Agent"
create = true
[channel]
column = "Channel"
[subject]
column = "Subject"
[[behaviour]]
code = "WAIT"
reads = "seconds"
column = "Wait"
[[behaviour]]
code = "TALK"
reads = "duration"
column = "Talk"
[[behaviour]]
code = "STARS"
reads = "rating"
column = "Stars"
[[behaviour]]
code = "SOLVED"
reads = "words"
column = "Solved"
words = { Y = true, N = false }
[[behaviour]]
code = "HELD"
reads = "difference"
start = { column = "Held", format = "%Y-%m-%d %H:%M:%S %z" }
end = { column = "Freed", format = "%y%j %H:%M" }
"""
SOUND = {
    "Id": "1",
    "Day": "2026-11-02",
    "Clock": "09:00:00.0 +0100",
    "Team": "Balie",
    "Agent": "Diane",
    "Channel": "phone",
    "Subject": "Paspoort",
    "Wait": "18",
    "Talk": "0:02:05",
    "Stars": "4",
    "Solved": "Y",
    "Held": "2026-11-02 09:00:00 +0100",
    "Freed": "26306 09:05",
}
#: Signs that cells are made of, so that what is found lies near what is meant.
NEAR = st.text(st.sampled_from("0123456789-:+., TZ/eE\u0663\u00b2\u202e"), max_size=30)
#: What lies at the end of what a column can hold.
ENDS = {
    "Day": ("9999-12-31", "0001-01-01", "1900-01-01", "2026-10-25", "2026-02-30"),
    "Clock": ("23:59:59.999999 -2359", "00:00:00.0 +2359", "24:00:00.0 +0000", "09:00:00.5 Z"),
    "Held": ("9999-12-31 23:59:59 -2359", "0001-01-01 00:00:00 +2359", "2026-10-25 02:30:00 Z"),
    "Freed": ("69001 00:00", "68366 23:59", "26084 02:30", "26298 02:30"),
    "Talk": ("99999:59:59", "-1:00:00", "1:60:00"),
    "Id": ("|", "\\", "x" * 201),
}
ODD = (
    *("9" * 18, "9" * 5_000, "-0", "=1+1", "\u00e9" * 151, "x" * 1_000, "-", "", "!!!"),
    *("a\0b", "\r", "\n", '"', "\\N", "\\.", "\ufeff", "\x1f", "\x85"),
)
ANY = st.one_of(st.sampled_from(ODD), NEAR, st.text(max_size=40))


def cells_of(name: str) -> st.SearchStrategy[tuple[str, bytes]]:
    """A cell of this column, every other one at an end of what the column can hold."""
    ends = st.sampled_from(ENDS.get(name, ODD)).map(str.encode)
    near = ANY.map(lambda each: each.encode(errors="surrogatepass"))
    cell = st.booleans().flatmap(
        lambda is_end: ends if is_end else st.one_of(near, st.binary(max_size=40))
    )
    return st.tuples(st.just(name), cell)


CELLS = st.lists(st.sampled_from(list(SOUND)).flatmap(cells_of), min_size=1, max_size=3).map(dict)


def line(cells: dict[str, bytes]) -> bytes:
    """The sound row with these cells instead, quoted as CSV wants it."""
    row = {name: text.encode() for name, text in SOUND.items()} | cells
    return b",".join(b'"' + cell.replace(b'"', b'""') + b'"' for cell in row.values()) + b"\n"


def make_everything() -> None:
    allow("named_contacts")
    department = make_department(slug="service")
    kinds = dict.fromkeys(("WAIT", "TALK", "HELD"), "time_limit")
    for code, kind in (kinds | {"STARS": "rating", "SOLVED": "do"}).items():
        # No row may lack a norm, since that refuses the file.
        make_norm(make_behaviour(code, kind), department, starts_on=date(1899, 1, 2))


@settings(
    max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(rows=st.lists(CELLS, min_size=2, max_size=5))
def test_no_cell_ends_an_import(tmp_path: Path, rows: list[dict[str, bytes]]):
    with transaction.atomic():
        make_everything()
        header = (",".join(SOUND) + "\n").encode()
        odd = b"".join(line({"Id": b"odd%d" % n} | cells) for n, cells in enumerate(rows))
        path = written(tmp_path, header + line({"Id": b"first"}) + odd)
        report = import_file(path, EVERYTHING, rejects=tmp_path / "rejects.csv")
        assert Incident.objects.filter(row_key="first").exists()
        assert Incident.objects.count() == report.counts.added
        assert len(report.errors) == report.counts.rejected
        transaction.set_rollback(True)
