"""What a lead did about one thing, and what the organisation takes a lost customer to cost."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coaching.models import Handled
from people.forms import ActionForm
from people.free_text import validate_free_text

#: Amounts above this are slips of the keyboard.
MOST_EUROS = 1_000_000


class HandleForm(forms.Form):
    """One tap, and a line with it for who wants to."""

    key = forms.CharField(
        max_length=Handled._meta.get_field("key").max_length, widget=forms.HiddenInput
    )
    outcome = forms.ChoiceField(
        label=_("What did you do?"), choices=Handled.Outcome, widget=forms.RadioSelect
    )
    line = forms.CharField(
        label=_("A line with it"),
        help_text=_("For you and whoever leads this team with you. No names."),
        max_length=Handled._meta.get_field("line").max_length,
        required=False,
        validators=[validate_free_text],
    )


class LossTermsForm(ActionForm):
    """Yearly margin, from and to, and years."""

    margin_low = forms.IntegerField(
        label=_("Margin on a customer in a year, from (euro)"), min_value=0, max_value=MOST_EUROS
    )
    margin_high = forms.IntegerField(
        label=_("Margin on a customer in a year, to (euro)"), min_value=1, max_value=MOST_EUROS
    )
    years = forms.IntegerField(
        label=_("How many years a customer stays"), min_value=1, max_value=50
    )
