"""Fields that turn what people type about a norm into whole seconds, counts and answers."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from behaviours.measures import DEFAULT_RATING_POINTS
from behaviours.models import Behaviour, Norm
from incidents.judging import Entry
from incidents.models import Observation, Origin

#: Longer than a day, or more often than this, is a slip of the hand.
MOST_SECONDS = 24 * 60 * 60
MOST_TIMES = 1_000

YES, NO = "1", "0"
NOT_APPLICABLE = str(Observation.State.NOT_APPLICABLE)
NOT_OBSERVED = str(Observation.State.NOT_OBSERVED)
#: The key on a keyboard that chooses an answer, while the focus is on its norm.
KEYS = {
    "met": pgettext_lazy("key for yes", "y"),
    "missed": pgettext_lazy("key for no", "n"),
    NOT_APPLICABLE: pgettext_lazy("key for not applicable", "a"),
}
ASIDES = [(NOT_APPLICABLE, _("n/a")), (NOT_OBSERVED, _("not seen"))]

_WHOLE = re.compile(r"-?[0-9]{1,9}")
_CLOCK = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-5][0-9])")

COUNTED = {Behaviour.Kind.COUNT_LIMIT, Behaviour.Kind.COUNT_MINIMUM}


class _NumberField(forms.CharField):
    """Text that holds a whole number or nothing; a number box would drop "3,5" in silence."""

    most = MOST_TIMES
    too_much = _("That is too many: at most %(most)s.")
    wrong = _("Type a whole number, such as 2.")

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "min": "0"}
        super().__init__(required=False, widget=forms.TextInput(attrs), **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        number = self.number(text)
        if number is None:
            raise ValidationError(self.wrong, code="not_whole")
        if number < 0:
            raise ValidationError(_("This cannot be less than 0."), code="negative")
        if number > self.most:
            raise ValidationError(self.too_much, code="too_much", params={"most": self.most})
        return number

    def number(self, text: str) -> int | None:
        """What the text says, or None when it is no number."""
        return int(text) if _WHOLE.fullmatch(text) else None


class TimesField(_NumberField):
    """How often: a whole number from 0 up."""


class SecondsField(_NumberField):
    """A duration in whole seconds, typed as "23", "1:05" or "1:02:05"."""

    most = MOST_SECONDS
    too_much = _("That is longer than a day.")
    wrong = _("Type whole seconds, such as 23, or minutes and seconds, such as 1:05.")

    def number(self, text: str) -> int | None:
        clock = _CLOCK.fullmatch(text)
        if clock is None:
            return super().number(text)
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return (hours * 60 + minutes) * 60 + seconds


class AnswerSelect(forms.RadioSelect):
    """The answers to one norm; each tells its key, and one that it is what "all in order" means.

    `keys` are by value; `in_order` is the value that is met, None where no answer says so.
    """

    def __init__(self, keys: Mapping[str, Any], in_order: str | None) -> None:
        super().__init__()
        self.keys, self.in_order = keys, in_order

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if key := self.keys.get(str(value)):
            option["attrs"] |= {"data-key": str(key), "aria-keyshortcuts": str(key)}
        if str(value) == self.in_order:
            option["attrs"]["data-in-order"] = True
        return option


class NormFields:
    """The fields of one norm on a contact's form, and the way to and from an `Entry`.

    One choice with the answers, "n/a" and "not seen" (where it stands untouched). A norm that is
    measured has a box for the number too, and its answers say whether it stayed within the norm;
    a number wins from "not seen".
    """

    def __init__(self, norm: Norm, origin: str, *, homeless: bool = False) -> None:
        self.norm = norm
        self.homeless = homeless
        self.choice_name = f"b{norm.behaviour_id}"
        self.number_name = f"v{norm.behaviour_id}"
        self.kind = norm.behaviour.kind
        self.is_timed = self.kind == Behaviour.Kind.TIME_LIMIT and origin != Origin.SELF
        self.is_counted = self.kind in COUNTED
        self.is_rated = self.kind == Behaviour.Kind.RATING

    @property
    def has_number(self) -> bool:
        """Whether a number is typed."""
        return self.is_timed or self.is_counted

    @property
    def met_answer(self) -> str | None:
        """The answer that says it went well; None where no bare answer does.

        A rating is chosen point by point, and nobody has to do an extra.
        """
        if self.is_rated or self.kind == Behaviour.Kind.EXTRA:
            return None
        return NO if self.kind == Behaviour.Kind.DONT else YES

    def fields(self) -> dict[str, forms.Field]:
        """Its form fields by name."""
        answers = self._answers()
        choice = forms.ChoiceField(
            label=self.norm.sentence,
            choices=[*answers, *ASIDES],
            initial=NOT_OBSERVED,
            required=False,
            widget=AnswerSelect(self._keys(answers), self.met_answer),
        )
        if not self.has_number:
            return {self.choice_name: choice}
        number = SecondsField if self.is_timed else TimesField
        return {self.number_name: number(label=self.norm.sentence), self.choice_name: choice}

    def entry(self, cleaned: dict[str, Any]) -> Entry:
        """What was filled in; raises ValidationError for a number beside another answer."""
        choice = cleaned.get(self.choice_name) or NOT_OBSERVED
        number = cleaned.get(self.number_name)
        if number is not None and choice != NOT_OBSERVED:
            raise ValidationError(_("Either a number or an answer, not both."), code="both")
        if number is not None:
            return Entry(value=number)
        if choice in (NOT_APPLICABLE, NOT_OBSERVED):
            return Entry(state=choice)
        return self.answered(choice)

    def answered(self, answer: str) -> Entry:
        """What this answer says: a bare one of a norm that is measured, else a value."""
        if self.has_number or self.kind == Behaviour.Kind.TIME_LIMIT:
            return Entry(answer=answer == YES)
        return Entry(value=int(answer))

    def initial(self, row: Observation) -> dict[str, Any]:
        """The fields as they were filled in for this observation."""
        if row.state != Observation.State.SEEN:
            return {self.choice_name: row.state}
        if self.has_number and row.value is not None:
            return {self.number_name: row.value, self.choice_name: ""}
        if row.value is None:
            return {self.choice_name: YES if row.met else NO}
        return {self.choice_name: str(row.value)}

    def typed(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The fields as they were filled in on a page that asked this too; nothing otherwise."""
        number = str(data.get(self.number_name, "")).strip() if self.has_number else ""
        choice = data.get(self.choice_name, "")
        if number:
            beside = "" if choice == NOT_OBSERVED else choice
            return {self.number_name: number, self.choice_name: beside}
        return {self.choice_name: choice} if choice else {}

    def _answers(self) -> list[tuple[str, Any]]:
        if self.has_number:
            return [(YES, _("within the norm")), (NO, _("not within the norm"))]
        if self.is_rated:
            anchors = self.norm.anchors or [""] * DEFAULT_RATING_POINTS
            return [(str(point), anchor) for point, anchor in enumerate(anchors, start=1)]
        if self.kind == Behaviour.Kind.DONT:
            return [(NO, _("did not happen")), (YES, _("did happen"))]
        return [(YES, _("yes")), (NO, _("no"))]

    def _keys(self, answers: list[tuple[str, Any]]) -> dict[str, Any]:
        """Each answer's key: its point for a rating, else one for what went well and what not."""
        aside = {NOT_APPLICABLE: KEYS[NOT_APPLICABLE]}
        if self.is_rated:
            return {point: point for point, _anchor in answers} | aside
        good, bad = (value for value, _words in answers)
        return {good: KEYS["met"], bad: KEYS["missed"]} | aside
