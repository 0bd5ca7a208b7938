"""Fields about the case and the customer of a contact."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from incidents.customer_reference import plain
from incidents.models import Incident
from people.free_text import validate_case_number

LONGEST_REFERENCE = 60


class CaseNumberField(forms.CharField):
    """The organisation's own number of a case or an order."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Case number"),
            help_text=_("Your own number of the case or the order, to find it back."),
            max_length=Incident._meta.get_field("case_number").max_length,
            required=False,
            validators=[validate_case_number],
            widget=forms.TextInput({"autocomplete": "off"}),
        )


class ReferenceField(forms.CharField):
    """The number of a customer's account or card, as it is typed."""

    def __init__(self, help_text: Any = "", *, required: bool = False) -> None:
        super().__init__(
            label=_("Customer reference"),
            help_text=help_text,
            max_length=LONGEST_REFERENCE,
            required=required,
            widget=forms.TextInput({"autocomplete": "off"}),
        )

    def clean(self, value: object) -> str:
        reference = str(super().clean(value))
        if reference and not plain(reference):
            raise ValidationError(_("Type letters or digits."), code="no_sign")
        return reference


class CustomerSearch(forms.Form):
    """A customer reference typed again; it is posted, so that it stands in no address."""

    customer_reference = ReferenceField(required=True)
