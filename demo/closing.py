"""Weeks of the demo that are over for long enough are closed; and what came in after that.

Half of them by their lead on the Monday after, the others by the clock, each at its moment.
"""

from datetime import datetime, timedelta

from demo.organisation import People
from incidents.actions import record_contacts, withdraw_contact
from incidents.closing import closes_by_itself_at, weeks_to_close
from incidents.judging import Judge, NewContact
from incidents.models import Incident, Origin, TeamWeek
from people.models import Team
from periods.week import Week
from scoring.freezing import close_and_freeze

#: The team and how many weeks back in which something came in after closing.
LATE_TEAM = "kcc-telefoon"
LATE_WEEKS_AGO = 2
#: How long after a week its lead closes it: Monday at half past ten.
ON_MONDAY = timedelta(hours=10, minutes=30)


def close_weeks(nodes: dict[str, Team], people: People, *, now: datetime, judge: Judge) -> None:
    """Close what is due by `now`, then two contacts noted late and one put right by whom it is."""
    for row in weeks_to_close(now):
        week = Week(row.week)
        by_lead = week.number % 2 == 0
        close_and_freeze(
            team=row.team,
            week=week,
            at=week.ends_at + ON_MONDAY if by_lead else closes_by_itself_at(week),
            by=people.leads[row.team.slug] if by_lead else None,
        )
    team, week = nodes[LATE_TEAM], Week.of(now.date()) - LATE_WEEKS_AGO
    if TeamWeek.objects.filter(team=team, week=week.monday, closed_at__isnull=False).exists():
        _come_in_late(team, week, people, now, judge)


def _come_in_late(team: Team, week: Week, people: People, now: datetime, judge: Judge) -> None:
    rows = Incident.objects.counting().filter(team=team, week=week.monday, origin=Origin.SELF)
    said = rows.order_by("occurred_at").first()
    if said is None:
        return
    again = [
        NewContact(
            team=team,
            channel=said.channel,
            subject=said.subject,
            occurred_at=said.occurred_at + timedelta(minutes=20 * number),
            origin=Origin.SELF,
            employee=said.employee,
            logged_by=said.employee,
            entries={},
        )
        for number in (1, 2)
    ]
    record_contacts(contacts=again, at=now, judge=judge)
    withdraw_contact(
        incident=said, version=said.version, by=said.employee, at=now, reason="Dubbel genoteerd"
    )
