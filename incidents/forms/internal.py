"""Whose customer it was inside the organisation: supplier and customer are both ours."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from behaviours.models import CustomerKind
from incidents.models import Incident
from people.models import Team


class InternalCustomerForm(forms.Form):
    """Asks which department or team an internal customer was of.

    For a form that has `customer_kind`: call `offer_customers` once it is made, and
    `clean_customer` at the end of its `clean`.
    """

    customer_team = forms.ChoiceField(
        label=_("Of which department or team?"),
        help_text=_("Of an internal customer only."),
        required=False,
    )

    def offer_customers(self, nodes: Iterable[Team]) -> None:
        """The nodes to choose from, in this order; none may be chosen."""
        self.customers = {node.slug: node for node in nodes}
        field: Any = self.fields["customer_team"]
        field.choices = [
            ("", _("not recorded")),
            *((slug, node.name) for slug, node in self.customers.items()),
        ]

    def clean_customer(self, cleaned: dict[str, Any], team: Team) -> None:
        """Put the node or None under `customer_team`; the own team is refused.

        Of an external customer there is none, whatever was left in the field.
        """
        is_internal = cleaned.get("customer_kind") == CustomerKind.INTERNAL
        chosen = self.customers.get(cleaned.get("customer_team") or "") if is_internal else None
        cleaned["customer_team"] = chosen
        if chosen and chosen.pk == team.pk:
            self.add_error("customer_team", _("Nobody is a customer of the own team."))


def customer_nodes(nodes: Iterable[Team], *, but: Team, day: date) -> list[Team]:
    """The departments and teams in use on `day` that can be a customer of the team `but`."""
    return [
        node
        for node in nodes
        if node.kind != Team.Kind.ORGANISATION and node.pk != but.pk and node.is_in_use(day)
    ]


def kept_customer_team(incident: Incident, cleaned: Mapping[str, Any]) -> Team | None:
    """The customer's team after a correction whose form did not ask for it.

    It stays as it was, unless the customer is external now or the contact moved to that team.
    """
    team = incident.customer_team
    if team is None or cleaned["customer_kind"] != CustomerKind.INTERNAL:
        return None
    return None if team.slug == cleaned["team"] else team
