"""What is agreed in a meeting, who was there, and who covers the desk at lunch."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour
from coaching.forms.barriers import ImprovementForm
from coaching.models import LunchCover
from people.forms import ActionForm
from people.free_text import validate_free_text
from people.models import User


def about_field() -> forms.ModelChoiceField:
    """The behaviour on the agenda as the page had it when it was read."""
    return forms.ModelChoiceField(
        queryset=Behaviour.objects.all(),
        to_field_name="code",
        required=False,
        widget=forms.HiddenInput,
    )


class AgreementForm(ImprovementForm):
    """What is agreed, who does it, by when."""

    about = about_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["title"].label = _("What do we agree?")


class AttendanceForm(ActionForm):
    """Who was there; everybody, until somebody is unticked."""

    present = forms.ModelMultipleChoiceField(
        label=_("Who is here?"),
        help_text=_("Who is not here finds a card on the start page, once."),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    about = about_field()

    def __init__(self, *args: Any, people: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["present"]
        field.queryset = people


class LunchForm(ActionForm):
    """Who covers the desk at lunch, and a line with it."""

    person = forms.ModelChoiceField(
        label=_("Who covers the desk at lunch?"),
        queryset=User.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    line = forms.CharField(
        label=_("From when until when"),
        max_length=LunchCover._meta.get_field("line").max_length,
        validators=[validate_free_text],
        required=False,
    )

    def __init__(self, *args: Any, people: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["person"]
        field.queryset = people
