"""Chance makes the contacts of the demo, and the same chance makes the same ones."""

from datetime import UTC, date, datetime
from random import Random

import pytest
from django.db import transaction

from demo.contacts import Shift, record_week
from demo.norms import publish_norms
from demo.organisation import DEPARTMENTS, agree, build_people, build_tree
from incidents.judging import Judge
from incidents.models import Observation
from periods.week import Week, weeks_ending

TWENTY_WEEKS = weeks_ending(Week.of(date(2026, 11, 22)), 20)

pytestmark = pytest.mark.django_db


def made_by(seed: int) -> list[tuple[datetime, str, str, int | None, bool | None]]:
    """What one team's week looks like when it is made by this seed; nothing is kept."""
    at = datetime(2026, 6, 29, 7, 0, tzinfo=UTC)
    rng = Random(seed)
    with transaction.atomic():
        nodes = build_tree(at.date())
        people = build_people(nodes, at.date(), at, rng)
        agree(people, nodes, at.date(), at)
        publish_norms(nodes, people, TWENTY_WEEKS, at)
        plan = DEPARTMENTS[0][2][0]
        shift = Shift(plan, nodes[plan.slug], TWENTY_WEEKS[0], 19, people, DEPARTMENTS[0][0])
        record_week(shift, now=datetime(2026, 11, 22, tzinfo=UTC), judge=Judge(), rng=rng)
        rows = Observation.objects.order_by("pk").values_list(
            "incident__occurred_at", "incident__employee__name", "behaviour__code", "value", "met"
        )
        made = list(rows)
        transaction.set_rollback(True)
    return made


def test_the_same_seed_makes_the_same_and_another_seed_something_else():
    first = made_by(1)
    assert len(first) > 100
    assert made_by(1) == first
    assert made_by(2) != first
