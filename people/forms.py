"""What people fill in: persons, roles, nodes, head counts and agreements.

A field is named as the argument of the action it is for; what the action refuses is shown
above the form.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from people.free_text import validate_free_text
from people.models import Consent, Role, Team, User
from people.text import tidy
from periods.week import Week

#: Django's words for an empty field; what our catalogue says of them is said everywhere.
REQUIRED = gettext_noop("This field is required.")
#: Days outside this are slips of the keyboard.
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
#: More names than this are not offered at once: one searches for them first.
MOST_OFFERED = 50


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A date, with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    bounds = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
    return forms.DateField(label=label, widget=widget, validators=bounds, **options)


class ActionForm(forms.Form):
    """A form whose clean values are the arguments of one action."""

    result: Any = None

    def attempt(self, action: Callable[..., Any], /, **given: Any) -> bool:
        """Do it with the values filled in; what it refuses becomes an error of the form."""
        if not self.is_valid():
            return False
        self._refuse_too_long()
        if self.errors:
            return False
        try:
            self.result = action(**self.cleaned_data, **given)
        except ValidationError as refused:
            self.add_error(None, refused)
        return not self.errors

    def _refuse_too_long(self) -> None:
        """Text is stored tidied, and composed characters may take more room than were typed."""
        for name, field in self.fields.items():
            text, longest = self.cleaned_data.get(name), getattr(field, "max_length", None)
            if longest and isinstance(text, str) and len(tidy(text)) > longest:
                said = _("This text is longer than %(n)s signs once it is stored.")
                self.add_error(name, ValidationError(said, "max_length", {"n": longest}))


class RoleFields(ActionForm):
    """What somebody becomes, from when until when."""

    kind = forms.ChoiceField(label=_("Role"))
    starts_on = day_field(_("From"))
    ends_on = day_field(
        _("Until"), required=False, help_text=_("The first day on which the role no longer holds.")
    )

    def __init__(self, *args: Any, kinds: Iterable[str], today: date, **options: Any) -> None:
        options.setdefault("initial", {}).setdefault("starts_on", today)
        super().__init__(*args, **options)
        kind: Any = self.fields["kind"]
        kind.choices = [(each, Role.Kind(each).label) for each in kinds]
        self.monday = Week.of(today).monday

    def clean_starts_on(self) -> date:
        """Not in an earlier week: how many people a team had then is what it was."""
        starts_on: date = self.cleaned_data["starts_on"]
        if starts_on < self.monday:
            raise ValidationError(_("Choose a day in this week or later."), code="past")
        return starts_on


class InviteForm(RoleFields):
    """Somebody who is not here yet, or somebody known by e-mail address."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        empty_value=None,
        help_text=_("The invitation is sent to this address."),
    )
    login_name = forms.SlugField(
        label=_("Log-in name"),
        max_length=50,
        required=False,
        empty_value=None,
        help_text=_("For someone without an e-mail address of their own."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=User.Language)

    field_order = ("name", "email", "login_name", "kind", "starts_on", "ends_on", "language")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and bool(values["email"]) == bool(values["login_name"]):
            words = _("Give an e-mail address or a log-in name, one of the two.")
            self.add_error("email", ValidationError(words, code="one_address"))
        return values


class PersonField(forms.ModelChoiceField):
    """One of the people seen, told apart by how they log in."""

    def label_from_instance(self, obj: User) -> str:
        address = obj.email or obj.login_name
        return f"{obj.name} ({address})" if address else obj.name


class PlaceForm(RoleFields):
    """Somebody who is already here, in one more place."""

    user = PersonField(label=_("Person"), queryset=User.objects.none())

    field_order = ("user", "kind", "starts_on", "ends_on")

    def __init__(self, *args: Any, people: Any, wanted: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["user"]
        field.queryset = people
        found = people.filter(name__icontains=wanted) if wanted else people
        field.widget.choices = [
            ("", "---------"),
            *((each.pk, field.label_from_instance(each)) for each in found[:MOST_OFFERED]),
        ]


class PersonSearch(forms.Form):
    """Part of a name."""

    q = forms.CharField(label=_("Name"), max_length=150, required=False)


class RoleSearch(PersonSearch):
    """Whom to show on a node: part of a name, a role, and also who has left."""

    kind = forms.ChoiceField(
        label=_("Role"), choices=[("", _("All roles")), *Role.Kind.choices], required=False
    )
    ended = forms.BooleanField(label=_("Also roles that have ended"), required=False)


class EndForm(ActionForm):
    """The first day without it."""

    on = day_field(_("Ends on"), help_text=_("The first day without it."))

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        options.setdefault("initial", {"on": today})
        super().__init__(*args, **options)
        self.today = today

    def clean_on(self) -> date:
        """Not in the past: what held then has held."""
        on: date = self.cleaned_data["on"]
        if on < self.today:
            raise ValidationError(_("Choose today or a later day."), code="past")
        return on


class NodeForm(ActionForm):
    """A department or team under the node."""

    name = forms.CharField(label=_("Name"), max_length=100)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in (Team.Kind.TEAM, Team.Kind.DEPARTMENT)],
    )


class HeadCountForm(ActionForm):
    """How many people, from which day on."""

    people = forms.IntegerField(label=_("People"), min_value=1, max_value=9999)
    starts_on = day_field(_("From"))


class AgreedForm(ActionForm):
    """The day of the meeting in which it was agreed that the lead publishes norms."""

    since = day_field(
        _("Agreed on"), required=False, help_text=_("Left empty, the lead no longer may.")
    )


class ConsentForm(ActionForm):
    """Who agreed to what, when and why."""

    switch = forms.ChoiceField(label=_("Switch"), choices=Consent.Switch)
    body = forms.ChoiceField(label=_("Given by"))
    given_on = day_field(_("Given on"))
    reference = forms.CharField(
        label=_("Reference"),
        max_length=200,
        help_text=_("The letter, the minutes or the decision."),
        validators=[validate_free_text],
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[validate_free_text],
    )
    ends_on = day_field(
        _("Until"), required=False, help_text=_("The first day on which it no longer holds.")
    )

    def __init__(self, *args: Any, bodies: Iterable[str], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        body: Any = self.fields["body"]
        body.choices = [(each, Consent.Body(each).label) for each in bodies]

    def clean_given_on(self) -> date:
        given_on: date = self.cleaned_data["given_on"]
        if given_on > self.today:
            raise ValidationError(_("This day has yet to come."), code="future")
        return given_on


class ShareAgreementForm(ActionForm):
    """In which meeting a team agreed to read percentages, and when that was."""

    agreed_on = day_field(_("Agreed on"))
    reference = forms.CharField(
        label=_("In which meeting"),
        max_length=200,
        help_text=_("So that who was there finds it back, such as team meeting of week 47."),
        validators=[validate_free_text],
    )


class StationForm(ActionForm):
    """What a shared computer is called."""

    name = forms.CharField(
        label=_("Name of this computer"),
        max_length=60,
        validators=[validate_free_text],
        help_text=_("Where it stands, such as desk 2."),
    )


class PinInput(forms.PasswordInput):
    """Digits that nobody reads along, and that are never shown again.

    To the browser it is plain text, so that it does not offer to keep it for whoever is next.
    """

    input_type = "text"


def pin_field(label: Any, **options: Any) -> forms.CharField:
    """4 to 6 digits; a telephone shows its keypad for it."""
    attributes = {"class": "pin", "inputmode": "numeric", "autocomplete": "off"}
    return forms.CharField(label=label, widget=PinInput(attributes), max_length=6, **options)


class PinForm(forms.Form):
    """The PIN of the one who tapped a name."""

    pin = pin_field(_("PIN"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["pin"].widget.attrs["autofocus"] = True


class NewPinForm(ActionForm):
    """A PIN chosen, twice the same."""

    pin = pin_field(_("New PIN"), help_text=_("4 to 6 digits, no row of digits and no year."))
    again = pin_field(_("The same PIN again"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        again = values.pop("again", None)
        if not self.errors and again != values["pin"]:
            self.add_error("again", _("This is another PIN. Type the same one twice."))
        return values
