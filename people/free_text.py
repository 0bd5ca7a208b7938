"""What people may write freely: no data of customers in it, and facts rather than labels.

`validate_free_text` belongs on every field in which somebody may write about a contact;
`label_hint` is a question, never a refusal.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from people.personal_data import Found, Kind, find_personal_data
from people.text import tidy

__all__ = [
    "Found",
    "Kind",
    "find_personal_data",
    "label_hint",
    "validate_case_number",
    "validate_free_text",
]

NAMES = {
    Kind.BSN: gettext_lazy("a citizen service number (BSN)"),
    Kind.IBAN: gettext_lazy("a bank account number"),
    Kind.PHONE: gettext_lazy("a phone number"),
    Kind.EMAIL: gettext_lazy("an e-mail address"),
    Kind.BIRTH_DATE: gettext_lazy("a date of birth"),
}
HOLDS = gettext_lazy("This looks like %(what)s: “%(where)s”. Leave it out.")
MAYBE_A_CASE = gettext_lazy(
    "This looks like %(what)s: “%(where)s”. Leave it out. "
    "Is it the number of a case or an order? A contact has a field for that: “Case number”."
)
#: The whole words among so many signs before and after what was found are shown with it.
AROUND = 30
#: More places than this are not named at once.
MOST_NAMED = 3

LABELS_FILE = Path(__file__).with_name("labels.toml")
#: In a sentence of so few words a label is about the customer, who need not be named.
FEW_WORDS = 4
SENTENCE_END = re.compile(r"[.!?;\n]")
WORD = re.compile(r"\w+")


def validate_free_text(value: str) -> None:
    """Refuse a text that holds data of a customer; the messages name it and mark the place.

    One that only holds signs that cannot be seen is refused too.
    """
    if value and not tidy(value):
        raise ValidationError(_("Nothing of this text can be seen."), code="invisible")
    found = find_personal_data(value)
    if found:
        raise ValidationError([_refusal(value, each) for each in found[:MOST_NAMED]])


def find_in_case_number(value: str) -> list[Found]:
    """The personal data in a number of a case or an order; nine digits may well be one."""
    return [each for each in find_personal_data(value) if each.kind != Kind.BSN]


def validate_case_number(value: str) -> None:
    """The same for a number of a case or an order; nine digits may well be one."""
    if found := find_in_case_number(value):
        raise ValidationError([_refusal(value, each) for each in found[:MOST_NAMED]])


def marked(text: str, found: Found) -> str:
    """The place in a few words around it, between « and »."""
    start, end = max(0, found.start - AROUND), found.end + AROUND
    before, after = text[start : found.start], text[found.end : end]
    if start:
        before = "…" + before.partition(" ")[2]
    if end < len(text):
        after = after.rpartition(" ")[0] + "…"
    words = f"{before}«{text[found.start : found.end]}»{after}"
    return " ".join(words.split())


def label_hint(text: str, language: str) -> str | None:
    """A question about facts, in this language, when a label stands on a customer; else None."""
    word = next(_labels_in(text), None)
    if word is None:
        return None
    with override(language):
        return _("You wrote “%(word)s”. What did the customer do or say?") % {"word": word}


def _refusal(value: str, found: Found) -> ValidationError:
    words = {"what": NAMES[found.kind], "where": marked(value, found)}
    message = MAYBE_A_CASE if found.kind == Kind.BSN else HOLDS
    return ValidationError(message, code=found.kind, params=words)


class LabelWords(NamedTuple):
    """The words of one language."""

    labels: frozenset[str]
    customers: frozenset[str]
    things: frozenset[str]


@cache
def label_words() -> tuple[LabelWords, ...]:
    """The lists of every language: people write in the one they think in."""
    lists = tomllib.loads(LABELS_FILE.read_text(encoding="utf-8"))
    return tuple(
        LabelWords(**{name: frozenset(words) for name, words in language.items()})
        for language in lists.values()
    )


def _labels_in(text: str) -> Iterator[str]:
    for sentence in SENTENCE_END.split(text):
        written = WORD.findall(sentence)
        words = [word.casefold() for word in written]
        for known in label_words():
            if len(words) <= FEW_WORDS or not known.customers.isdisjoint(words):
                following = zip_longest(written, words, words[1:])
                yield from (
                    shown
                    for shown, word, after in following
                    if word in known.labels and after not in known.things
                )
