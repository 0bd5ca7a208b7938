"""The organisation that the walk over all addresses goes through, with one person of each role."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from people.invitations import password_path
from people.models import Team
from periods.local_time import local_date
from periods.week import Week
from scoring.actions import exclude_week
from tests.addresses import FOUND
from tests.builders import (
    NOW,
    TODAY,
    agree_on_shares,
    allow,
    log_contact,
    make_behaviour,
    make_department,
    make_norm,
    make_person,
    make_root,
    make_station,
    make_team,
    make_user,
)
from tests.coaching.office import ask, give
from tests.coaching.site import keys_of_what_was_in_the_way
from tests.incidents.promises.making import keys_of_promises
from tests.incidents.site import round_keys

#: Parts of addresses for which only the database knows the value are added in `arguments`.
FIXED: dict[str, Any] = {
    "week": Week.of(TODAY),
    "code": "TEL-01",
    "key": "abc-def",
    "uidb36": "1",
    "token": "abc",
}


class World:
    """A department with a team and everything on it, another department, and one of each role."""

    def __init__(self) -> None:
        root = make_root()
        self.node = make_department("Burgerzaken", parent=root, slug="burgerzaken")
        self.team = make_team("Balie", parent=self.node, slug="balie")
        elsewhere = make_department("Wegen", parent=root)
        other_team = make_team("Melding", parent=elsewhere)
        self.people: dict[str, Any] = {
            "administrator": make_person(root, "administrator"),
            "manager": make_person(self.node, "manager"),
            "team_lead": make_person(self.team, "team_lead"),
            "employee": make_person(self.team, "employee"),
            "observer": make_person(self.team, "observer"),
            "works_council": make_person(root, "works_council"),
            "other_manager": make_person(elsewhere, "manager"),
            "other_lead": make_person(other_team, "team_lead"),
            "other_employee": make_person(other_team, "employee"),
            "no_role": make_user(),
            "stranger": None,
        }
        self.keys = self._keys(root)

    def _keys(self, root: Team) -> dict[str, int]:
        """One of each thing, by the name of the address that opens it."""
        behaviour = make_behaviour("TEL-01")
        make_norm(behaviour, root)
        employee = self.people["employee"]
        # In the second week here, and so asked what stands out.
        employee.roles.update(starts_on=local_date(timezone.now()) - timedelta(days=8))
        contact = log_contact(self.team, {behaviour: 12}, employee=employee, logged_by=employee)
        allow("individual_view")
        role = make_person(self.team, "employee").roles.get()
        keys = {
            "role_end": role.pk,
            "notice_seen": employee.notices.create(text="Er is iets", url="/", made_at=NOW).pk,
            "password_link": role.pk,
            "first_pin": role.pk,
            "station_person": role.user_id,
            "station_end": make_station(self.team)[0].pk,
            "consent_end": allow("named_contacts").pk,
            # The team is small, and what it agreed is nobody else's to see.
            "share_agreement_end": agree_on_shares(self.team).pk,
            "person_results": employee.pk,
            "incident_detail": contact.pk,
            "incident_correct": contact.pk,
            "incident_withdraw": contact.pk,
            "incident_undo": contact.pk,
            **round_keys(self.team, employee),
            **keys_of_promises(self.team, employee, FIXED["token"]),
            "question_detail": ask(self.team, employee).pk,
        }
        left_out = exclude_week(
            team=self.team, behaviour=behaviour, week=FIXED["week"], reason="x", by=None, at=NOW
        )
        keys["excluded_week_take_back"] = left_out.pk
        lead = self.people["team_lead"]
        keys |= keys_of_what_was_in_the_way(self.team, behaviour, employee, lead)
        compliment = give(employee, self.people["observer"], self.team)
        keys |= {"compliment_detail": compliment.pk, "compliment_take_back": compliment.pk}
        return keys

    def address(self, name: str) -> str:
        """The address of this name for the things of this world."""
        pattern = FOUND[name]
        wanted = pattern.pattern.converters or pattern.pattern.regex.groupindex
        slug = self.node.slug if name == "node_add" else self.team.slug
        values = FIXED | {"slug": slug, "place": "receptie", "pk": self.keys.get(name)}
        if name == "account_reset_password_from_key":
            return password_path(make_user())
        return reverse(name, kwargs={each: values[each] for each in wanted})

    def clients(self, **options) -> Iterator[tuple[str, Client]]:
        """Everyone's browser, logged in."""
        for persona, user in self.people.items():
            client = Client(**options)
            if user is not None:
                client.force_login(user)
            yield persona, client
