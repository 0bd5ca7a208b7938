"""Whatever a cell holds, it is at most that row's error."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.imports.chunks import judged_contact
from incidents.imports.drafts import Draft
from incidents.imports.errors import RowRefused
from incidents.imports.readers import Row
from incidents.judging import Entry, Judge
from incidents.models import ImportRun, Incident, Source
from tests.builders import make_behaviour, make_team
from tests.conftest import many
from tests.incidents.imports.calls import (
    AT,
    MAPPING,
    import_file,
    import_text,
    make_phone_team,
    written,
)
from tests.incidents.imports.odd import CELLS, EVERYTHING, SOUND, line, make_everything

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
        case_number="",
        answered=True,
        entries={pk: Entry(value=3) for pk in codes},
    )
    with pytest.raises(RowRefused, match=r"2026-11-16.*: A-ONE, B-TWO$"):
        judged_contact(draft, Judge(), ImportRun(source=Source()), AT)


@settings(
    max_examples=many(100, soak=1_000),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
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
