"""Whose customer it was inside the organisation: the field, and what a correction keeps."""

import pytest
from django import forms

from behaviours.models import CustomerKind
from incidents.forms.internal import InternalCustomerForm, customer_nodes
from incidents.models import Incident
from people.models import Team
from tests.builders import (
    NOW,
    TODAY,
    log_contact,
    make_department,
    make_person,
    make_root,
    make_team,
)
from tests.incidents.site import address, answered, correct, norm_of, page, rows, signed_in

pytestmark = pytest.mark.django_db


class SomeForm(InternalCustomerForm):
    """The least of a form that asks it."""

    customer_kind = forms.ChoiceField(choices=CustomerKind.choices)

    def __init__(self, data: dict, *, nodes: list[Team], team: Team) -> None:
        super().__init__(data)
        self.team = team
        self.offer_customers(lambda: nodes)

    def clean(self):
        cleaned = super().clean()
        self.clean_customer(cleaned, self.team.slug)
        return cleaned


@pytest.fixture
def customer() -> Team:
    return make_department("Inkoop", slug="inkoop")


def sent(team: Team, kind: str, slug: str) -> SomeForm:
    nodes = [*Team.objects.all()]
    return SomeForm({"customer_kind": kind, "customer_team": slug}, nodes=nodes, team=team)


def test_an_internal_customer_is_of_the_chosen_node_or_of_none(team: Team, customer: Team):
    for slug, expected in (("inkoop", customer), ("", None)):
        form = sent(team, "internal", slug)
        assert form.is_valid()
        assert form.cleaned_data["customer_team"] == expected


def test_an_external_customer_is_of_none_whatever_was_left_in_the_field(team, customer):
    form = sent(team, "external", "inkoop")
    assert form.is_valid()
    assert form.cleaned_data["customer_team"] is None


@pytest.mark.parametrize("slug", ["nowhere", "own"])
def test_nobody_is_a_customer_of_the_own_team_or_of_what_is_not_there(slug: str, customer: Team):
    own = make_team(slug="own")
    assert list(sent(own, "internal", slug).errors) == ["customer_team"]


def test_any_other_node_in_use_can_be_a_customer_but_not_the_organisation(team, customer):
    make_team("Voorbij", ended_on=TODAY)
    nodes = [make_root(), customer, *Team.objects.filter(kind="team")]
    assert customer_nodes(nodes, but=team, day=TODAY) == [customer]


def test_a_contact_is_noted_with_the_team_of_its_internal_customer(
    client, employee, team, customer
):
    yes = norm_of("do", "Zegt u")
    of_inkoop = {"customer_kind": "internal", "customer_team": "inkoop"}
    assert client.post(address(team), answered(yes, **of_inkoop)).status_code == 302
    assert Incident.objects.get().customer_team == customer


def test_a_correction_shows_and_changes_whose_customer_it_was(client, employee, team, customer):
    contact = log_contact(
        team, logged_by=employee, customer_kind="internal", customer_team=customer
    )
    selected = '<option value="inkoop" selected>Inkoop</option>'
    assert selected in page(client, f"/contacts/{contact.pk}/correct/")
    kept = {"customer_kind": "internal", "customer_team": "inkoop"}
    assert correct(client, contact, subject="printer", **kept).status_code == 302
    contact.refresh_from_db()
    assert (contact.subject, contact.customer_team) == ("printer", customer)
    assert correct(client, contact, customer_kind="external").status_code == 302
    contact.refresh_from_db()
    assert contact.customer_team is None
    text = " ".join(page(client, f"/contacts/{contact.pk}/").split())
    assert "internal customer: Inkoop" in text


def test_the_list_narrows_to_internal_customers(client, team: Team):
    me = signed_in(client, make_person(team))
    log_contact(team, employee=me, occurred_at=NOW)
    internal = log_contact(team, employee=me, customer_kind="internal")
    assert rows(client, "?kind=internal") == [internal.pk]
