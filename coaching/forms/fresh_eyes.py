"""Questions, and what is answered to them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour
from coaching.forms.compliments import BehaviourChoice
from coaching.models import Question
from people.free_text import validate_free_text
from people.models import Team

TEXT_LENGTH = Question._meta.get_field("text").max_length


def text_field(label: Any, **options: Any) -> forms.CharField:
    """A few lines, without data of customers."""
    return forms.CharField(
        label=label,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[validate_free_text],
        **options,
    )


class AskingForm(forms.Form):
    """In which team, and whether the own name stands with it."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none())
    shows_name = forms.BooleanField(
        label=_("Show my name with it"),
        required=False,
        help_text=_(
            "Without it, your team, its lead and the manager read the text only. "
            "In a small team people may still guess whose it is."
        ),
    )

    def __init__(self, *args: Any, teams: list[Team], **options: Any) -> None:
        super().__init__(*args, **options)
        team: Any = self.fields["team"]
        team.queryset = Team.objects.filter(pk__in=[each.pk for each in teams])
        if len(teams) == 1:
            team.widget = forms.HiddenInput()
            team.initial = teams[0].pk


class WhyForm(AskingForm):
    """Why do we do it this way?"""

    text = text_field(
        _("Your question"),
        help_text=_("What do we do, and what would you rather see? No names of people."),
    )
    behaviour = BehaviourChoice(
        label=_("Behaviour"),
        queryset=Behaviour.objects.none(),
        required=False,
        empty_label=_("no behaviour in particular"),
    )

    field_order = ("text", "behaviour", "team", "shows_name")

    def __init__(self, *args: Any, behaviours: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["behaviour"]
        field.queryset = behaviours


class FreshEyesForm(AskingForm):
    """The two questions to a new colleague; one of them is enough."""

    surprised = text_field(Question.Prompt.SURPRISED.label, required=False)
    habit = text_field(Question.Prompt.HABIT.label, required=False)

    field_order = ("surprised", "habit", "team", "shows_name")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not (values["surprised"] or values["habit"]):
            raise ValidationError(_("Answer one of the two questions."), code="empty")
        return values

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by prompt."""
        return {name: self.cleaned_data[name] for name in ("surprised", "habit")}


class AnswerForm(forms.Form):
    """Keep, stop or try; and why."""

    answer = forms.ChoiceField(
        label=_("What do we do?"),
        choices=[(each.value, capfirst(each.label)) for each in Question.Answer],
        widget=forms.RadioSelect,
    )
    answer_text = text_field(
        _("Why, and what happens now?"),
        help_text=_("The whole team reads question and answer."),
    )
