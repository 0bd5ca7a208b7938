"""The form with which a closed week is opened again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.models import WeekClosing
from people.free_text import validate_free_text


class ReopenForm(forms.Form):
    """Why the week is opened again."""

    reason = forms.CharField(
        label=_("Why is this week opened again?"),
        help_text=_("For example: the file of the phone system came too late. No names."),
        max_length=WeekClosing._meta.get_field("reason").max_length,
        validators=[validate_free_text],
    )
