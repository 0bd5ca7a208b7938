"""Data of customers are found however they are typed; order numbers, hours and prices are not."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from people.personal_data import Kind, find_personal_data

PHONES = """
06-12345678|06 12345678|0612345678|06 12 34 56 78|06.12.34.56.78|(06) 12345678|06/12345678
06 - 12 34 56 78|+31612345678|+31 6 12345678|+31 (0)6 12 34 56 78|+31(0)6-12345678
(+31) 6 12345678|0031612345678|0031 6 1234 5678|31612345678|020-1234567|020 123 45 67|0201234567
(020) 1234567|0123-456789|012-3456789|0495-123456|0495 12 34 56|0495123456|088-1234567
+49 170 1234567|+32 475 12 34 56|0032475123456|0 6 1 2 3 4 5 6 7 8
"""
BSNS = """
111222333|123456782|1234.56.782|123.456.782|123 456 782|12 34 56 78 2|1 2 3 4 5 6 7 8 2
"""
IBANS = """
NL91ABNA0417164300|NL91 ABNA 0417 1643 00|nl91abna0417164300|NL 91 ABNA 0417 1643 00
NL91-ABNA-0417-1643-00|DE89 3704 0044 0532 0130 00|GB29NWBK60161331926819|BE68 5390 0754 7034
NO9386011117947|MT84MALT011000012345MTLCAST001S
"""
EMAILS = """
jan@example.nl|j.de.vries+x@mail.example.co.uk|jan @ example.nl|jan(at)example.nl|josé@exámple.nl
"""
BIRTH_DATES = """
12-11-1980|3 mei 1971|12/11/1980|12.11.1980|1980-11-12|3rd of May 1990|May 3, 1971|12 november 1980
"""
KINDS = {
    Kind.PHONE: PHONES,
    Kind.BSN: BSNS,
    Kind.IBAN: IBANS,
    Kind.EMAIL: EMAILS,
    Kind.BIRTH_DATE: BIRTH_DATES,
}
WRITTEN = [
    (kind, written)
    for kind, texts in KINDS.items()
    for line in texts.split("\n")
    for written in line.split("|")
    if written
]
INNOCENT = """
op 12-11-2026 gebeld|van 09:00 tot 17:30|09.00-17.30|08.30-12.30 13.30-17.00|€ 1.234,56
ma-vr 09.00-12.30 en 13.30-17.00|€ 123.456.782,00|2026|in 2025 en 2026|06-12-2026 14:30
06-12-2026 14 uur|06-12-26 14.30 u|06-12-2026|kamer 06 12|29-06-2017|6 sep 2011|3 mei 2026
06.00-14.00 en 14.00-22.00|12.11.2026 9 stuks|week 47 (16-22 nov)|versie 1.2.3.4|10.000.000
postcode 1234 AB 12|+5 punten|@receptie|3 @ bol|a@b|0:45 en 1:20|mei 1998|sinds 1998
123456789|ORD-123456782|ORD123456782|2026-123456782|1 123 456 782|123456782-A|123456782,50
NL91ABNA0417164301|NL20 2026 1451 2881 23|Baby geboren. Bel op 12-11-2026|gebeld op 12-11-26
"""


def kinds(text: str) -> list[Kind]:
    return [each.kind for each in find_personal_data(text)]


@pytest.mark.parametrize(("kind", "written"), WRITTEN)
def test_the_whole_of_it_is_found_alone_and_in_a_sentence(kind, written):
    for before, after in [
        ("", ""),
        ("Klant zei ", " en ging."),
        ("(", ")"),
        ("x\n", "\ntwee keer"),
    ]:
        (found,) = find_personal_data(before + written + after)
        text = (before + written + after)[found.start : found.end]
        assert (found.kind, text) == (kind, written.lstrip("("))


@pytest.mark.parametrize("text", INNOCENT.replace("\n", "|").strip("|").split("|"))
def test_hours_prices_years_and_order_numbers_are_left_alone(text):
    assert [kinds(text), kinds(f"Klant zei {text} en ging.")] == [[], []]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("06 12\n34 56\n78", Kind.PHONE),
        ("0 6 1 2\r\n3 4 5 6 7 8", Kind.PHONE),
        ("123\n456\n782", Kind.BSN),
        ("NL91 ABNA\n0417 1643 00", Kind.IBAN),
        ("jan@\nexample.nl", Kind.EMAIL),
        ("geboortedatum:\n12-11-2015", Kind.BIRTH_DATE),
    ],
)
def test_a_new_line_in_between_hides_nothing(text, kind):
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "０６-１２３４５６７８",
        "٠٦١٢٣٤٥٦٧٨",
        "06\N{NO-BREAK SPACE}12345678",
        "06\N{NON-BREAKING HYPHEN}12345678",
        "06\N{ZERO WIDTH SPACE}1234\N{SOFT HYPHEN}5678",
    ],
)
def test_digits_of_another_script_and_signs_that_cannot_be_seen_hide_nothing(text):
    (found,) = find_personal_data(f"é {text}!")
    assert (found.kind, found.start, found.end) == (Kind.PHONE, 2, 2 + len(text))


@pytest.mark.parametrize(
    "text",
    [
        "geb. 12-11-80",
        "geboren op 12-11-2015",
        "geboren in Utrecht op 3 mei 2012",
        "geb 03-05-71",
        "geb. 20150512",
        "12-11-2015 geboren",
        "born May 3, 2012",
        "date of birth: 12/11/2014",
        "DOB 03/05/2012",
    ],
)
def test_with_a_word_for_birth_any_date_is_one_of_birth(text):
    assert kinds(text) == [Kind.BIRTH_DATE]


def test_a_whole_date_without_such_a_word_is_one_of_birth_until_2009():
    assert kinds("12-11-2009") == [Kind.BIRTH_DATE]
    assert kinds("12-11-2010") == []


def test_a_word_for_a_citizen_number_undoes_the_letters_before_it():
    assert kinds("bsn-123456782") == [Kind.BSN]
    assert kinds("BSN123456782") == [Kind.BSN]
    assert kinds("ord-123456782") == []


def test_nine_digits_fail_the_eleven_test_ten_times_in_eleven():
    numbers = [f"{number:09d}" for number in range(100_000_000, 100_011_000)]
    assert sum(kinds(number) == [Kind.BSN] for number in numbers) == 1_000


def test_all_of_them_are_found_in_order():
    text = "NL91ABNA0417164300, 06-12345678/06-87654321, jan@example.nl, 3 mei 1971 en 123456782"
    assert kinds(text) == [
        Kind.IBAN,
        Kind.PHONE,
        Kind.PHONE,
        Kind.EMAIL,
        Kind.BIRTH_DATE,
        Kind.BSN,
    ]


def case_numbers(chance: random.Random) -> dict[str, str]:
    """Numbers as offices give them to cases and orders, one of each form; none is nine digits."""

    def digits(count: int) -> str:
        return "".join(chance.choices("0123456789", k=count))

    def number(count: int) -> str:
        return chance.choice("123456789") + digits(count - 1)

    year = chance.randint(2015, 2027)
    letters = "".join(chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=3))
    return {
        "year, four": f"{year}-{digits(4)}",
        "year, five": f"{year}-{digits(5)}",
        "year, six": f"{year}-{digits(6)}",
        "year, dot": f"{year}.{digits(5)}",
        "year, dots": f"{year}.{digits(3)}.{digits(2)}",
        "year, space": f"{year} {digits(5)}",
        "year, slash": f"Z/{year}/{digits(5)}",
        "year in three": f"Z-{year}-{digits(3)}-{digits(3)}",
        "letters, eight": letters + digits(8),
        "letters, nine": letters + digits(9),
        "letters, dash, nine": f"{letters}-{digits(9)}",
        "letters, space, eight": f"{letters} {digits(8)}",
        "six": digits(6),
        "seven": digits(7),
        "eight": digits(8),
        "ten": number(10),
        "eleven": number(11),
        "twelve": number(12),
        "thirteen": "87" + digits(11),
        "padded to ten": f"{chance.randint(1, 9_999_999):010d}",
        "parcel": f"3S{letters}{digits(9)}",
        "four, four": f"{digits(4)}-{digits(4)}",
        "three, seven": f"{number(3)}-{digits(7)}",
        "three fours": f"{digits(4)} {digits(4)} {digits(4)}",
    }


def test_of_the_numbers_of_cases_and_orders_no_form_alarms_once_in_a_hundred():
    chance = random.Random(11)
    sets = [case_numbers(chance) for _ in range(1_500)]
    for form in sets[0]:
        alarms = sum(bool(kinds(f"Bestelling {each[form]} besproken.")) for each in sets)
        assert alarms / len(sets) < 0.01, form


@given(st.text(alphabet="0123456789 .-/+@abNL\n€é\u200b٣", max_size=80))
def test_places_lie_in_the_text_in_order_and_apart(text):
    at = 0
    for found in find_personal_data(text):
        assert at <= found.start < found.end <= len(text)
        at = found.end


HOSTILE = [
    "1", "06 ", "0 ", "a", "a.", "a@", "NL91 ", "NL91 ABNA 0417 1643 00 ", "1 1 1 ", "+31(0)",
    "geb. ", "12-11-", "@a.a.a", " ", "6é", "1 mei ", "123456782 ",
]  # fmt: skip


def seconds(text: str) -> float:
    """The shortest of three: what else the machine does only adds to it."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        find_personal_data(text)
        times.append(time.perf_counter() - started)
    return min(times)


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_long_text_costs_as_much_more_as_it_is_longer(piece):
    short = (piece * 12_500)[:12_500]
    long = (piece * 100_000)[:100_000]
    assert seconds(long) < 24 * seconds(short) + 0.05


def test_five_hundred_signs_are_read_in_an_instant():
    assert max(seconds((piece * 500)[:500]) for piece in HOSTILE) < 0.05


def test_articles_about_contact_with_customers_raise_no_alarm(shared_data):
    articles = sorted((shared_data.parent / "seeds").glob("*.txt"))
    assert len(articles) == 5
    assert [kinds(path.read_text(encoding="utf-8")) for path in articles] == [[]] * 5
