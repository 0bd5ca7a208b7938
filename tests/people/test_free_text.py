"""A refusal says what was found and where; a label on a customer raises a question and no more."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from people.free_text import label_hint, label_words, validate_free_text


def refusals(text: str, language: str = "en") -> list[str]:
    with override(language), pytest.raises(ValidationError) as refused:
        validate_free_text(text)
    with override(language):
        return refused.value.messages


def test_a_text_without_data_of_customers_is_taken():
    validate_free_text("Klant belde op 12-11-2026 om 14:30 over bestelling 2026-004512.")
    validate_free_text("")


def test_a_text_that_cannot_be_seen_is_refused():
    assert refusals("\u200b\u202e") == ["Nothing of this text can be seen."]


def test_the_message_names_what_was_found_and_marks_the_place():
    assert refusals(
        "Wil vandaag nog terugbellen op 06-12345678, na vijf uur of anders morgenmiddag"
    ) == [
        "This looks like a phone number: “…vandaag nog terugbellen op «06-12345678», "
        "na vijf uur of anders…”. Leave it out."
    ]


def test_a_place_in_one_long_word_is_shown_without_it():
    (message,) = refusals(f"{'-' * 99}06-12345678{'-' * 99}")
    assert "“…«06-12345678»…”" in message


def test_the_message_is_in_the_language_of_the_reader():
    assert refusals("bel 06-12345678", "nl") == [
        "Dit lijkt op een telefoonnummer: “bel «06-12345678»”. Laat het weg."
    ]


def test_a_citizen_number_may_be_a_case_and_the_message_says_where_that_goes():
    assert refusals("123456782") == [
        "This looks like a citizen service number (BSN): “«123456782»”. Leave it out. "
        "Is it the number of a case or an order? A contact has a field for that: “Case number”."
    ]


def test_a_place_over_several_lines_is_shown_on_one():
    (message,) = refusals("bel\n06 12\n34 56\n78")
    assert "“bel «06 12 34 56 78»”" in message


def test_of_many_places_three_are_named():
    assert len(refusals("06-12345678, " * 10)) == 3


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Lastig", "Lastig"),
        ("Lastige klant", "Lastige"),
        ("De klant die aan de balie stond was erg vervelend.", "vervelend"),
        ("Goed gesprek. Mevrouw bleef wel drammerig tot het eind van de dag.", "drammerig"),
        ("The caller was rather difficult from the very start", "difficult"),
        ("Zij deed asociaal", "asociaal"),
    ],
)
def test_a_label_on_a_customer_raises_a_question(text, word):
    assert label_hint(text, "nl") == f"Je schreef “{word}”. Wat deed of zei de klant?"
    assert label_hint(text, "en") == f"You wrote “{word}”. What did the customer do or say?"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Klant wachtte tien minuten en zei niets.",
        "Moeilijke vraag van klant",
        "Ingang was lastig te vinden",
        "Parkeren bij de hoofdingang was vandaag erg lastig",
        "Customer asked a difficult question",
        "The entrance was difficult to find",
        "Domein verlengd voor klant",
    ],
)
def test_what_is_said_of_something_else_raises_none(text):
    assert label_hint(text, "nl") is None


def test_the_lists_hold_words_as_they_are_compared():
    for known in label_words():
        for words in known:
            assert words
            assert all(word == word.casefold() and word.isalpha() for word in words)
        assert not known.labels & (known.customers | known.things)
