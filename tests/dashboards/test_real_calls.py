"""Both sets of real calls, imported for a team with a head count: the pages give the references.

The second set goes in here alone, since that takes long: what is stored of it, and what its tallies
say, is held against its references on the way.
"""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from people.models import HeadCount, Team
from scoring.figures import Share
from tests.builders import make_person
from tests.incidents.imports.real_calls import (
    assert_makers_own_verdicts,
    import_simulated,
    make_simulated,
)
from tests.scoring.real_calls import (
    FIRST,
    WEEKS,
    import_first_set,
    percentage,
    pooled,
    read_all,
    reference,
)

pytestmark = pytest.mark.django_db
PEOPLE = 8


def read_through_the_pages(team: Team, code: str) -> Share:
    """The week pages as their manager gets them, added up; a small team would show nothing."""
    HeadCount.objects.create(team=team, starts_on=date(2020, 1, 6), people=PEOPLE)
    client = Client()
    client.force_login(make_person(team, "manager", language="en"))
    met = seen = 0
    for week in WEEKS:
        answer = client.get(f"/teams/{team.slug}/weeks/{week}/?_export=csv")
        rows = csv.DictReader(answer.content.decode("utf-8-sig").splitlines(), delimiter=";")
        for row in rows:
            if row["Code"] == code:
                met, seen = met + int(row["Met"]), seen + int(row["Seen"])
    return Share(met, seen)


def test_the_first_set_gives_its_share_in_time(shared_data: Path):
    team = import_first_set(shared_data, seconds=90, rule="by_wait")
    share = read_through_the_pages(team, "PWC-ANSWER")
    assert share == Share(2822, 4054)
    assert percentage(share) == reference(shared_data / "pwc_call_center")["pct_ans_le_90"]


def test_the_second_set_gives_its_share_in_time(shared_data: Path):
    """Its maker's own verdict, wait of at most 60 seconds, holds for 47,481 of 51,708 calls."""
    team = make_simulated()
    assert_makers_own_verdicts(import_simulated(shared_data), shared_data)
    weeks = read_all(team)
    assert sum(figures.contacts for figures in weeks.values()) == 51_708
    assert weeks[FIRST].contacts == 146
    share = read_through_the_pages(team, "SIM-ANSWER")
    assert share == pooled(weeks, "SIM-ANSWER") == Share(47_481, 51_708)
    folder = shared_data / "simulated_call_centre"
    assert percentage(share) == reference(folder)["pct_ans_le_60"]
