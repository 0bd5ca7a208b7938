"""The command: what it says, and how it ends."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from incidents.models import Incident
from tests.builders import make_team
from tests.incidents.imports.calls import MAPPING, make_phone_team, written

pytestmark = pytest.mark.django_db

GOOD = "Id,When,Wait,Agent\n1,2021-11-02 09:00,18,Diane\n"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def run(folder: Path, text: str, *options: str) -> str:
    out = io.StringIO()
    mapping = written(folder, MAPPING, "mapping.toml")
    call_command(
        "import_incidents", written(folder, text), "--mapping", mapping, *options, stdout=out
    )
    return out.getvalue()


def test_it_says_what_went_in_and_ends_well(tmp_path: Path):
    make_phone_team()
    said = run(tmp_path, GOOD)
    assert "1 row read, 1 new" in said
    assert "Columns that were not used: Agent." in said
    assert "Every row was imported before" in run(tmp_path, GOOD)


def test_rejected_rows_make_it_end_with_2(tmp_path: Path):
    make_phone_team()
    with pytest.raises(CommandError) as ended:
        run(tmp_path, GOOD + "2,2021-11-02 09:00,x,Diane\n", "--rejects", str(tmp_path / "r.csv"))
    assert ended.value.returncode == 2
    assert Incident.objects.count() == 1
    assert "“x” is not a whole number" in (tmp_path / "r.csv").read_text()


def test_a_refused_file_makes_it_end_with_1_and_names_what_lacks_a_norm(tmp_path: Path):
    make_phone_team()
    make_team(slug="empty")
    with pytest.raises(CommandError, match="without_norm") as ended:
        run(tmp_path, GOOD.replace("2021", "2014"))
    assert (ended.value.returncode, Incident.objects.count()) == (1, 0)
    with pytest.raises(CommandError, match="would be refused") as ended:
        run(tmp_path, GOOD.replace("2021", "2014"), "--dry-run")
    assert ended.value.returncode == 1
    with pytest.raises(CommandError, match="no column “When”"):
        run(tmp_path, "Id,Wait\n1,2\n")
    with pytest.raises(CommandError, match="team “nowhere”"):
        run(tmp_path, GOOD, "--team", "nowhere")


def test_the_rejects_never_overwrite_the_file_itself(tmp_path: Path):
    make_phone_team()
    with pytest.raises(CommandError, match="file of their own"):
        run(tmp_path, GOOD, "--rejects", str(tmp_path / "calls.csv"))
    with pytest.raises(CommandError, match=r"\.csv"):
        run(tmp_path, GOOD, "--rejects", str(tmp_path / "r.xlsx"))
    assert (tmp_path / "calls.csv").read_text() == GOOD


def test_names_of_columns_are_told_as_they_can_be_shown(tmp_path: Path):
    make_phone_team()
    odd = b"Id,When,Wait,\xff\x1b[31m," + b"x" * 100 + b",N" * 100 + b"\n"
    path = written(tmp_path, b"\xef\xbb\xbf" + odd, "odd.csv")
    out = io.StringIO()
    mapping = written(tmp_path, MAPPING, "mapping.toml")
    call_command("import_incidents", path, "--mapping", mapping, stdout=out)
    assert f"not used: ��[31m, {'x' * 60}…, N, " in out.getvalue()
    assert out.getvalue().count(", N") == 48
    lacking = written(tmp_path, odd.replace(b"Wait", b"Wacht"), "lacking.csv")
    with pytest.raises(CommandError) as refused:
        call_command("import_incidents", lacking, "--mapping", mapping, stdout=out)
    assert str(refused.value).isprintable()
