"""What the tests of imports share: behaviours with first norms, files and mappings to import."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from behaviours.models import Behaviour
from incidents.imports.mapping_file import parse_mapping
from incidents.imports.report import Report
from incidents.imports.run import ImportRequest, run_import
from people.models import Team
from tests.builders import make_behaviour, make_norm, make_team

AT = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
MAPPINGS = Path(__file__).resolve().parents[3] / "docs/reference/mappings"

MAPPING = """
source = "phones"
[reference]
columns = ["Id"]
[moment]
column = "When"
format = "%Y-%m-%d %H:%M"
[team]
fixed = "team"
[channel]
fixed = "phone"
[[behaviour]]
code = "ANSWER"
reads = "seconds"
column = "Wait"
"""


def make_answer(team: Team, code: str = "ANSWER", **terms: Any) -> Behaviour:
    """A time to answer with a norm of at most 20 seconds, from long ago."""
    behaviour = make_behaviour(code)
    make_norm(behaviour, team, **terms)
    return behaviour


def make_phone_team() -> Team:
    """The team and the behaviour that MAPPING names."""
    team = make_team(slug="team")
    make_answer(team)
    return team


def import_file(path: Path, mapping: str = MAPPING, **request: Any) -> Report:
    """Import a file as the command does, without what it says."""
    request = {"at": AT} | request
    return run_import(
        ImportRequest(path=path, mapping=parse_mapping(mapping), **request),
        clock=lambda: AT,
        progress=lambda *_: None,
    )


def import_text(folder: Path, text: str, mapping: str = MAPPING, **request: Any) -> Report:
    """Import a CSV with this text."""
    return import_file(written(folder, text), mapping, **request)


def written(folder: Path, content: str | bytes, name: str = "calls.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
