"""The first set of real calls: what readers get from the tallies is what its reference says.

Both are read through the pages too: `tests/dashboards/test_real_calls.py`.
"""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from people.models import Team
from periods.week import Week
from scoring.figures import Share
from tests.scoring.real_calls import (
    FIRST,
    import_first_set,
    percentage,
    pooled,
    read_all,
    reference,
)

pytestmark = pytest.mark.django_db


def week_report(team: Team, week: Week) -> dict:
    out = StringIO()
    call_command("week_report", team=team.slug, week=str(week), json=True, stdout=out)
    return json.loads(out.getvalue())


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
