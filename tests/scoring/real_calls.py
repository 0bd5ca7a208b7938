"""The sets of real calls read as weeks, and what their references say of the whole."""

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from people.models import Team
from periods.week import Week
from scoring.figures import Share, WeekFigures
from scoring.queries import team_figures
from scoring.sums import verified_sums
from tests.builders import make_behaviour, make_norm, make_team
from tests.incidents.imports.calls import MAPPINGS, import_file

FIRST = Week.parse("2020-W53")
WEEKS = [FIRST + number for number in range(54)]


def reference(folder: Path) -> dict[str, str]:
    with (folder / "ref_total.csv").open(encoding="utf-8") as file:
        return next(csv.DictReader(file))


def percentage(share: Share) -> str:
    """As the references write it: four decimals, half up."""
    assert share.value is not None
    return f"{(share.value * 1_000_000 + Fraction(1, 2)).__floor__() / 10_000:.4f}"


def read_all(team: Team) -> dict[Week, WeekFigures]:
    """Every week of 2021 and the one before: counted first, then read from what was stored."""
    counted = team_figures(team=team, weeks=WEEKS)
    assert team_figures(team=team, weeks=WEEKS) == counted
    verdict = verified_sums()
    assert verdict.is_clean
    assert (verdict.checked, verdict.skipped) == (
        sum(figures.contacts > 0 for figures in counted.values()),
        0,
    )
    return counted


def import_first_set(shared_data: Path, *, seconds: int, rule: str) -> Team:
    """5,000 calls of which 946 nobody answered; `rule` says what those count as."""
    team = make_team("Call center", slug="call-center")
    start: dict[str, Any] = {"team": team, "starts_on": date(2020, 1, 6)}
    make_norm(make_behaviour("PWC-ANSWER"), threshold=seconds, zero_point=180, **start)
    make_norm(make_behaviour("PWC-TALK"), threshold=300, zero_point=600, **start)
    make_norm(make_behaviour("PWC-RATING", "rating"), **start)
    make_norm(make_behaviour("PWC-RESOLVED", "do"), **start)
    mapping = (MAPPINGS / "pwc_call_center.toml").read_text()
    assert 'rule = "by_wait"' in mapping
    path = shared_data / "pwc_call_center" / "Call_Center_Dataset.csv"
    import_file(path, mapping.replace('rule = "by_wait"', f'rule = "{rule}"'))
    return team


def pooled(weeks: dict[Week, WeekFigures], code: str) -> Share:
    rows = [
        row.met_share
        for figures in weeks.values()
        for row in figures.norms
        if row.norm.code == code
    ]
    return Share(sum(row.n for row in rows), sum(row.of for row in rows))
