"""The made-up municipality: its tree, its people, what was agreed and which norms it set."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from people.actions import (
    add_team,
    invite_person,
    let_lead_publish,
    place_person,
    record_consent,
    start_organisation,
)
from people.models import Consent, Role, Team, User
from people.pins import choose_pin
from people.queries import station_people

PASSWORD = "klantgedrag-demo"  # noqa: S105 - printed on purpose, for the demo alone

#: The team whose people have a PIN for a shared computer, and which; for the demo alone.
PIN_TEAM, PIN = "publieksbalie", "4806"

#: Log-in name, role, and the slug of the node it is held on; one for each role, and who leads the
#: team with rounds and shared computers.
ROLE_LOGINS = (
    ("medewerker", Role.Kind.EMPLOYEE, "kcc-telefoon"),
    ("meekijker", Role.Kind.OBSERVER, "klantcontact"),
    ("teamleider", Role.Kind.TEAM_LEAD, "kcc-telefoon"),
    ("balie", Role.Kind.TEAM_LEAD, "publieksbalie"),
    ("manager", Role.Kind.MANAGER, "klantcontact"),
    ("ondernemingsraad", Role.Kind.WORKS_COUNCIL, "gemeente-lindenwoude"),
    ("beheerder", Role.Kind.ADMINISTRATOR, "gemeente-lindenwoude"),
)

FIRST_NAMES = (
    "Anouk", "Bram", "Chantal", "Daan", "Esra", "Femke", "Gijs", "Hanneke", "Ilse", "Jeroen",
    "Karima", "Lotte", "Mehmet", "Nienke", "Omar", "Petra", "Quinten", "Roos", "Sjoerd", "Tineke",
    "Umut", "Vera", "Willem", "Xandra", "Yasmin", "Zoë",
)  # fmt: skip
LAST_NAMES = (
    "van den Berg", "de Boer", "Bouali", "Çelik", "Dijkstra", "Evers", "van der Heijden",
    "Hoekstra", "Jansen", "Kuipers", "van Leeuwen", "Martens", "Nijhuis", "Oosterveld", "Postma",
    "de Ruiter", "Smit", "Terpstra", "Uittenbogaard", "Veenstra", "de Wit", "Yılmaz", "Zijlstra",
)  # fmt: skip


@dataclass(frozen=True)
class TeamPlan:
    """One team of the demo: how many employees, contacts a week, and where they take place."""

    slug: str
    name: str
    employees: int
    contacts_a_week: int
    channels: tuple[str, ...]


DEPARTMENTS: tuple[tuple[str, str, tuple[TeamPlan, ...]], ...] = (
    (
        "klantcontact",
        "Klantcontact",
        (
            TeamPlan("kcc-telefoon", "KCC Telefoon", 9, 62, ("phone",)),
            TeamPlan("publieksbalie", "Publieksbalie", 8, 44, ("desk",)),
            TeamPlan("e-mail-en-chat", "E-mail en chat", 6, 30, ("email", "chat")),
        ),
    ),
    (
        "stadsbeheer",
        "Stadsbeheer",
        (
            TeamPlan("meldingen", "Meldingen openbare ruimte", 6, 34, ("phone", "email")),
            TeamPlan("vergunningen", "Vergunningen", 7, 26, ("phone", "desk")),
            TeamPlan("milieustraat", "Milieustraat", 3, 16, ("desk",)),
        ),
    ),
    (
        "sociaal-domein",
        "Sociaal domein",
        (
            TeamPlan("wmo-loket", "Wmo-loket", 7, 32, ("phone", "desk")),
            TeamPlan("werk-en-inkomen", "Werk en inkomen", 6, 28, ("phone", "visit")),
        ),
    ),
)


@dataclass
class People:
    """Who was placed where, by the slug of the node."""

    employees: dict[str, list[User]]
    observers: dict[str, list[User]]
    leads: dict[str, User]
    root_manager: User
    works_council: User


def build_tree(today: date) -> dict[str, Team]:
    """The organisation, its three departments and eight teams, by slug."""
    root = start_organisation(name="Gemeente Lindenwoude", today=today)
    nodes = {root.slug: root}
    for slug, name, teams in DEPARTMENTS:
        kind = Team.Kind.DEPARTMENT
        department = add_team(parent=root, name=name, kind=kind, today=today, slug=slug)
        nodes[slug] = department
        for plan in teams:
            nodes[plan.slug] = add_team(
                parent=department,
                name=plan.name,
                kind=Team.Kind.TEAM,
                today=today,
                slug=plan.slug,
            )
    return nodes


def build_people(nodes: dict[str, Team], today: date, at: datetime, rng: Random) -> People:
    """About sixty people in every role, the first of each role with a log-in to try."""
    names = _names(rng)

    def place(kind: str, slug: str) -> User:
        login = next((entry[0] for entry in ROLE_LOGINS if entry[1:] == (kind, slug)), None)
        name = next(names)
        if login is None or User.objects.filter(login_name=login).exists():
            login = name.lower().replace(" ", ".")
        return invite_person(
            name=name,
            team=nodes[slug],
            kind=kind,
            starts_on=today,
            at=at,
            by=None,
            login_name=login,
        )

    root_slug = next(iter(nodes))
    place(Role.Kind.ADMINISTRATOR, root_slug)
    root_manager = place(Role.Kind.MANAGER, root_slug)
    works_council, _ = (place(Role.Kind.WORKS_COUNCIL, root_slug) for _ in range(2))
    people = People({}, {}, {}, root_manager, works_council)
    for slug, _name, teams in DEPARTMENTS:
        place(Role.Kind.MANAGER, slug)
        people.observers[slug] = [place(Role.Kind.OBSERVER, slug)]
        for plan in teams:
            _staff(plan, nodes, people, place, today)
    return people


def open_log_ins() -> None:
    """Give one person of each role the demo's password."""
    for login, _kind, _slug in ROLE_LOGINS:
        user = User.objects.get(login_name=login)
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])


def hand_out_pins(nodes: dict[str, Team], today: date, at: datetime) -> None:
    """Give the people of one team the demo's PIN, each as if chosen by the person."""
    for person in station_people(nodes[PIN_TEAM], today):
        choose_pin(user=person, pin=PIN, at=at)


def list_log_ins() -> list[tuple[str, str, str]]:
    """Log-in name, role and node of each person whose password is the demo's."""
    names = dict(Team.objects.values_list("slug", "name"))
    return [
        (login, str(Role.Kind(kind).label), names[slug])
        for login, kind, slug in ROLE_LOGINS
        if slug in names
    ]


def agree(people: People, nodes: dict[str, Team], today: date, at: datetime) -> None:
    """What staff agreed: contacts may carry a name, and one team sets norms of its own."""
    record_consent(
        switch=Consent.Switch.NAMED_CONTACTS,
        body=Consent.Body.WORKS_COUNCIL,
        given_on=today,
        reference="OR-besluit 2026-04",
        purpose="Samen leren van klantcontact; niet voor beoordeling van personen.",
        at=at,
        by=people.works_council,
    )
    let_lead_publish(team=nodes["publieksbalie"], since=today)


def _staff(
    plan: TeamPlan,
    nodes: dict[str, Team],
    people: People,
    place: Callable[[str, str], User],
    today: date,
) -> None:
    """The lead, who works along, and the employees of one team."""
    lead = place(Role.Kind.TEAM_LEAD, plan.slug)
    place_person(
        user=lead, team=nodes[plan.slug], kind=Role.Kind.EMPLOYEE, starts_on=today, by=None
    )
    people.leads[plan.slug] = lead
    others = [place(Role.Kind.EMPLOYEE, plan.slug) for _ in range(plan.employees - 1)]
    people.employees[plan.slug] = [lead, *others]


def _names(rng: Random) -> Iterator[str]:
    """Different full names, in an order of chance."""
    names = [f"{first} {last}" for first in FIRST_NAMES for last in LAST_NAMES]
    rng.shuffle(names)
    return iter(names)
