"""The sheet on which the contacts of a day are counted at once, norm by norm."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from behaviours.models import Behaviour, Norm
from incidents.forms.contact import CHANGED, UNTOUCHED
from incidents.forms.fields import NO, YES, NormFields
from incidents.forms.posted import is_uuid, shown_norms
from incidents.judging import Entry
from incidents.models import Origin

#: More contacts of one channel on one day are not counted by heart.
MOST_CONTACTS = 50


def _counter(label: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "min": "0"})
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST_CONTACTS, required=False, widget=widget
    )


@dataclass(frozen=True)
class TallyRow:
    """One norm on the sheet, and its counters, bound: met, not met, not applicable."""

    norm: Norm
    counters: list[forms.BoundField]
    errors: list[str]


class TallyForm(forms.Form):
    """How many contacts there were, and in how many of them each norm was met, or not.

    What is left of the number of contacts was not seen. Which contact was which is not known:
    `entries` lays what was met in the first ones and what was not in those after them.
    """

    contacts = forms.IntegerField(
        label=_("How many contacts?"),
        min_value=1,
        max_value=MOST_CONTACTS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "min": "1"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    norms = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None = None, *, norms: Sequence[Norm]) -> None:
        self.rows = [NormFields(norm, Origin.SELF) for norm in norms if is_counted_at_once(norm)]
        shown = ",".join(str(part.norm.pk) for part in self.rows)
        self.is_changed = data is not None and not {
            part.norm.pk for part in self.rows
        } <= shown_norms(data)
        if data is not None:
            data = data.copy()
            data["norms"] = shown
            if not is_uuid(data.get("key", "")):
                data["key"] = str(uuid4())
        initial = {"key": uuid4(), "norms": shown}
        super().__init__(data, initial=initial, use_required_attribute=False)
        for part in self.rows:
            for name, words in zip(_names(part), self._words(part), strict=True):
                self.fields[name] = _counter(words)

    def norm_rows(self) -> Iterator[TallyRow]:
        """Every norm with its counters, for the page."""
        for part in self.rows:
            counters = [self[name] for name in _names(part)]
            yield TallyRow(part.norm, counters, [str(e) for c in counters for e in c.errors])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        contacts = cleaned.get("contacts")
        for part in self.rows:
            total = sum(self._counts(part))
            if contacts and total > contacts:
                words = ngettext(
                    "“%(norm)s” is counted %(total)d times, but there was %(contacts)d contact.",
                    "“%(norm)s” is counted %(total)d times, but there were %(contacts)d contacts.",
                    contacts,
                ) % {"norm": part.norm, "total": total, "contacts": contacts}
                self.add_error(_names(part)[0], words)
        if not self.errors and self.is_changed:
            self.add_error(None, CHANGED)
        elif not self.errors and not any(sum(self._counts(part)) for part in self.rows):
            self.add_error(None, UNTOUCHED)
        return cleaned

    def entries(self, number: int) -> Mapping[int, Entry]:
        """What was seen in the contact of this number, from 0."""
        return {part.norm.behaviour_id: self._entry(part, number) for part in self.rows}

    def submission_key(self, number: int) -> UUID:
        """The key of the contact of this number: the same whenever the same sheet is sent."""
        key: UUID = self.cleaned_data["key"]
        return uuid5(key, str(number))

    def _entry(self, part: NormFields, number: int) -> Entry:
        met, missed, aside = self._counts(part)
        good = part.met_answer or YES
        if number < met:
            return part.answered(good)
        if number < met + missed:
            return part.answered(NO if good == YES else YES)
        return Entry.not_applicable() if number < met + missed + aside else Entry.not_observed()

    def _counts(self, part: NormFields) -> tuple[int, int, int]:
        met, missed, aside = (self.cleaned_data.get(name) or 0 for name in _names(part))
        return met, missed, aside

    def _words(self, part: NormFields) -> tuple[Any, Any, Any]:
        if part.kind == Behaviour.Kind.EXTRA:
            return _("Did happen"), _("Did not happen"), _("N/a")
        return _("Met"), _("Not met"), _("N/a")


def is_counted_at_once(norm: Norm) -> bool:
    """Whether yes or no says enough of it; a score of 1 to 5 is given contact by contact."""
    return norm.behaviour.kind != Behaviour.Kind.RATING


def _names(part: NormFields) -> tuple[str, str, str]:
    """The fields of one norm: met, not met, not applicable."""
    key = part.norm.behaviour_id
    return f"m{key}", f"n{key}", f"x{key}"
