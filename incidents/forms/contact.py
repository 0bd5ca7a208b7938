"""The form of one contact: when, what was seen of each norm, and what is worth remembering."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from behaviours.models import Channel, CustomerKind
from incidents.forms.fields import NOT_OBSERVED, NormFields
from incidents.forms.versioned import VersionedForm
from incidents.judging import Entry
from incidents.models import Incident, Observation
from incidents.queries import Offer
from people.models import Team, User
from periods.local_time import AMSTERDAM, AmbiguousMoment, NonexistentMoment, local_moment
from periods.week import FIRST_YEAR

#: A clock that runs a little ahead is not a contact in the future.
CLOCK_SLACK = timedelta(minutes=5)
DAY_FORMATS = ["%Y-%m-%d", "%d-%m-%Y"]
HOUR_FORMATS = ["%H:%M", "%H:%M:%S", "%H.%M"]
HOUR_CHOICES = [("0", _("the first, in summer time")), ("1", _("the second, in winter time"))]
#: More norms than this on one form are not looked up.
MOST_NORMS = 200


def capitalised(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Choices as they stand on buttons."""
    return [(key, capfirst(label)) for key, label in choices]


@dataclass(frozen=True)
class NormPart:
    """One norm as the page shows it: its fields, bound."""

    fields: NormFields
    choice: forms.BoundField
    number: forms.BoundField | None


class ContactForm(VersionedForm):
    """One contact; give `offer` for the norms, `now` for the clock, `employees` to name someone.

    `is_changed` says that the norms of the posted date are not those that were shown: the form
    is then shown again with its values. `original` is the contact that is corrected: `teams` are
    where it may move to. A new contact has its team and channel from the address of the page.
    """

    team = forms.ChoiceField(label=_("Team"))
    channel = forms.ChoiceField(
        label=_("Channel"), choices=capitalised(Channel.choices), widget=forms.RadioSelect
    )
    on = forms.DateField(
        label=_("Date"),
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(attrs={"type": "date"}, format=DAY_FORMATS[0]),
    )
    at = forms.TimeField(
        label=_("Time"),
        input_formats=HOUR_FORMATS,
        widget=forms.TimeInput(attrs={"type": "time"}, format=HOUR_FORMATS[0]),
    )
    which_hour = forms.ChoiceField(
        label=_("The clock went back: which of the two hours?"),
        choices=HOUR_CHOICES,
        required=False,
        widget=forms.RadioSelect,
    )
    employee = forms.ModelChoiceField(
        label=_("Who was it?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("nobody by name"),
    )
    subject = forms.CharField(
        label=_("Subject"),
        help_text=_("In a few words. No names of customers."),
        max_length=Incident._meta.get_field("subject").max_length,
        required=False,
    )
    customer_kind = forms.ChoiceField(
        label=_("Customer"),
        choices=capitalised(CustomerKind.choices),
        initial=CustomerKind.EXTERNAL,
        widget=forms.RadioSelect,
    )
    private_note = forms.CharField(
        label=_("Note"),
        help_text=_("Only for you and for whom it is about. No names of customers."),
        max_length=Incident._meta.get_field("private_note").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    norms = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        offer: Offer,
        origin: str,
        now: datetime,
        employees: QuerySet[User] | None = None,
        original: Incident | None = None,
        rows: Mapping[int, Observation] | None = None,
        teams: Sequence[Team] = (),
        is_changed: bool = False,
    ) -> None:
        self.now, self.original, self.is_changed = now, original, is_changed
        held = offer.ids
        self.parts = [NormFields(norm, origin, homeless=norm.pk not in held) for norm in offer.all]
        initial = self._initial(offer, rows or {})
        super().__init__(_renewed(data, offer), initial=initial, use_required_attribute=False)
        for part in self.parts:
            self.fields.update(part.fields())
        self._fit(employees, teams)

    def _fit(self, employees: QuerySet[User] | None, teams: Sequence[Team]) -> None:
        """Leave out what this form does not ask."""
        if employees is None:
            del self.fields["employee"]
        else:
            self.fields["employee"].queryset = employees  # type: ignore[attr-defined]
        if self.original is None:
            for name in ("team", "channel", "version"):
                del self.fields[name]
        else:
            self.fields["team"].choices = [  # type: ignore[attr-defined]
                (team.slug, team.name) for team in teams
            ]

    def _initial(self, offer: Offer, rows: Mapping[int, Observation]) -> dict[str, Any]:
        contact = self.original
        local = (contact.occurred_at if contact else self.now).astimezone(AMSTERDAM)
        initial: dict[str, Any] = {
            "on": local.date(),
            "at": local.time().replace(second=0, microsecond=0),
            "which_hour": str(local.fold),
            "submission_key": uuid4(),
            "norms": _joined(offer),
        }
        if contact:
            names = ("channel", "subject", "customer_kind", "private_note")
            initial |= {name: getattr(contact, name) for name in names}
            initial |= {"team": contact.team.slug, "version": contact.version}
        for part in self.parts:
            if row := rows.get(part.norm.behaviour_id):
                initial |= part.initial(row)
        return initial

    def norm_parts(self) -> Iterator[NormPart]:
        """Every norm with its fields, in order, for the page."""
        for part in self.parts:
            number = self[part.number_name] if part.has_number else None
            yield NormPart(part, self[part.choice_name], number)

    @property
    def asks_which_hour(self) -> bool:
        """Whether the date and time happen twice, so that the page asks which one."""
        moment = _naive(self["on"].value(), self["at"].value())
        try:
            return moment is not None and not local_moment(moment, fold=None)
        except AmbiguousMoment:
            return True
        except ValueError:
            return False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._clean_moment(cleaned)
        self.entries: dict[int, Entry] = {}
        for part in self.parts:
            self._clean_part(part, cleaned)
        if not (self.parts or self.original or self.errors):
            self.add_error(None, _("No norm holds here on this day, so there is nothing to note."))
        elif self.is_changed and not self.errors:
            self.add_error(None, _CHANGED)
        return cleaned

    def _clean_part(self, part: NormFields, cleaned: dict[str, Any]) -> None:
        if {part.choice_name, part.number_name} & set(self.errors):
            return
        name = part.number_name if part.has_number else part.choice_name
        try:
            entry = part.entry(cleaned)
        except ValidationError as error:
            self.add_error(name, error)
            return
        if not part.homeless:
            self.entries[part.norm.behaviour_id] = entry
        elif entry.state == Observation.State.SEEN:
            self.add_error(name, _HOMELESS)

    def _clean_moment(self, cleaned: dict[str, Any]) -> None:
        """Put the instant that is meant under `occurred_at`, or say what is wrong with it."""
        if not (cleaned.get("on") and cleaned.get("at")):
            return
        naive = datetime.combine(cleaned["on"], cleaned["at"])
        which = cleaned.get("which_hour")
        try:
            moment = local_moment(naive, fold=int(which) if which else None)
        except NonexistentMoment:
            self.add_error("at", _("This time does not exist: the clock went forward an hour."))
        except AmbiguousMoment:
            self.add_error("which_hour", _("This time came twice that night: choose which one."))
        except ValueError:
            self.add_error("on", _TOO_LONG_AGO)
        else:
            self._check_moment(moment, cleaned)

    def _check_moment(self, moment: datetime, cleaned: dict[str, Any]) -> None:
        if cleaned["on"].year < FIRST_YEAR:
            self.add_error("on", _TOO_LONG_AGO)
        elif moment > self.now + CLOCK_SLACK:
            wrong = "at" if cleaned["on"] == self.now.astimezone(AMSTERDAM).date() else "on"
            self.add_error(wrong, _("This is still to come: note a contact after it took place."))
        else:
            cleaned["occurred_at"] = self._exact(moment)

    def _exact(self, moment: datetime) -> datetime:
        """The moment with its seconds, when the minute is that of the corrected contact."""
        if self.original and self.original.occurred_at.replace(second=0, microsecond=0) == moment:
            return self.original.occurred_at
        return moment


_CHANGED = _(
    "Other norms hold on this date than the ones you saw. What you filled in still stands here: "
    "look at it and save once more."
)
_HOMELESS = _(
    "No norm holds for this on this date and in this place. Choose “not seen” or another date."
)
_TOO_LONG_AGO = _("This date is too long ago.")


def asked_day(data: Mapping[str, Any], otherwise: date) -> date:
    """The date typed in the form, or another when it is no date."""
    try:
        return ContactForm.base_fields["on"].clean(data.get("on"))
    except ValidationError:
        return otherwise


def shown_norms(data: Mapping[str, Any]) -> frozenset[int]:
    """The keys of the norms that the posted form showed; what is no key is left out."""
    keys = str(data.get("norms", "")).split(",")[:MOST_NORMS]
    return frozenset(int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19)


def is_answered(data: Mapping[str, Any], behaviour_id: int) -> bool:
    """Whether the posted form says anything about this behaviour."""
    choice = data.get(f"b{behaviour_id}", NOT_OBSERVED)
    return bool(str(data.get(f"v{behaviour_id}", "")).strip()) or choice not in ("", NOT_OBSERVED)


def _renewed(data: QueryDict | None, offer: Offer) -> QueryDict | None:
    """What was posted, with the norms that the page shows now, and a sound submission key."""
    if data is None:
        return None
    renewed = data.copy()
    renewed["norms"] = _joined(offer)
    if not _is_uuid(data.get("submission_key", "")):
        renewed["submission_key"] = str(uuid4())
    return renewed


def _joined(offer: Offer) -> str:
    return ",".join(str(norm.pk) for norm in offer.all)


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _naive(on: Any, at: Any) -> datetime | None:
    """The local date and time in two fields, as posted or as they stand; None when unreadable."""
    try:
        day = on if isinstance(on, date) else ContactForm.base_fields["on"].clean(on)
        hour = at if isinstance(at, time) else ContactForm.base_fields["at"].clean(at)
    except ValidationError:
        return None
    return datetime.combine(day, hour)
