"""An answer to what was in the way, an improvement action, and what came of it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coaching.models import Action, BarrierAnswer
from people.forms import ActionForm, day_field
from people.free_text import validate_free_text
from people.models import User


def _most(model: Any, name: str) -> int | None:
    length: int | None = model._meta.get_field(name).max_length
    return length


class BarrierAnswerForm(ActionForm):
    """What is done about it, or why it stays as it is."""

    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("The whole team reads it. No names."),
        max_length=_most(BarrierAnswer, "text"),
        validators=[validate_free_text],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ImprovementForm(ActionForm):
    """What is done, by whom, by when."""

    title = forms.CharField(
        label=_("What is going to be done?"),
        help_text=_("Something that can be finished. The whole team reads it."),
        max_length=_most(Action, "title"),
        validators=[validate_free_text],
    )
    owner = forms.ModelChoiceField(label=_("Who does it?"), queryset=User.objects.none())
    due_on = day_field(_("By when?"))

    def __init__(self, *args: Any, owners: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["owner"]
        field.queryset = owners


class OutcomeForm(ActionForm):
    """What came of an action."""

    outcome = forms.CharField(
        label=_("What came of it?"),
        help_text=_("The whole team reads it. No names."),
        max_length=_most(Action, "outcome"),
        validators=[validate_free_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
