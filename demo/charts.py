"""A week that a lead left out of a chart."""

from collections.abc import Sequence
from datetime import datetime

from behaviours.models import Behaviour
from demo.organisation import People
from people.models import Team
from periods.week import Week
from scoring.actions import exclude_week

TEAM, CODE, WEEKS_AGO = "publieksbalie", "BEJ-04", 4


def leave_out(nodes: dict[str, Team], people: People, weeks: Sequence[Week], now: datetime) -> None:
    """The lead of one team leaves the week of a move out of the chart of one norm."""
    exclude_week(
        team=nodes[TEAM],
        behaviour=Behaviour.objects.get(code=CODE),
        week=weeks[-1 - WEEKS_AGO],
        reason="Verbouwing: de balie stond in de hal.",
        by=people.leads[TEAM],
        at=now,
    )
