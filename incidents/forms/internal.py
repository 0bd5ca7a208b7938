"""Whose customer it was inside the organisation: supplier and customer are both ours."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from behaviours.models import CustomerKind
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

    def offer_customers(self, nodes: Callable[[], Iterable[Team]]) -> None:
        """The nodes to choose from, in this order; none may be chosen.

        They are asked for when they are needed: a contact of an external customer needs none.
        """
        self.customers = nodes
        field: Any = self.fields["customer_team"]
        field.choices = lambda: [
            ("", _("not recorded")),
            *((node.slug, node.name) for node in nodes()),
        ]

    def clean_customer(self, cleaned: dict[str, Any], team_slug: str) -> None:
        """Put the node or None under `customer_team`; the own team is refused.

        Of an external customer there is none, whatever was left in the field.
        """
        slug = cleaned.get("customer_team")
        is_internal = cleaned.get("customer_kind") == CustomerKind.INTERNAL
        found = self.customers() if slug and is_internal else ()
        cleaned["customer_team"] = next((node for node in found if node.slug == slug), None)
        if cleaned["customer_team"] and slug == team_slug:
            self.add_error("customer_team", _("Nobody is a customer of the own team."))


def customer_nodes(nodes: Iterable[Team], *, but: Team, day: date) -> list[Team]:
    """The departments and teams in use on `day` that can be a customer of the team `but`."""
    return [
        node
        for node in nodes
        if node.kind != Team.Kind.ORGANISATION and node.pk != but.pk and node.is_in_use(day)
    ]
