"""Rounds of the made-up municipality: two locations, a few weeks of looking, one open point."""

from datetime import datetime, time, timedelta

from demo.organisation import People
from incidents.actions import record_contacts
from incidents.judging import Entry, Judge, NewContact
from incidents.locations import add_location
from incidents.models import Location, Origin
from incidents.rounds import checklist
from people.models import Team
from periods.local_time import local_date, local_moment

#: Name, what to look at, and the codes looked at there.
LOCATIONS = (
    (
        "Receptie",
        "Kom binnen zoals een bezoeker: door de voordeur, tot aan de balie.",
        ("REC-01", "REC-02", "TEL-03"),
    ),
    (
        "Wachtruimte",
        "Ga een minuut zitten waar een bezoeker zit.",
        ("REC-02",),
    ),
)
#: How many days before the last day of the demo each round was, and what was not in order then.
ROUNDS: tuple[tuple[int, frozenset[str]], ...] = (
    (20, frozenset()),
    (13, frozenset({"REC-01", "REC-02"})),
    (6, frozenset({"REC-02"})),
    (3, frozenset({"REC-01"})),
)
NEEDED = {
    "REC-01": "Een vaste vervanger tussen twaalf en één",
    "REC-02": "Een kast voor de pakketten, uit het zicht",
}


def record_rounds(team: Team, people: People, *, now: datetime, judge: Judge) -> int:
    """Two locations of this team and their rounds, by its people in turn; returns how many."""
    contacts = [
        _round(location, days, missed, people, now, judge)
        for name, look_at, codes in LOCATIONS
        for location in [_location(team, name, look_at, codes, now, judge)]
        for days, missed in ROUNDS
    ]
    record_contacts(contacts=contacts, at=now, judge=judge)
    return len(contacts)


def _location(
    team: Team, name: str, look_at: str, codes: tuple[str, ...], now: datetime, judge: Judge
) -> Location:
    norms = judge.norms(team, local_date(now)).values()
    chosen = [norm.behaviour for norm in norms if norm.behaviour.code in codes]
    return add_location(team=team, name=name, look_at=look_at, behaviours=chosen)


def _round(
    location: Location,
    days: int,
    missed: frozenset[str],
    people: People,
    now: datetime,
    judge: Judge,
) -> NewContact:
    team = location.team
    day = local_date(now) - timedelta(days=days)
    staff = people.employees[team.slug]
    norms = checklist(location, judge.norms(team, day).values())
    return NewContact(
        team=team,
        location=location,
        occurred_at=local_moment(datetime.combine(day, time(12, 20)), fold=0),
        origin=Origin.ROUND,
        logged_by=staff[days % len(staff)],
        entries={
            norm.behaviour_id: _entry(norm.behaviour.code, norm.behaviour.kind, missed)
            for norm in norms
        },
    )


def _entry(code: str, kind: str, missed: frozenset[str]) -> Entry:
    is_missed = code in missed
    if kind == "rating":
        return Entry(value=2 if is_missed else 4, needed=NEEDED[code] if is_missed else "")
    return Entry(value=int(not is_missed), needed=NEEDED[code] if is_missed else "")
