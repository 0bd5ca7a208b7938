"""What a lead fills in about the charts of a team."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.free_text import validate_free_text
from periods.week import Week
from scoring.models import ExcludedWeek


class ExcludedWeekForm(forms.Form):
    """Which week of a chart is left out, and why."""

    week = forms.TypedChoiceField(label=_("Which week?"), coerce=Week.parse)
    reason = forms.CharField(
        label=_("What was different that week?"),
        help_text=_("For example: the telephone exchange was down for two days. No names."),
        max_length=ExcludedWeek._meta.get_field("reason").max_length,
        validators=[validate_free_text],
    )

    use_required_attribute = False

    def __init__(self, *args: Any, weeks: Iterable[tuple[Week, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["week"]
        field.choices = [(str(week), label) for week, label in weeks]
