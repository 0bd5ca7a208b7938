"""Twenty weeks of made-up contacts, with a few things planted for the week page to show.

Planted: KCC Telefoon slips on answering in time over its last weeks; everybody says "u" with
ease, and observers see so too; at the Publieksbalie people and observers do not see the same of the
callback note; Milieustraat is a team of three; the limit on answering went from
30 to 20 seconds in the fourth week.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from behaviours.measures import measure_of
from behaviours.models import Norm
from demo.norms import EARLIER_LIMIT_SECONDS
from demo.organisation import People, TeamPlan
from incidents.actions import record_contacts
from incidents.judging import Entry, Judge, NewContact
from incidents.models import Origin
from incidents.queries import offered_norms
from people.models import Team
from periods.local_time import local_date, local_moment
from periods.week import Week

WEEKS = 20
SLIPPING_WEEKS = 5
SUBJECTS = (
    "Paspoort aanvragen", "Verhuizing doorgeven", "Afval niet opgehaald", "Parkeervergunning",
    "Melding stoeptegel", "Bijstand aanvragen", "Huishoudelijke hulp", "Omgevingsvergunning",
    "Trouwen", "Uittreksel", "Bezwaar", "Openingstijden",
)  # fmt: skip
#: Where people and observers do not see the same: the team, the behaviour, and how often each does.
SEEN_DIFFERENTLY = ("publieksbalie", "TBN-01", {Origin.SELF: 0.94, Origin.OBSERVED: 0.74})
#: How a contact came to be logged, and how often.
ORIGINS = ((Origin.SELF, 56), (Origin.OBSERVED, 36), (Origin.SYSTEM, 8))


@dataclass(frozen=True)
class Shift:
    """One team in one week of the demo: who works there and how many weeks ago it was."""

    plan: TeamPlan
    team: Team
    week: Week
    weeks_ago: int
    people: People
    department: str


def record_week(shift: Shift, *, now: datetime, judge: Judge, rng: Random) -> int:
    """Record one team's contacts of one week, none later than `now`; returns how many."""
    contacts = [
        _contact(shift, moment, judge, rng)
        for moment in _moments(shift, rng)
        if moment < now - timedelta(minutes=10)
    ]
    friday = local_moment(datetime.combine(shift.week.days[4], time(17, 30)), fold=0)
    record_contacts(contacts=contacts, at=min(friday, now), judge=judge)
    return len(contacts)


def _moments(shift: Shift, rng: Random) -> Iterator[datetime]:
    """When contacts took place: office hours, most on Monday; a quieter holiday in week 43."""
    wanted = shift.plan.contacts_a_week * (0.5 if shift.week.number == 43 else 1)
    for _ in range(round(wanted * rng.uniform(0.85, 1.15))):
        day = rng.choices(shift.week.days[:5], weights=(26, 20, 19, 20, 15))[0]
        seconds = rng.randrange(8 * 3600 + 1800, 17 * 3600)
        yield local_moment(datetime.combine(day, time()) + timedelta(seconds=seconds), fold=0)


def _contact(shift: Shift, moment: datetime, judge: Judge, rng: Random) -> NewContact:
    origin = rng.choices([row[0] for row in ORIGINS], weights=[row[1] for row in ORIGINS])[0]
    channel = rng.choice(shift.plan.channels)
    if origin == Origin.SYSTEM and channel != "phone":
        origin = Origin.SELF
    employee = rng.choice(shift.people.employees[shift.plan.slug])
    observers = [*shift.people.observers[shift.department], shift.people.leads[shift.plan.slug]]
    author = {Origin.SELF: employee, Origin.OBSERVED: rng.choice(observers)}.get(origin)
    in_force = judge.norms(shift.team, local_date(moment)).values()
    norms = offered_norms(in_force, channel=channel, origin=origin)
    return NewContact(
        team=shift.team,
        channel=channel,
        subject=rng.choice(SUBJECTS),
        occurred_at=moment,
        origin=origin,
        employee=employee if origin != Origin.SYSTEM else None,
        logged_by=author,
        entries={
            norm.behaviour_id: _entry(shift, norm, origin, rng)
            for norm in sorted(norms, key=lambda row: row.behaviour.code)
        },
    )


def _entry(shift: Shift, norm: Norm, origin: str, rng: Random) -> Entry:
    chance = rng.random()
    if chance < 0.12 and origin != Origin.SYSTEM:
        return Entry.not_applicable()
    if chance < 0.26 and origin != Origin.SYSTEM:
        return Entry.not_observed()
    met = rng.random() < _quality(shift, norm, origin)
    measure = measure_of(norm.behaviour.kind, norm)
    if origin == Origin.SELF and measure.takes == "seconds":
        return Entry(answer=met)
    return Entry(value=_value(norm, measure.takes, met, rng))


def _quality(shift: Shift, norm: Norm, origin: str) -> float:
    """The chance that this team is seen to meet this norm in this week."""
    code = norm.behaviour.code
    slug, behaviour, seen = SEEN_DIFFERENTLY
    if (shift.plan.slug, code) == (slug, behaviour):
        return seen[Origin(origin)]
    if code == "BEJ-03":
        return 0.985
    if code == "VRP-02":
        return 0.18
    base = Random(f"{shift.plan.slug} {code}").uniform(0.74, 0.93)
    if code == "TEL-01":
        base += 0.05 if norm.threshold == EARLIER_LIMIT_SECONDS else 0
        if shift.plan.slug == "kcc-telefoon":
            base = 0.84 - 0.06 * max(0, SLIPPING_WEEKS - shift.weeks_ago)
    return base


def _value(norm: Norm, takes: str, met: bool, rng: Random) -> int:
    threshold = norm.threshold or 0
    if takes == "seconds":
        if not met:
            return threshold + 1 + int(rng.expovariate(1 / 14))
        # Most are quick: few come just in time.
        return 2 + round((rng.randint(2, threshold) - 2) ** 3 / (threshold - 2) ** 2)
    if takes == "count":
        return rng.randint(0, threshold) if met else threshold + rng.randint(1, 3)
    if takes == "rating":
        return rng.randint(threshold, 5) if met else rng.randint(1, threshold - 1)
    return int(met) if norm.behaviour.kind != "dont" else int(not met)
