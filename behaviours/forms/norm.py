"""The terms of a norm, as every form that publishes one asks them.

The numbers of a norm differ by kind of measure. They come from the measure itself, as fields
named "<kind>-<attribute of the norm>", so that a form can show all kinds without any script: only
those of the chosen kind are read.
"""

from decimal import Decimal

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from behaviours.actions import LARGEST_NUMBER, NormTerms, StartRefused
from behaviours.measures import DEFAULT_RATING_POINTS, MEASURES, InvalidMeasure, MeasureKind
from behaviours.models import Norm
from behaviours.wording import UNITS
from people.forms import EARLIEST, LATEST
from people.free_text import validate_free_text

HUNDRED = Decimal(100)
WEIGHTS = range(1, 6)

REQUIRED = _("Fill this in: without it nobody can tell whether it was met.")
MEASURE_MESSAGES = {
    "required": REQUIRED,
    "too_low": _("This is too low."),
    "too_high": _("This is too high."),
    "extra_never_critical": _("An extra is never critical: nobody has to do it."),
    "nothing_before": _("There is no norm yet that could end. Start with a norm."),
}
NOT_A_SHARE = _("A share is more than 0 and at most 100 percent.")
#: Where "too low" has more to say.
ZERO_POINT_TOO_LOW = _("0 points begin at the limit or beyond it, not before.")
ANCHOR_MISSING = _("Say what you see at this point, so that everybody scores the same.")

#: A norm can do without these: the score falls at once, and early is fine.
MAY_BE_EMPTY = {"zero_point", "early_tolerance", "early_zero_point"}

START_MESSAGES = {
    "taken": _("A version starts here on that day already. Choose another Monday."),
    "not_later": _("A new version starts later than today: what was judged stays as it was."),
    "not_monday": _("A new version starts on a Monday, so that every week has one norm."),
    "node_ended": _("This part of the organisation is no more on that day."),
}


class NormForm(forms.Form):
    """The terms of a norm; `add_measure` adds the numbers of a kind."""

    sentence = forms.CharField(label=_("The norm in one sentence"), max_length=200)
    share_percent = forms.DecimalField(
        label=_("Share of the contacts that should meet it"),
        help_text=_("Charts and colours are held against it. Without it there is no colour."),
        min_value=Decimal("0.01"),
        max_value=HUNDRED,
        max_digits=5,
        decimal_places=2,
        required=False,
        localize=True,
        error_messages={"min_value": NOT_A_SHARE, "max_value": NOT_A_SHARE},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    weight = forms.TypedChoiceField(
        label=_("Weight"),
        help_text=_("How heavily it counts in the score of a contact."),
        choices=[(weight, weight) for weight in WEIGHTS],
        coerce=int,
        initial=1,
    )
    critical = forms.BooleanField(
        label=_("Critical: a miss is always looked at by itself"), required=False
    )
    starts_on = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        validators=[validate_free_text],
    )

    #: How many anchors a rating asks for.
    points = DEFAULT_RATING_POINTS
    #: What is not read cannot be wrong, and a browser does not know what is read.
    use_required_attribute = False

    def full_clean(self) -> None:
        """Find no fault with what is not read this time: see `is_read`."""
        super().full_clean()
        for name in [name for name in self.errors if not self.is_read(name)]:
            del self.errors[name]

    def is_read(self, name: str) -> bool:
        """Whether this field matters for what was chosen; all of them, unless a form differs."""
        return True

    def add_measure(self, kind: str) -> None:
        """Add the fields that this kind of measure reads from a norm."""
        measure = MEASURES[MeasureKind(kind)]
        for name in measure.norm_fields:
            if name == "anchors":
                self.fields |= {self._anchor(kind, n): _anchor_field(n) for n in self._points()}
            else:
                self.fields[f"{kind}-{name}"] = _number_field(name)
        if measure.takes == "minutes":
            self.fields[f"{kind}-tolerance_unit"] = _tolerance_unit_field()

    def measure_fields(self, kind: str) -> list[tuple[forms.BoundField, str]]:
        """The fields of one kind, each with the word for its unit."""
        unit = UNITS.get(MEASURES[MeasureKind(kind)].takes, "")
        return [
            (self[name], "" if "anchor" in name else str(unit))
            for name in self.fields
            if name.startswith(f"{kind}-")
        ]

    def terms(self, kind: str) -> NormTerms:
        """What was filled in for this kind, in the units of a norm."""
        given = self.cleaned_data
        own = {
            name.removeprefix(f"{kind}-"): value
            for name, value in given.items()
            if name.startswith(f"{kind}-") and "anchor" not in name
        }
        own["tolerance_unit"] = own.get("tolerance_unit") or Norm.ToleranceUnit.MINUTES
        share = given.get("share_percent")
        return NormTerms(
            sentence=given.get("sentence", ""),
            share_target=None if share is None else share / HUNDRED,
            weight=given.get("weight", 1),
            critical=given.get("critical", False),
            anchors=tuple(given.get(self._anchor(kind, n), "") for n in self._points())
            if "anchors" in MEASURES[MeasureKind(kind)].norm_fields
            else (),
            **own,
        )

    def refuse_terms(self, kind: str, refused: InvalidMeasure) -> None:
        """Say what a norm of this kind lacks, at the field where it is filled in."""
        field = refused.field if refused.field in self.fields else f"{kind}-{refused.field}"
        message = MEASURE_MESSAGES.get(refused.code, str(refused))
        if refused.field.endswith("zero_point") and refused.code == "too_low":
            message = ZERO_POINT_TOO_LOW
        self.add_error(field if field in self.fields else None, message)

    def refuse_start(self, refused: StartRefused) -> None:
        """Say why it cannot start on that day."""
        self.add_error("starts_on", START_MESSAGES[refused.code])

    def refuse(self, refused: ValidationError) -> None:
        """Say what cannot be stored, at its field where the form has it."""
        for name, errors in refused.update_error_dict({}).items():
            known = name != NON_FIELD_ERRORS and name in self.fields
            self.add_error(name if known else None, errors)

    def check_terms(self, kind: str) -> None:
        """Let the measure judge what was filled in, once the fields by themselves are right."""
        own = {"sentence", "weight", "critical", "share_percent"}
        if any(name in own or name.startswith(f"{kind}-") for name in self.errors):
            return
        try:
            self.terms(kind).check(kind)
        except InvalidMeasure as refused:
            self.refuse_terms(kind, refused)

    def _points(self) -> range:
        return range(1, self.points + 1)

    def _anchor(self, kind: str, point: int) -> str:
        return f"{kind}-anchor_{point}"


def _number_field(name: str) -> forms.IntegerField:
    label = capfirst(Norm._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "min": 0})
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=LARGEST_NUMBER,
        required=name not in MAY_BE_EMPTY,
        widget=widget,
        error_messages={"required": REQUIRED},
    )


def _anchor_field(point: int) -> forms.CharField:
    return forms.CharField(
        label=_("This is what a %(point)d looks like") % {"point": point},
        max_length=200,
        error_messages={"required": ANCHOR_MISSING},
        validators=[validate_free_text],
    )


def _tolerance_unit_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Tolerance in"), choices=Norm.ToleranceUnit, required=False)
