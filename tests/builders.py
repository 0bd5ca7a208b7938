"""Plain functions that make what a test needs; every argument has a sensible default."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from behaviours.models import Behaviour, Norm
from incidents.actions import record_contacts
from incidents.barriers import report_barrier
from incidents.judging import Entry, NewContact
from incidents.locations import add_location
from incidents.models import Barrier, Incident, Location, Origin
from people.models import Consent, Role, ShareAgreement, Station, Team, User
from people.stations import set_up_station

#: Monday 16 November 2026, 11:00 in Amsterdam; week 47.
NOW = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 16)
LONG_AGO = date(2015, 1, 5)
_number = count(1)


def make_user(name: str = "", **fields: Any) -> User:
    number = next(_number)
    fields = {"login_name": f"user{number}", "created_at": NOW} | fields
    return User.objects.create(name=name or f"Persoon {number}", **fields)


def make_root(**fields: Any) -> Team:
    root = Team.objects.filter(kind=Team.Kind.ORGANISATION).first()
    fields = {"name": "Gemeente", "slug": "gemeente", "started_on": LONG_AGO} | fields
    return root or Team.objects.create(kind=Team.Kind.ORGANISATION, **fields)


def make_department(name: str = "", **fields: Any) -> Team:
    return _make_node(Team.Kind.DEPARTMENT, name or "Afdeling", **fields)


def make_team(name: str = "", **fields: Any) -> Team:
    return _make_node(Team.Kind.TEAM, name or "Team", **fields)


def _make_node(kind: str, name: str, **fields: Any) -> Team:
    fields = {"parent": fields.pop("parent", None) or make_root()} | fields
    slug = fields.pop("slug", f"{kind}-{next(_number)}")
    fields.setdefault("started_on", LONG_AGO)
    return Team.objects.create(kind=kind, name=name, slug=slug, **fields)


def give_role(user: User, team: Team, kind: str, **fields: Any) -> Role:
    fields.setdefault("starts_on", LONG_AGO)
    return Role.objects.create(user=user, team=team, kind=kind, **fields)


def make_person(team: Team, kind: str = Role.Kind.EMPLOYEE, name: str = "", **fields: Any) -> User:
    """A user who holds this role on `team`."""
    user = make_user(name, **fields)
    give_role(user, team, kind)
    return user


def fill_team(team: Team, people: int = 5) -> list[User]:
    """So many employees on the team, so that it is not a small one."""
    return [make_person(team) for _ in range(people)]


def make_behaviour(code: str = "", kind: str = "time_limit", **fields: Any) -> Behaviour:
    fields = {
        "title": "Telefoon binnen 20 seconden opnemen",
        "good_example": "Neemt op na drie keer overgaan",
        "bad_example": "Laat de telefoon rinkelen",
        "seen_by": ["self", "observer", "system"],
        "created_at": NOW,
    } | fields
    return Behaviour.objects.create(code=code or f"B-{next(_number)}", kind=kind, **fields)


#: Terms that make a sound norm of each kind.
TERMS: dict[str, dict[str, Any]] = {
    "time_limit": {"threshold": 20, "zero_point": 60},
    "count_limit": {"threshold": 1, "zero_point": 3},
    "count_minimum": {"threshold": 4},
    "do": {},
    "dont": {},
    "rating": {"threshold": 4, "anchors": ["een", "twee", "drie", "vier", "vijf"]},
    "promise": {
        "early_tolerance": 15,
        "late_tolerance": 15,
        "early_zero_point": 45,
        "late_zero_point": 60,
    },
    "extra": {},
}


def make_norm(behaviour: Behaviour | None = None, team: Team | None = None, **fields: Any) -> Norm:
    behaviour = behaviour or make_behaviour()
    fields = {
        "starts_on": LONG_AGO,
        "sentence": "Binnen 20 seconden opnemen",
        "published_at": NOW,
    } | fields
    terms = TERMS[behaviour.kind] if fields.get("outcome", "norm") == "norm" else {}
    return Norm.objects.create(behaviour=behaviour, team=team or make_root(), **(terms | fields))


def log_contact(
    team: Team, entries: dict[Behaviour, Entry | int] | None = None, **fields: Any
) -> Incident:
    """One recorded contact; a bare number is a seen value."""
    seen = {
        behaviour.pk: entry if isinstance(entry, Entry) else Entry(value=entry)
        for behaviour, entry in (entries or {}).items()
    }
    fields = {"channel": "phone", "occurred_at": NOW, "origin": Origin.SELF, **fields}
    at = fields.pop("at", NOW)
    return record_contacts(contacts=[NewContact(team=team, entries=seen, **fields)], at=at)[0]


def make_station(team: Team, **fields: Any) -> tuple[Station, str]:
    """A station of the team, unlocked since NOW, and the token of its browser."""
    given: dict[str, Any] = {
        "name": f"Balie {next(_number)}",
        "by": make_person(team, "team_lead"),
        "at": NOW,
    }
    return set_up_station(team=team, **(given | fields))


def make_location(team: Team | None = None, name: str = "", **fields: Any) -> Location:
    """A place of a team to do rounds; `behaviours` are those it chose."""
    return add_location(team=team or make_team(), name=name or f"Plek {next(_number)}", **fields)


def log_round(
    location: Location, entries: dict[Behaviour, Entry | int] | None = None, **fields: Any
) -> Incident:
    """One recorded round of this location; a bare number is a seen value."""
    fields = {"channel": "", "origin": Origin.ROUND, **fields}
    return log_contact(location.team, entries, location=location, **fields)


def allow(switch: str, **fields: Any) -> Consent:
    """A consent record that switches something on."""
    fields = {
        "body": Consent.Body.WORKS_COUNCIL,
        "given_on": LONG_AGO,
        "reference": "OR 2015-3",
        "purpose": "Samen leren van klantcontact",
        "recorded_at": NOW,
    } | fields
    return Consent.objects.create(switch=switch, **fields)


def agree_on_shares(team: Team, **fields: Any) -> ShareAgreement:
    """The members agreed that they and their lead read percentages while the team is small."""
    fields = {"agreed_on": LONG_AGO, "reference": "Teamoverleg", "recorded_at": NOW} | fields
    return ShareAgreement.objects.create(team=team, **fields)


def make_barrier(code: str = "too_busy", **fields: Any) -> Barrier:
    """One of the list, which a test with transactions of its own has swept away with the rest."""
    fields = {"words": code, "words_en": code, "is_persons": False} | fields
    return Barrier.objects.update_or_create(code=code, defaults=fields)[0]


def log_miss(
    team: Team, user: User, behaviour: Behaviour, barrier: Barrier | None = None, **fields: Any
) -> Incident:
    """A contact of this person's own that missed the norm; with what was in the way, if given."""
    fields = {"employee": user, "logged_by": user} | fields
    incident = log_contact(team, {behaviour: 90}, **fields)
    if barrier is not None:
        by, at = fields["logged_by"], fields.get("at", NOW)
        report_barrier(incident=incident, behaviour=behaviour, barrier=barrier, by=by, at=at)
    return incident
