"""What was published about the sets of real calls, held against what is stored of them."""

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from incidents.imports.report import Report
from incidents.models import Incident, Observation
from people.models import Team
from tests.builders import make_behaviour, make_norm, make_team
from tests.incidents.imports.calls import MAPPINGS, import_file

SIMULATED = (MAPPINGS / "simulated_call_centre.toml").read_text()
WEEK_53 = date(2020, 12, 28)


def make_simulated() -> Team:
    """The team of the second set and its norms."""
    team = make_team("Call centre", slug="call-centre")
    norm: dict[str, Any] = {"team": team, "starts_on": date(2020, 1, 6)}
    make_norm(make_behaviour("SIM-ANSWER"), threshold=60, zero_point=180, **norm)
    make_norm(make_behaviour("SIM-TALK"), threshold=300, zero_point=600, **norm)
    make_norm(make_behaviour("SIM-WAIT-BY-CLOCK"), threshold=60, zero_point=180, **norm)
    return team


def import_simulated(shared_data: Path) -> Report:
    path = shared_data / "simulated_call_centre" / "simulated_call_centre.csv"
    return import_file(path, SIMULATED)


def references(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def share_met(code: str) -> tuple[int, int]:
    judged = Observation.objects.filter(behaviour__code=code, met__isnull=False)
    return judged.filter(met=True).count(), judged.count()


def mean(values: Any) -> str:
    """Four decimals, half up, as the references write it."""
    shifted = Fraction(sum(values), len(values)) * 10_000 + Fraction(1, 2)
    return f"{shifted.__floor__() / 10_000:.4f}"


def values(code: str) -> list[int]:
    stored = Observation.objects.filter(behaviour__code=code).values_list("value", flat=True)
    return [value for value in stored if value is not None]


def assert_equals_reference(found: dict[str, object], reference: dict[str, str]) -> None:
    assert {name: str(value) for name, value in found.items()} == {
        name: reference[name] for name in found
    }


def assert_makers_own_verdicts(report: Report, shared_data: Path) -> None:
    """The second set as it is stored: row by row what its makers say of it."""
    assert (report.counts.added, report.counts.rejected) == (51_708, 0)
    assert share_met("SIM-ANSWER") == (47_481, 51_708)
    assert Incident.objects.filter(week=WEEK_53).count() == 146
    path = shared_data / "simulated_call_centre" / "simulated_call_centre.csv"
    expected = {row["call_id"]: row["meets_standard"] == "TRUE" for row in references(path)}
    stored = Observation.objects.filter(behaviour__code="SIM-ANSWER").values_list(
        "incident__row_key", "met"
    )
    assert dict(stored) == expected
    reference = references(shared_data / "simulated_call_centre" / "ref_total.csv")[0]
    seen, talks = values("SIM-ANSWER"), values("SIM-TALK")
    found = {
        "n": len(seen),
        "mean_speed_s": mean(seen),
        "mean_talk_s": mean(talks),
        "n_le_20": sum(value <= 20 for value in seen),
        "n_le_30": sum(value <= 30 for value in seen),
        "n_le_60": sum(value <= 60 for value in seen),
    }
    assert_equals_reference(found, reference)
