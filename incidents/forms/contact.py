"""The form of one contact: when, what was seen of each norm, and what is worth remembering."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from behaviours.models import Channel, CustomerKind
from incidents.customer_reference import is_kept, keyed_hash
from incidents.forms.customer import CaseNumberField, ReferenceField
from incidents.forms.fields import NOT_OBSERVED, NormFields
from incidents.forms.internal import InternalCustomerForm
from incidents.forms.moment import MomentForm
from incidents.forms.posted import MOST_NORMS, is_uuid, joined, renewed
from incidents.forms.versioned import VersionedForm
from incidents.judging import Entry
from incidents.models import Incident, Observation
from incidents.queries import Offer
from people.free_text import validate_free_text
from people.models import Team, User
from periods.local_time import AMSTERDAM

#: What stays as it is typed when the place is switched, beside the norms.
KEPT = (
    "on",
    "at",
    "which_hour",
    "employee",
    "subject",
    "customer_kind",
    "customer_team",
    "private_note",
    "case_number",
    "customer_reference",
)
#: An answer to a norm, by the name of its field, and the longest that is carried along.
_ANSWER_NAME = re.compile(r"[bv][0-9]{1,18}")
LONGEST_ANSWER = 40


def capitalised(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Choices as they stand on buttons."""
    return [(key, capfirst(label)) for key, label in choices]


@dataclass(frozen=True)
class NormPart:
    """One norm as the page shows it: its fields, bound."""

    fields: NormFields
    choice: forms.BoundField
    number: forms.BoundField | None

    @property
    def needs_a_look(self) -> bool:
        """Whether something is filled in, or wrong with it."""
        fields = [self.choice, *([self.number] if self.number else [])]
        values = (field.value() for field in fields)
        is_wrong = any(field.errors for field in fields)
        return is_wrong or any(value not in ("", None, NOT_OBSERVED) for value in values)


class ContactForm(MomentForm, VersionedForm, InternalCustomerForm):
    """One contact; give `offer` for the norms, `now` for the clock, `employees` to name someone.

    `place_team` is where it is noted or stands now, `customers` whose an internal customer can be.
    `is_changed` says that the norms of the posted date are not those that were shown: the form
    is then shown again with its values. `original` is the contact that is corrected: `teams` are
    where it may move to. A new contact has its team and channel from the address of the page.
    `typed` is what was filled in on the page of another place: it stands here again, unjudged.
    `is_untouched` says that it was sent with every norm left alone.
    """

    field_order = ("version", "team", "channel")

    team = forms.ChoiceField(label=_("Team"))
    channel = forms.ChoiceField(
        label=_("Channel"), choices=capitalised(Channel.choices), widget=forms.RadioSelect
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
        validators=[validate_free_text],
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
        validators=[validate_free_text],
    )
    case_number = CaseNumberField()
    customer_reference = ReferenceField(
        _("The number of an account or card. It is kept as a code that nobody can read back.")
    )
    forget_customer = forms.BooleanField(
        label=_("Keep no reference of this customer any more"), required=False
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
        place_team: Team,
        customers: Callable[[], Iterable[Team]],
        employees: QuerySet[User] | None = None,
        original: Incident | None = None,
        rows: Mapping[int, Observation] | None = None,
        teams: Sequence[Team] = (),
        is_changed: bool = False,
        typed: QueryDict | None = None,
    ) -> None:
        self.now, self.original, self.is_changed = now, original, is_changed
        self.place_team = place_team
        self.sent, self.is_untouched = typed or data, False
        self.first: dict[int, int] | None = None
        self.had_answers = any(row.state != NOT_OBSERVED for row in (rows or {}).values())
        held = offer.ids
        self.parts = [NormFields(norm, origin, homeless=norm.pk not in held) for norm in offer.all]
        initial = self._initial(offer, rows or {}) | (self._typed(typed) if typed else {})
        super().__init__(renewed(data, offer), initial=initial, use_required_attribute=False)
        for part in self.parts:
            self.fields.update(part.fields())
        self.offer_customers(customers)
        self._fit(employees, teams)

    def _fit(self, employees: QuerySet[User] | None, teams: Sequence[Team]) -> None:
        """Leave out what this form does not ask."""
        if employees is None:
            del self.fields["employee"]
        else:
            self.fields["employee"].queryset = employees  # type: ignore[attr-defined]
        self._fit_reference()
        if self.original is None:
            for name in ("team", "channel", "version"):
                del self.fields[name]
        else:
            self.fields["team"].choices = [  # type: ignore[attr-defined]
                (team.slug, team.name) for team in teams
            ]

    def _fit_reference(self) -> None:
        """Ask for a reference where they are kept; offer to forget one that is there."""
        if not is_kept():
            del self.fields["customer_reference"]
        if self.original is None or not self.original.customer_reference:
            del self.fields["forget_customer"]
        elif is_kept():
            self.fields["customer_reference"].help_text = _("Left empty, it stays as it is.")

    def _initial(self, offer: Offer, rows: Mapping[int, Observation]) -> dict[str, Any]:
        contact = self.original
        local = (contact.occurred_at if contact else self.now).astimezone(AMSTERDAM)
        initial: dict[str, Any] = {
            "on": local.date(),
            "at": local.time().replace(second=0, microsecond=0),
            "which_hour": str(local.fold),
            "submission_key": uuid4(),
            "norms": joined(offer),
        }
        if contact:
            names = ("channel", "subject", "customer_kind", "private_note", "case_number")
            initial |= {name: getattr(contact, name) for name in names}
            initial |= {"team": contact.team.slug, "version": contact.version}
            initial["customer_team"] = contact.customer_team and contact.customer_team.slug
        for part in self.parts:
            if row := rows.get(part.norm.behaviour_id):
                initial |= part.initial(row)
        return initial

    def _typed(self, typed: QueryDict) -> dict[str, Any]:
        """The fields as they stood on the page of another place."""
        names = [name for name in KEPT if name in typed]
        if is_uuid(typed.get("submission_key", "")):
            names.append("submission_key")
        initial = {name: typed[name] for name in names}
        for part in self.parts:
            initial |= part.typed(typed)
        return initial

    def put_first(self, behaviour_ids: Sequence[int]) -> None:
        """Let the norms of these behaviours stand first, in this order, and the others apart."""
        self.first = {key: place for place, key in enumerate(behaviour_ids)}

    @property
    def first_parts(self) -> list[NormPart]:
        """The norms that stand first; all of them unless `put_first` chose."""
        if self.first is None:
            return list(self._norm_parts())
        first = self.first
        chosen = [part for part in self._norm_parts() if part.fields.norm.behaviour_id in first]
        return sorted(chosen, key=lambda part: first[part.fields.norm.behaviour_id])

    @property
    def other_parts(self) -> list[NormPart]:
        """The norms that stand apart."""
        if self.first is None:
            return []
        first = self.first
        return [part for part in self._norm_parts() if part.fields.norm.behaviour_id not in first]

    @property
    def is_any_other_open(self) -> bool:
        """Whether one of those that stand apart needs a look."""
        return any(part.needs_a_look for part in self.other_parts)

    def _norm_parts(self) -> Iterator[NormPart]:
        for part in self.parts:
            number = self[part.number_name] if part.has_number else None
            yield NormPart(part, self[part.choice_name], number)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What was answered to norms that are not asked in this place: kept, and not saved."""
        sent: Mapping[str, Any] = self.sent or {}
        found = [
            (name, str(sent[name]))
            for name in sent
            if _ANSWER_NAME.fullmatch(name) and name not in self.fields
        ]
        return [
            (name, value)
            for name, value in found[: 2 * MOST_NORMS]
            if value.strip() and value != NOT_OBSERVED and len(value) <= LONGEST_ANSWER
        ]

    @property
    def is_about_open(self) -> bool:
        """Whether something is filled in about the contact, or wrong with it."""
        names = ("subject", "private_note", "case_number", "customer_reference")
        words = [self[name] for name in names if name in self.fields]
        kind = self["customer_kind"]
        is_wrong = any(field.errors for field in (*words, kind))
        is_filled = any(field.value() for field in words)
        return is_wrong or is_filled or kind.value() != CustomerKind.EXTERNAL

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.clean_moment(cleaned)
        self.clean_customer(cleaned, cleaned.get("team", self.place_team.slug))
        cleaned["customer_code"] = self._customer_code(cleaned)
        self.entries: dict[int, Entry] = {}
        for part in self.parts:
            self._clean_part(part, cleaned)
        if self.is_changed and not self.errors:
            self.add_error(None, CHANGED)
        elif self._says_nothing() and not self.errors:
            self.is_untouched = True
            self.add_error(None, UNTOUCHED)
        return cleaned

    def _customer_code(self, cleaned: dict[str, Any]) -> str:
        """The code of the reference that is typed, or else the one that is there already."""
        if reference := cleaned.get("customer_reference"):
            return keyed_hash(reference)
        if self.original is None or cleaned.get("forget_customer"):
            return ""
        return self.original.customer_reference

    def _says_nothing(self) -> bool:
        """Whether norms are asked and none is answered; a contact that never said more may stay."""
        is_asked = any(not part.homeless for part in self.parts)
        answered = any(entry.state != NOT_OBSERVED for entry in self.entries.values())
        return is_asked and not answered and (self.original is None or self.had_answers)

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

    def exact(self, moment: datetime) -> datetime:
        """The moment with its seconds, when the minute is that of the corrected contact."""
        if self.original and self.original.occurred_at.replace(second=0, microsecond=0) == moment:
            return self.original.occurred_at
        return super().exact(moment)


CHANGED = _(
    "Other norms hold on this date than the ones you saw. What you filled in still stands here: "
    "look at it and save once more."
)
UNTOUCHED = _("Choose for at least one norm what you saw or heard.")
_HOMELESS = _(
    "No norm holds for this on this date and in this place. Choose “not seen” or another date."
)
