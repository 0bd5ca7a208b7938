"""A customer reference is kept as a code: the same for the same number, and only with the key."""

import hashlib

import pytest
from django.db import IntegrityError, connection, transaction

from incidents.actions import record_contacts
from incidents.customer_reference import code_text, is_kept, keyed_hash
from incidents.models import Incident
from incidents.storage import FEWEST_TO_COPY
from tests.builders import NOW, log_contact, make_team
from tests.incidents.writes import contact

REFERENCE = "KL-0012.345"


@pytest.mark.parametrize(
    "typed", ["kl 0012 345", " KL0012345 ", "kl-0012-345", "ＫＬ-００12345\u200b"]
)
def test_spaces_case_and_signs_in_between_make_no_other_code(typed):
    assert keyed_hash(typed) == keyed_hash(REFERENCE)


def test_another_number_or_another_key_makes_another_code(settings):
    code = keyed_hash(REFERENCE)
    assert len(code) == 64
    assert code != hashlib.sha256(b"kl0012345").hexdigest()
    assert code != keyed_hash("KL-0012.346")
    settings.CUSTOMER_REFERENCE_KEY = "x" + settings.CUSTOMER_REFERENCE_KEY
    assert code != keyed_hash(REFERENCE)


def test_a_page_shows_the_start_of_a_code(settings):
    assert code_text("0123456789" * 6) == "01234567…"
    assert code_text("") == ""


def test_without_a_key_none_are_kept(settings):
    assert is_kept()
    settings.CUSTOMER_REFERENCE_KEY = ""
    assert not is_kept()


@pytest.mark.django_db
class TestStored:
    def test_a_code_or_nothing_is_stored_and_no_readable_reference(self):
        team = make_team()
        for stored in ("", keyed_hash(REFERENCE)):
            log_contact(team, customer_reference=stored)
        with pytest.raises(IntegrityError), transaction.atomic():
            Incident.objects.update(customer_reference=REFERENCE)

    @pytest.mark.parametrize("count", [1, FEWEST_TO_COPY])
    def test_one_contact_and_many_keep_case_number_and_code(self, count):
        code = keyed_hash(REFERENCE)
        new = contact(make_team(), case_number="2026-004512\t\\", customer_reference=code)
        record_contacts(contacts=[new] * count, at=NOW)
        stored = Incident.objects.values_list("case_number", "customer_reference")
        assert list(stored) == [("2026-004512\t\\", code)] * count

    def test_the_number_itself_is_nowhere_in_the_database(self):
        record_contacts(
            contacts=[contact(make_team(), customer_reference=keyed_hash("KL0012345"))], at=NOW
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM incidents_incident")
            assert "0012345" not in str(cursor.fetchall())
