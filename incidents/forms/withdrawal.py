"""The form that takes a contact out of the figures."""

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.forms.versioned import VersionedForm
from incidents.models import Incident
from people.free_text import validate_free_text


class WithdrawalForm(VersionedForm):
    """Why a contact is withdrawn."""

    reason = forms.CharField(
        label=_("Why does this contact not count?"),
        help_text=_("For example: noted twice. No names."),
        max_length=Incident._meta.get_field("withdrawn_reason").max_length,
        validators=[validate_free_text],
    )
