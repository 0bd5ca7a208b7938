"""Where a text holds data of a customer that belong in no free text. Pure.

Numbers are read as people type them: with dots, spaces or a new line in between, in the digits of
any script. Every pattern repeats a bounded number of times, so time grows with the length of the
text and no faster.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from stdnum import iban, numdb
from stdnum.iso7064 import mod_97_10
from stdnum.nl import bsn


class Kind(StrEnum):
    """What was found."""

    BSN = "bsn"
    IBAN = "iban"
    PHONE = "phone"
    EMAIL = "email"
    BIRTH_DATE = "birth_date"


class Found(NamedTuple):
    """One place in a text: `text[start:end]`."""

    kind: Kind
    start: int
    end: int


Span = tuple[int, int]
#: Marks above and below letters, and signs that cannot be seen.
UNSEEN = {"Mn", "Me", "Cf"}
#: What a place looks like once it is found, so that nothing else is found in it.
TAKEN = "\N{BLACK SQUARE}"

#: Between the digits of a number as it is spoken: nothing, or a space, dot, dash, slash, new line.
GAP = r"[\s.\-/‐-―−]{0,3}"
#: After the part of a phone number that stands apart.
BREAK = r"\)?[\s.\-/‐-―−]{1,3}\(?"

EMAIL = re.compile(
    r"[\w.+%-]{1,64}\s?(?:@|\(at\)|\[at\])\s?(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}", re.IGNORECASE
)

IBAN_START = re.compile(rf"(?<![^\W_])([A-Za-z]{{2}}){GAP}[0-9]{{2}}(?={GAP}[A-Za-z0-9])")
BBAN_PART = re.compile(r"(\d+)!")

#: Dutch area codes after the 0, of two and of three digits.
AREA_OF_2 = "1[035]|2[0346]|3[03568]|4[0356]|5[0358]|7[0-9]|8[58]"
AREA_OF_3 = (
    "1(?:1[1-8]|6[1-8]|7[248]|8[0-7])|2(?:2[2-9]|5[125]|9[4-9])|3(?:1[3-8]|2[01]|4[1-8])|"
    "4(?:1[1-368]|7[58]|8[15-8]|9[23579])|5(?:1[1-9]|2[1-9]|4[1-8]|6[126]|7[0-35-8]|9[1-9])"
)
#: The sixth of December, with a time after it, is no mobile number.
NO_DATE = r"(?!06([-./])[0-9]{1,2}\1(?:[0-9]{4}\b|[0-9]{2}\s[0-9]{1,2}[.:][0-9]{2}))"
PHONE = re.compile(
    rf"(?<!\w)(?<![0-9][-.,])(?:"
    rf"(?:\+|00)\s?31\)?{GAP}(?:\(0\))?{GAP}0?{GAP}[1-9](?:{GAP}[0-9]){{8}}"
    rf"|\+\s?[1-9](?:{GAP}(?:\(0\))?[0-9]){{8,13}}"
    rf"|00(?:3[02-9]|4[0-9]|90|212)(?:{GAP}[0-9]){{8,11}}"
    rf"|31{GAP}6[1-58](?:{GAP}[0-9]){{7}}"
    rf"|{NO_DATE}0\s?6(?:{BREAK}[1-9]|[1-58])(?:{GAP}[0-9]){{7}}"
    rf"|0[1-9][0-9]{BREAK}[0-9](?:{GAP}[0-9]){{6}}"
    rf"|0[1-9][0-9]{{2}}{BREAK}[0-9](?:{GAP}[0-9]){{5}}"
    rf"|0(?:{AREA_OF_2})[0-9]{{7}}|0(?:{AREA_OF_3})[0-9]{{6}}"
    rf"|0(?:\s[0-9]){{9}}"
    rf")(?!\w)(?![:,][0-9])"
)

#: Until 2009 a whole date is a birth date by itself. Contacts, contracts and articles carry dates
#: of later years; a later birth is found by a word such as "born".
OLD_YEAR = "(?:19[0-9]{2}|200[0-9])"
MONTHS = (
    "jan(?:uari|uary)?|feb(?:ruari|ruary)?|maart|march|mrt|mar|apr(?:il)?|mei|may|june?|juni|july?|"
    "juli|aug(?:ustus|ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
DAY, MONTH = "(?:3[01]|[12][0-9]|0?[1-9])", "(?:1[0-2]|0?[1-9])"
SHORT_YEAR = "['’]?[0-9]{2}"
ANY_YEAR = f"(?:(?:19|20)[0-9]{{2}}|{SHORT_YEAR})"
WITHIN_DATE = r"\s{0,2}[-/.\s]\s{0,2}"


def _date(year: str) -> str:
    named_day = rf"{DAY}(?:e|de|ste|st|nd|rd|th)?\.?"
    return (
        rf"(?<!\w)(?<![0-9][-/.])(?:{DAY}{WITHIN_DATE}{MONTH}{WITHIN_DATE}{year}"
        rf"|{year}{WITHIN_DATE}{MONTH}{WITHIN_DATE}{DAY}"
        rf"|{named_day}[\s-]{{0,3}}(?:of\s)?(?:{MONTHS})\.?,?[\s-]{{0,3}}{year}"
        rf"|(?:{MONTHS})\.?\s{{0,3}}{named_day},?\s{{0,3}}{year})(?!\w)(?![-/.][0-9])"
    )


BORN = r"(?:geboren|geboorte\w{0,12}|geb\.?(?:\s?dat\.?)?|born|birth\w{0,12}|d\.?o\.?b\.?)"
BIRTH_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{BORN}(?!\w)[^\d.;!?]{{0,30}}(?P<on>{_date(ANY_YEAR)}|\b[0-9]{{8}}\b)",
        rf"(?P<on>{_date(ANY_YEAR)})\W{{0,3}}(?:is\s)?(?:geboren|born)\b",
        rf"(?P<on>{_date(OLD_YEAR)})",
    )
)

BSN = re.compile(
    r"(?<![0-9])[0-9]{9}(?![0-9])"
    # In groups, but no date with a number after it and no year with one.
    r"|(?<![0-9])(?<![0-9][\s.])(?![0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}|20[0-3][0-9][\s.])"
    r"[0-9]{1,4}(?:[\s.]{1,3}[0-9]{1,4}){2,8}(?![\s.]{0,3}[0-9])"
)
NAMED_BSN = re.compile(r"(?:bsn|sofi|nummer)[-_:#]?\Z", re.IGNORECASE)
#: A number with letters joined to it, with more of a number before or after, or an amount.
PART_BEFORE = re.compile(r"(?:\w|[^\W_][-/_#]|[0-9],|€\s?)\Z")
PART_AFTER = re.compile(r"\w|[-_]\w|/[0-9]{1,4}\b|,[0-9]")
LOOK_BACK = 24


def find_personal_data(text: str) -> list[Found]:
    """Every place that holds such data, in order; none overlap. Empty for a text without."""
    if not text:  # as in most rows of a file
        return []
    plain, places = _as_read(text)
    found = []
    for kind, spans_of in FINDERS:
        spans = list(spans_of(plain))
        found += [Found(kind, places[start], places[end - 1] + 1) for start, end in spans]
        plain = _without(plain, spans)
    return sorted(found, key=lambda each: each.start)


def _as_read(text: str) -> tuple[str, Sequence[int]]:
    """The text as it is read, one sign for one, and where in `text` each of them stands."""
    if text.isascii():
        return text, range(len(text))
    places = [at for at, sign in enumerate(text) if unicodedata.category(sign) not in UNSEEN]
    return "".join(_folded(text[at]) for at in places), places


def _folded(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", sign)
    return plain if len(plain) == 1 else sign


def _without(plain: str, spans: Iterable[Span]) -> str:
    """The text with these places blotted out; they come in order and do not overlap."""
    parts, at = [], 0
    for start, end in spans:
        parts += [plain[at:start], TAKEN * (end - start)]
        at = end
    return "".join([*parts, plain[at:]])


def _emails(plain: str) -> Iterator[Span]:
    return (match.span() for match in EMAIL.finditer(plain))


def _ibans(plain: str) -> Iterator[Span]:
    """Account numbers of any country, by its length, its form and the check digits (mod 97).

    Whether a bank of that number exists is not asked: lists of banks grow old.
    """
    free = 0
    for start in IBAN_START.finditer(plain):
        whole = _iban_form(start[1].upper())
        match = whole.match(plain, start.start()) if whole and start.start() >= free else None
        if match and _is_iban(re.sub("[^A-Za-z0-9]", "", match[0])):
            free = match.end()
            yield match.span()


def _is_iban(number: str) -> bool:
    turned = number[4:] + number[:4]
    return mod_97_10.is_valid(turned) and iban.is_valid(number, check_country=False)


@cache
def _iban_form(country: str) -> re.Pattern[str] | None:
    """As many letters and digits as an account number of this country has; None for no country."""
    parts = numdb.get("iban").info(country)[0][1]
    length = 2 + sum(int(part) for part in BBAN_PART.findall(parts.get("bban", "")))
    return re.compile(rf"[A-Za-z]{{2}}(?:{GAP}[A-Za-z0-9]){{{length}}}") if length > 2 else None


def _birth_dates(plain: str) -> Iterator[Span]:
    spans = sorted(match.span("on") for pattern in BIRTH_DATES for match in pattern.finditer(plain))
    free = 0
    for start, end in spans:
        if start >= free:
            free = end
            yield start, end


def _phones(plain: str) -> Iterator[Span]:
    return (match.span() for match in PHONE.finditer(plain))


def _bsns(plain: str) -> Iterator[Span]:
    """Nine digits that stand by themselves and stand the eleven-test."""
    for match in BSN.finditer(plain):
        digits = re.sub("[^0-9]", "", match[0])
        if len(digits) == 9 and bsn.is_valid(digits) and _stands_alone(plain, match):
            yield match.span()


def _stands_alone(plain: str, match: re.Match[str]) -> bool:
    before = plain[max(0, match.start() - LOOK_BACK) : match.start()]
    is_part = PART_BEFORE.search(before) and not NAMED_BSN.search(before)
    return not is_part and not PART_AFTER.match(plain, match.end())


#: In this order: what is found first is nothing else.
FINDERS: tuple[tuple[Kind, Callable[[str], Iterator[Span]]], ...] = (
    (Kind.EMAIL, _emails),
    (Kind.IBAN, _ibans),
    (Kind.BIRTH_DATE, _birth_dates),
    (Kind.PHONE, _phones),
    (Kind.BSN, _bsns),
)
