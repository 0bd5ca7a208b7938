"""The forms of rounds: one of a location, why one does not count, and the location itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from behaviours.measures import measure_of
from behaviours.models import Behaviour, Norm
from incidents.forms.fields import NormFields
from incidents.forms.versioned import VersionedForm
from incidents.forms.withdrawal import WithdrawalForm
from incidents.judging import Entry
from incidents.models import Location, Observation, Origin
from people.forms import ActionForm
from people.free_text import validate_free_text

State = Observation.State
_CHANGED = _(
    "Other norms hold today than the ones you saw. What you filled in still stands here: look at "
    "it and save once more."
)
_UNTOUCHED = _("Answer at least one point.")


@dataclass(frozen=True)
class RoundPoint:
    """One norm as the page of a round shows it, with its fields, bound."""

    fields: NormFields
    choice: forms.BoundField
    number: forms.BoundField | None
    needed: forms.BoundField

    @property
    def missed(self) -> list[str]:
        """The answers that do not meet the norm: they ask what is needed."""
        return [key for key in self._answers if is_missed(self.fields.norm, Entry(value=int(key)))]

    @property
    def _answers(self) -> list[str]:
        choices: Any = self.choice.field
        return [key for key, _label in choices.choices if key.isdecimal()]


class RoundForm(VersionedForm):
    """One round: `norms` are what is looked at; untouched points are not seen.

    `needed` holds what was needed before, by behaviour, and `rows` the round that is corrected,
    of which `version` is shown.
    """

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    norms = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        norms: Sequence[Norm],
        needed: Mapping[int, str] | None = None,
        rows: Mapping[int, Observation] | None = None,
        version: int | None = None,
    ) -> None:
        self.parts = [NormFields(norm, Origin.ROUND) for norm in norms]
        shown = ",".join(str(norm.pk) for norm in norms)
        self.is_changed = data is not None and data.get("norms", "") != shown
        initial = {"version": version, "submission_key": uuid4(), "norms": shown}
        super().__init__(_renewed(data, shown), initial=initial, use_required_attribute=False)
        if version is None:
            del self.fields["version"]
        for part in self.parts:
            self.fields.update(part.fields())
            key = part.norm.behaviour_id
            self.fields[_needed(part)] = _needed_field((needed or {}).get(key, ""))
            if row := (rows or {}).get(key):
                self.initial.update(part.initial(row), **{_needed(part): row.needed})

    def points(self) -> Iterator[RoundPoint]:
        """Every point with its fields, in order, for the page."""
        for part in self.parts:
            number = self[part.number_name] if part.has_number else None
            yield RoundPoint(part, self[part.choice_name], number, self[_needed(part)])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.entries: dict[int, Entry] = {}
        for part in self.parts:
            self._clean_part(part, cleaned)
        if self.is_changed and not self.errors:
            self.add_error(None, _CHANGED)
        elif not self.errors and not any(self._is_said(entry) for entry in self.entries.values()):
            self.add_error(None, _UNTOUCHED)
        return cleaned

    @property
    def missed(self) -> int:
        """How many points were not met."""
        return sum(is_missed(part.norm, self._of(part)) for part in self.parts)

    @property
    def seen(self) -> int:
        """How many points were looked at."""
        return sum(entry.state == State.SEEN for entry in self.entries.values())

    def _of(self, part: NormFields) -> Entry:
        return self.entries[part.norm.behaviour_id]

    def _is_said(self, entry: Entry) -> bool:
        return entry.state != State.NOT_OBSERVED

    def _clean_part(self, part: NormFields, cleaned: dict[str, Any]) -> None:
        if {part.choice_name, part.number_name, _needed(part)} & set(self.errors):
            return
        try:
            entry = part.entry(cleaned)
        except ValidationError as error:
            self.add_error(part.number_name if part.has_number else part.choice_name, error)
            return
        # What is in order needs nothing, whatever still stood in the line.
        needed = cleaned[_needed(part)] if is_missed(part.norm, entry) else ""
        self.entries[part.norm.behaviour_id] = replace(entry, needed=needed)


class RoundWithdrawalForm(WithdrawalForm):
    """Why a round is withdrawn."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Why does this round not count?")


class LocationForm(ActionForm):
    """A place of a team to do rounds, and which of `norms` are looked at there."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("As everybody calls it: reception, store room, yard."),
        max_length=Location._meta.get_field("name").max_length,
    )
    look_at = forms.CharField(
        label=_("What to look at"),
        help_text=_("Where to stand, what to look for. It stands above every round."),
        max_length=Location._meta.get_field("look_at").max_length,
        validators=[validate_free_text],
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    behaviours = forms.ModelMultipleChoiceField(
        label=_("Which points"),
        help_text=_("Choose none and a round looks at all of them."),
        queryset=Behaviour.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, norms: Sequence[Norm], **options: Any) -> None:
        super().__init__(*args, **options)
        keys = [norm.behaviour_id for norm in norms]
        field: Any = self.fields["behaviours"]
        field.queryset = Behaviour.objects.filter(pk__in=keys).order_by("code")
        if not norms:
            del self.fields["behaviours"]


def is_missed(norm: Norm, entry: Entry) -> bool:
    """Whether this was seen and does not meet the norm."""
    if entry.state != State.SEEN:
        return False
    measure = measure_of(norm.behaviour.kind, norm)
    if entry.value is None:
        return measure.judge_answer(bool(entry.answer)).met is False
    return measure.judge(entry.value).met is False


def _needed(part: NormFields) -> str:
    return f"n{part.norm.behaviour_id}"


def _needed_field(text: str) -> forms.CharField:
    return forms.CharField(
        label=_("What is needed?"),
        initial=text,
        required=False,
        max_length=Observation._meta.get_field("needed").max_length,
        validators=[validate_free_text],
    )


def _renewed(data: QueryDict | None, shown: str) -> QueryDict | None:
    """What was posted, with the norms that the page shows now, and a sound submission key."""
    if data is None:
        return None
    renewed = data.copy()
    renewed["norms"] = shown
    try:
        UUID(data.get("submission_key", ""))
    except ValueError:
        renewed["submission_key"] = str(uuid4())
    return renewed
