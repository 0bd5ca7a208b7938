"""The story of a contact: one line, and more for who has more to tell."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from incidents.models import Incident, Story
from incidents.stories import Telling
from people.forms import ActionForm
from people.free_text import validate_free_text
from people.models import User


def _most(name: str) -> int | None:
    field: Any = Story._meta.get_field(name)
    length: int | None = field.max_length
    return length


def _choices(of: Any) -> list[tuple[str, Any]]:
    """An answer that can be left and taken back."""
    return [("", _("no answer")), *of.choices]


def _optional(label: Any, name: str, hint: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=_most(name),
        required=False,
        widget=widget,
        validators=[validate_free_text],
    )


class StoryForm(ActionForm):
    """What the customer would tell; give `incident`, `reader` and the `story` there is."""

    line = forms.CharField(
        label=_("What would this customer tell at home?"),
        help_text=_("In one line. No names."),
        max_length=_most("line"),
        validators=[validate_free_text],
    )
    experience = forms.ChoiceField(
        label=_("For the customer it was"),
        choices=_choices(Story.Experience),
        widget=forms.RadioSelect,
        required=False,
    )
    unexpected = _optional(
        _("What was unexpected?"), "unexpected", _("What the customer did not count on.")
    )
    recovery = _optional(
        _("What was done to make up?"), "recovery", _("Only when something went wrong before.")
    )
    recovery_end = forms.ChoiceField(
        label=_("How did that end?"),
        choices=_choices(Story.RecoveryEnd),
        widget=forms.RadioSelect,
        required=False,
    )
    loyalty = forms.ChoiceField(
        label=_("Is this customer lost?"),
        choices=_choices(Story.Loyalty),
        widget=forms.RadioSelect,
        required=False,
    )
    follow_up = forms.CharField(
        label=_("What follows?"),
        help_text=_("What is still to be done, and by which department."),
        max_length=_most("follow_up"),
        validators=[validate_free_text],
        required=False,
    )
    for_wall = forms.BooleanField(
        label=_("It may stand on the wall of our team"),
        help_text=_("Your team then reads it, without names."),
        required=False,
    )

    def __init__(
        self, *args: Any, incident: Incident, reader: User, story: Story | None, **options: Any
    ) -> None:
        options |= {"initial": _initial(story), "use_required_attribute": False}
        super().__init__(*args, **options)
        if not settings.CUSTOMERS_CAN_LEAVE:
            del self.fields["loyalty"]
        if incident.employee_id is None:
            del self.fields["for_wall"]
        elif incident.employee_id != reader.pk:
            wall = self.fields["for_wall"]
            wall.label = _("Ask whether it may stand on the wall of the team")
            wall.help_text = _("The colleague it is about is asked, and says yes or no.")

    @property
    def is_more_open(self) -> bool:
        """Whether more than the line is filled in, or wrong."""
        more = [self[name] for name in self.fields if name not in ("line", "for_wall")]
        return any(field.value() or field.errors for field in more)

    def clean(self) -> dict[str, Any]:
        """All of it as one telling."""
        values = super().clean() or self.cleaned_data
        return values if self.errors else {"telling": Telling(**values)}


def _initial(story: Story | None) -> dict[str, Any]:
    if story is None:
        return {}
    names = ("line", "experience", "unexpected", "recovery", "recovery_end", "loyalty", "follow_up")
    asked = story.wall in (Story.Wall.ASKED, Story.Wall.SHOWN)
    return {name: getattr(story, name) for name in names} | {"for_wall": asked}
