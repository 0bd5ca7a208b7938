"""Both sets of real calls: what readers get from the tallies is what the references say."""

import csv
import json
from datetime import date
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from people.models import Team
from periods.week import Week
from scoring.figures import Share, WeekFigures
from scoring.queries import team_figures
from scoring.sums import verified_sums
from tests.builders import make_behaviour, make_norm, make_team
from tests.incidents.imports.calls import MAPPINGS, import_file
from tests.incidents.imports.real_calls import (
    assert_makers_own_verdicts,
    import_simulated,
    make_simulated,
)

pytestmark = pytest.mark.django_db

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


def pooled(weeks: dict[Week, WeekFigures], code: str) -> Share:
    rows = [
        row.met_share
        for figures in weeks.values()
        for row in figures.norms
        if row.norm.code == code
    ]
    return Share(sum(row.n for row in rows), sum(row.of for row in rows))


def week_report(team: Team, week: Week) -> dict:
    out = StringIO()
    call_command("week_report", team=team.slug, week=str(week), json=True, stdout=out)
    return json.loads(out.getvalue())


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


@pytest.mark.parametrize(
    ("seconds", "rule", "met", "of", "column"),
    [
        (90, "by_wait", 2822, 4054, "pct_ans_le_90"),
        (90, "not_met", 2822, 5000, "pct_off_le_90"),
        (60, "not_applicable", 1796, 4054, "pct_ans_le_60"),
    ],
)
def test_the_share_in_time_of_the_first_set_comes_out_of_the_tallies(
    shared_data: Path, seconds: int, rule: str, met: int, of: int, column: str
):
    team = import_first_set(shared_data, seconds=seconds, rule=rule)
    weeks = read_all(team)
    share = pooled(weeks, "PWC-ANSWER")
    assert share == Share(met, of)
    assert percentage(share) == reference(shared_data / "pwc_call_center")[column]
    assert sum(figures.contacts for figures in weeks.values()) == 5000
    assert sum(figures.not_answered.get(rule, 0) for figures in weeks.values()) == 946
    first = week_report(team, FIRST)
    assert (first["week"], first["contacts"]) == ("2020-W53", 176)
    codes = [row["code"] for row in first["norms"]]
    assert codes == ["PWC-ANSWER", "PWC-RATING", "PWC-RESOLVED", "PWC-TALK"]


def test_the_second_set_goes_in_and_its_share_in_time_comes_out_of_the_tallies(shared_data: Path):
    """Its maker's own verdict, wait of at most 60 seconds, holds for 47,481 of 51,708 calls."""
    team = make_simulated()
    assert_makers_own_verdicts(import_simulated(shared_data), shared_data)
    folder = shared_data / "simulated_call_centre"
    weeks = read_all(team)
    share = pooled(weeks, "SIM-ANSWER")
    assert share == Share(47_481, 51_708)
    assert percentage(share) == reference(folder)["pct_ans_le_60"]
    assert sum(figures.contacts for figures in weeks.values()) == 51_708
    assert (week_report(team, FIRST)["contacts"], weeks[FIRST].contacts) == (146, 146)
