"""The form that takes a contact out of the figures."""

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.models import Incident


class WithdrawalForm(forms.Form):
    """Why a contact is withdrawn, and which version the reader saw."""

    reason = forms.CharField(
        label=_("Why does this contact not count?"),
        help_text=_("For example: noted twice. No names."),
        max_length=Incident._meta.get_field("withdrawn_reason").max_length,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
