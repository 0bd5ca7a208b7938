"""To whom a compliment goes, and the line that may go with it."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour
from coaching.models import Compliment
from coaching.queries.compliments import colleagues
from incidents.models import Incident
from people.access import Scope
from people.free_text import validate_free_text
from people.models import User

TEXT = Compliment._meta.get_field("text")


class GiveForm(forms.Form):
    """One tap: a colleague, and the contact it is about where there is one."""

    to = forms.ModelChoiceField(queryset=User.objects.none())
    incident = forms.ModelChoiceField(queryset=Incident.objects.none(), required=False)
    submission_key = forms.UUIDField(required=False)

    def __init__(self, *args: Any, scope: Scope, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = scope.user
        to: Any = self.fields["to"]
        to.queryset = colleagues(scope)
        incident: Any = self.fields["incident"]
        incident.queryset = Incident.objects.visible_to(scope)

    def clean_submission_key(self) -> Any:
        """Of a page that has none, each tap is one of its own."""
        return self.cleaned_data["submission_key"] or uuid4()

    def clean(self) -> dict[str, Any]:
        """A contact goes with it only where both may read that it was this colleague's."""
        values = super().clean() or {}
        incident: Incident | None = values.get("incident")
        to: User | None = values.get("to")
        if (incident and to) and not (
            incident.is_open_to(self.user) and incident.employee_id == to.pk
        ):
            raise ValidationError(_("This contact is not your colleague's."), code="not_theirs")
        return values


class ComplimentSearch(forms.Form):
    """Part of a colleague's name."""

    q = forms.CharField(label=_("Name"), max_length=150, required=False)


class BehaviourChoice(forms.ModelChoiceField):
    """A behaviour by its title."""

    def label_from_instance(self, obj: Behaviour) -> str:
        return obj.title


class LineForm(forms.Form):
    """What went well, in the giver's own words."""

    text = forms.CharField(
        label=_("What went well?"),
        help_text=_("One line, for your colleague alone. No names of customers."),
        max_length=TEXT.max_length,
        validators=[validate_free_text],
        required=False,
    )
    behaviour = BehaviourChoice(
        label=_("Behaviour"),
        queryset=Behaviour.objects.none(),
        required=False,
        empty_label=_("no behaviour in particular"),
    )

    def __init__(self, *args: Any, behaviours: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["behaviour"]
        field.queryset = behaviours
