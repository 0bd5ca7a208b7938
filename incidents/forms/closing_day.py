"""The form of a day on which the organisation is closed."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from incidents.models import ClosingDay
from people.forms import day_field


class ClosingDayForm(forms.Form):
    """One date and why; a date is given once."""

    day = day_field(_("Day"))
    words = forms.CharField(label=_("Why?"), max_length=100)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if ClosingDay.objects.filter(day=day).exists():
            raise ValidationError(_("That day is here already."), code="taken")
        return day
