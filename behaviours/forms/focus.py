"""What a lead fills in about a team's attention: the norm of the week, and how many contacts."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour, Norm
from periods.week import Week

MOST_WEEKS = 4
MOST_CONTACTS = 20
THIS_WEEK, NEXT_WEEK = "0", "1"


class FocusForm(forms.Form):
    """Which of the norms in force a team looks at first, from which week and for how long."""

    behaviour = forms.ChoiceField(label=_("Which norm?"))
    start = forms.ChoiceField(
        label=_("From"),
        choices=[(THIS_WEEK, _("This week")), (NEXT_WEEK, _("Next week"))],
        initial=THIS_WEEK,
        widget=forms.RadioSelect,
    )
    weeks = forms.TypedChoiceField(
        label=_("For how many weeks?"),
        choices=[(number, number) for number in range(1, MOST_WEEKS + 1)],
        coerce=int,
        initial=1,
        widget=forms.RadioSelect,
    )

    use_required_attribute = False

    def __init__(self, *args: Any, norms: Iterable[Norm], week: Week, **options: Any) -> None:
        super().__init__(*args, **options)
        self.week = week
        self.behaviours = {str(norm.behaviour_id): norm.behaviour for norm in norms}
        field: Any = self.fields["behaviour"]
        field.choices = [(key, found.title) for key, found in self.behaviours.items()]

    @property
    def chosen(self) -> Behaviour:
        """The behaviour that was chosen."""
        return self.behaviours[self.cleaned_data["behaviour"]]

    @property
    def first_week(self) -> Week:
        """The week it starts in."""
        return self.week + int(self.cleaned_data["start"])


class GuidelineForm(forms.Form):
    """How many contacts a day each."""

    contacts_a_day = forms.IntegerField(
        label=_("Contacts a day, for each person"),
        help_text=_("A few are enough. It is no target: more is not better."),
        min_value=1,
        max_value=MOST_CONTACTS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    use_required_attribute = False
