"""Every field of every form in which somebody may write freely refuses data of customers."""

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.urls import get_resolver

from behaviours.forms import VersionForm
from behaviours.measures import MeasureKind
from people.free_text import validate_free_text
from people.models import Team
from tests.test_architecture import ROOMS

#: Names of people, days and places, lists that are kept, codes, a norm (it may name the number of a
#: desk, and is no text about a contact), whom to call back (encrypted), and a PIN: digits of which
#: only a hash is kept.
OTHER_WORDS = {
    "BarrierChangeForm.words",
    "BarrierChangeForm.words_en",
    "BarrierForm.words",
    "BarrierForm.words_en",
    "ClosingDayForm.words",
    "LocationForm.name",
    "PromiseForm.case",
    "PromiseForm.name",
    "PromiseForm.number",
    "InviteForm.name",
    "NodeForm.name",
    "BehaviourForm.code",
    "BehaviourForm.sentence",
    "NewPinForm.again",
    "NewPinForm.pin",
    "NormForm.sentence",
    "PinForm.pin",
    "VersionForm.sentence",
}


def forms_of(parent: Any) -> Iterator[Any]:
    for each in parent.__subclasses__():
        if each.__module__.partition(".")[0] in ROOMS:
            yield each
        yield from forms_of(each)


def free_fields() -> dict[str, forms.CharField]:
    """The text fields that are kept and of no narrower kind, by the names of form and field."""
    assert get_resolver().url_patterns  # every form is known once the pages are
    return {
        f"{form.__name__}.{name}": field
        for form in set(forms_of(forms.BaseForm))
        for name, field in form.base_fields.items()
        if type(field) is forms.CharField and not field.widget.is_hidden and name != "q"
    }


def refuses(field: forms.Field) -> bool:
    return validate_free_text in field.validators


def test_every_free_text_refuses_data_of_customers():
    found = free_fields()
    assert {name for name, field in found.items() if not refuses(field)} == OTHER_WORDS
    assert {"ContactForm.subject", "ContactForm.private_note", "WithdrawalForm.reason"} <= set(
        found
    )


def test_the_anchors_of_a_rating_do_too():
    form = VersionForm(kind=MeasureKind.RATING, team=Team(), current=None)
    anchors = [field for name, field in form.fields.items() if "-anchor" in name]
    assert len(anchors) == form.points
    assert all(map(refuses, anchors))


@pytest.mark.parametrize("text", ["BSN 123456782", "NL91 ABNA 0417 1643 00", "06-12345678"])
def test_a_field_of_a_form_says_what_it_found(text: str):
    field = free_fields()["ContactForm.subject"]
    with pytest.raises(forms.ValidationError, match="«"):
        field.clean(f"klant {text}")
