"""Case numbers, and the contacts with one customer: for whom they are open, and for nobody else."""

from datetime import timedelta

import pytest
import time_machine

from incidents.customer_reference import keyed_hash
from incidents.models import Incident, IncidentChange
from tests.builders import NOW, log_contact, make_behaviour, make_norm, make_person
from tests.incidents.site import (
    LIST,
    address,
    answered,
    correct,
    correction,
    errors,
    opened,
    page,
    rows,
    secret_contact,
    signed_in,
)

pytestmark = pytest.mark.django_db
FIND = "/contacts/find/"
CODE = keyed_hash("KL-0012.345")


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        yield


def find(client, reference):
    return client.post(FIND, {"customer_reference": reference})


class TestNoting:
    @pytest.fixture
    def norm(self):
        return make_norm(make_behaviour(kind="do"))

    def test_keeps_the_case_number_as_typed_and_the_reference_as_a_code(self, client, team, norm):
        signed_in(client, make_person(team))
        form = answered(norm, case_number="123456782", customer_reference="kl 0012345")
        assert client.post(address(team), form).status_code == 302
        kept = Incident.objects.get()
        assert (kept.case_number, kept.customer_reference) == ("123456782", CODE)

    @pytest.mark.parametrize("number", ["06-12345678", "jan@example.nl", "NL91ABNA0417164300"])
    def test_a_case_number_is_no_place_for_other_data(self, client, team, norm, number):
        signed_in(client, make_person(team))
        response = client.post(address(team), answered(norm, case_number=number))
        assert list(errors(response)) == ["case_number"]

    def test_a_reference_without_letters_or_digits_is_none(self, client, team, norm):
        signed_in(client, make_person(team))
        response = client.post(address(team), answered(norm, customer_reference="--"))
        assert errors(response) == {"customer_reference": ["Type letters or digits."]}

    def test_without_a_key_no_reference_is_asked_or_kept(self, client, team, norm, settings):
        settings.CUSTOMER_REFERENCE_KEY = ""
        signed_in(client, make_person(team))
        assert "customer_reference" not in client.get(address(team)).context["form"].fields
        client.post(address(team), answered(norm, customer_reference="KL0012345"))
        assert Incident.objects.get().customer_reference == ""


class TestCorrecting:
    @pytest.fixture
    def incident(self, client, team):
        me = signed_in(client, make_person(team))
        fields = {"case_number": "2026-1", "customer_reference": CODE}
        return log_contact(team, employee=me, logged_by=me, **fields)

    def test_what_is_left_alone_stays(self, client, incident):
        assert correct(client, incident, subject="bezwaar").status_code == 302
        incident.refresh_from_db()
        assert (incident.case_number, incident.customer_reference) == ("2026-1", CODE)

    def test_another_reference_takes_its_place_and_both_codes_are_in_the_history(
        self, client, incident
    ):
        correct(client, incident, customer_reference="KL-2", case_number="2026-2")
        incident.refresh_from_db()
        assert incident.customer_reference == keyed_hash("KL-2")
        assert IncidentChange.objects.get().before["customer_reference"] == CODE
        shown = page(client, f"/contacts/{incident.pk}/")
        assert [text in shown for text in ("2026-1", "2026-2", CODE[:8])] == [True] * 3

    def test_a_reference_is_forgotten_when_asked(self, client, incident):
        correct(client, incident, forget_customer="on")
        incident.refresh_from_db()
        assert (incident.case_number, incident.customer_reference) == ("2026-1", "")
        assert "forget_customer" not in opened(client, incident)

    def test_the_form_never_shows_the_code(self, client, incident):
        assert CODE[:8] not in page(client, correction(incident))

    def test_a_change_of_an_earlier_release_is_still_read(self, client, incident):
        correct(client, incident, subject="bezwaar")
        before = IncidentChange.objects.values_list("before", flat=True).get()
        before = {name: said for name, said in before.items() if name != "case_number"}
        IncidentChange.objects.all()._raw_delete("default")
        IncidentChange.objects.create(
            incident=incident, kind="corrected", version=1, before=before, changed_at=NOW
        )
        assert "2026-1" in page(client, f"/contacts/{incident.pk}/")


class TestFinding:
    def test_the_number_typed_again_finds_the_own_contacts_with_that_customer(self, client, team):
        me = signed_in(client, make_person(team))
        found = log_contact(team, employee=me, customer_reference=CODE)
        log_contact(team, employee=me, customer_reference=keyed_hash("KL-2"))
        log_contact(team, employee=me)
        response = find(client, " kl 0012 345")
        assert response.url == f"{LIST}?customer={CODE}"
        assert rows(client, f"?customer={CODE}") == [found.pk]

    def test_a_lead_finds_no_row_of_somebody_else_by_its_customer(self, client, team):
        secret_contact(team, customer_reference=CODE)
        lead = signed_in(client, make_person(team, "team_lead"))
        assert len(rows(client)) == 1
        assert rows(client, f"?customer={CODE}") == []
        own = log_contact(team, logged_by=lead, customer_reference=CODE)
        assert rows(client, f"?customer={CODE}") == [own.pk]

    def test_a_lead_reads_no_case_number_or_code_of_somebody_else(self, client, team):
        incident = secret_contact(team, customer_reference=CODE, case_number="2026-004512")
        signed_in(client, incident.employee)
        mine = page(client, f"/contacts/{incident.pk}/")
        assert [text in mine for text in ("2026-004512", CODE[:8])] == [True, True]
        signed_in(client, make_person(team, "team_lead"))
        closed = page(client, f"/contacts/{incident.pk}/")
        assert [text in closed for text in ("2026-004512", CODE[:8])] == [False, False]

    @pytest.mark.parametrize("reference", ["", "  ", "--", "x" * 61])
    def test_no_reference_leads_back_with_a_word(self, client, team, reference):
        signed_in(client, make_person(team))
        assert find(client, reference).url == LIST
        assert "Type the reference of a customer" in page(client, LIST)

    def test_without_a_key_there_is_nothing_to_find(self, client, team, settings):
        signed_in(client, make_person(team))
        assert FIND in page(client, LIST)
        settings.CUSTOMER_REFERENCE_KEY = ""
        assert find(client, "KL-1").status_code == 404
        assert FIND not in page(client, LIST)
