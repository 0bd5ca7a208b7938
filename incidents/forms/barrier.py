"""One tap on what was in the way, and the list a manager keeps."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour
from incidents.models import Barrier
from people.forms import ActionForm

MOST_WORDS = Barrier._meta.get_field("words").max_length


class BarrierTapForm(ActionForm):
    """Which norm was missed, and what was in its way."""

    behaviour = forms.ModelChoiceField(queryset=Behaviour.objects.all(), to_field_name="code")
    barrier = forms.ModelChoiceField(queryset=Barrier.objects.all(), to_field_name="code")


class BarrierForm(ActionForm):
    """One line of the list."""

    words = forms.CharField(
        label=_("In Dutch"),
        help_text=_("As somebody says it, in a few words."),
        max_length=MOST_WORDS,
    )
    words_en = forms.CharField(label=_("In English"), max_length=MOST_WORDS)
    is_persons = forms.BooleanField(
        label=_("The person's own to change"),
        help_text=_(
            "A miss by anything else counts for the team and stays out of a person's own results."
        ),
        required=False,
    )


class BarrierChangeForm(BarrierForm):
    """One that is there: reworded, marked, or not offered any more."""

    is_ended = forms.BooleanField(
        label=_("Do not offer this any more"),
        help_text=_("What was tapped before keeps it."),
        required=False,
    )

    def __init__(self, *args: Any, barrier: Barrier, today: date, **options: Any) -> None:
        names = ("words", "words_en", "is_persons")
        options["initial"] = {name: getattr(barrier, name) for name in names} | {
            "is_ended": barrier.ended_on is not None
        }
        super().__init__(*args, **options)
        self.barrier, self.today = barrier, today

    def clean(self) -> dict[str, Any]:
        """The tick as the day since when it is so; a day that stands stays."""
        values = super().clean() or self.cleaned_data
        is_ended = values.pop("is_ended", False)
        values["ended_on"] = (self.barrier.ended_on or self.today) if is_ended else None
        return values
