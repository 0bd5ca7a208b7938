"""What a lead and others do not see of a contact: first made, then looked for."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.html import strip_tags

from incidents.models import Incident
from tests.builders import NOW, give_role, log_contact, make_person, make_team
from tests.incidents.site import LIST, SECRETS, correct, page, rows, secret_contact, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday_morning():
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        yield


class TestWhatALeadDoesNotSee:
    @pytest.fixture
    def contact(self, team) -> Incident:
        return secret_contact(team)

    def test_the_author_sees_everything(self, client, contact):
        """The control: the secrets are there to be leaked."""
        signed_in(client, contact.logged_by)
        shown = page(client, f"{LIST}{contact.pk}/")
        assert [secret for secret in SECRETS if secret in shown] == list(SECRETS[:4])
        assert "10:17" in page(client, LIST)

    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_no_name_no_note_and_no_time_on_list_or_page(self, client, team, contact, language):
        signed_in(client, make_person(team, "team_lead"), language)
        for address in (LIST, f"{LIST}{contact.pk}/"):
            shown = page(client, address)
            assert "paspoort" in shown
            assert [secret for secret in SECRETS if secret in shown] == []

    def test_the_day_and_the_part_of_it(self, client, team, contact):
        signed_in(client, make_person(team, "team_lead"))
        for address in (LIST, f"{LIST}{contact.pk}/"):
            assert "Mon 16 Nov 2026, morning" in strip_tags(page(client, address))

    def test_nor_in_the_history(self, client, team, contact):
        signed_in(client, contact.logged_by)
        response = correct(client, contact, subject="rijbewijs", private_note="Nog iets geheims")
        assert response.status_code == 302
        open_history = page(client, f"{LIST}{contact.pk}/")
        assert "Iets heel geheims" in open_history
        signed_in(client, make_person(team, "team_lead"))
        shown = page(client, f"{LIST}{contact.pk}/")
        assert "paspoort" in shown
        assert "rijbewijs" in shown
        hidden = (*SECRETS, "Nog iets geheims", "14:00")
        assert [secret for secret in hidden if secret in shown] == []

    @pytest.mark.parametrize(
        "query",
        ["employee={e}", "logged_by={a}", "sort=employee", "sort=logged_by", "sort=-occurred_at"],
    )
    def test_there_is_no_filter_or_order_by_person_or_time(self, client, team, contact, query):
        other = secret_contact(team, occurred_at=NOW.replace(hour=7))
        signed_in(client, make_person(team, "team_lead"))
        asked = query.format(e=contact.employee_id, a=contact.logged_by_id)
        assert rows(client, f"?{asked}") == rows(client) == [other.pk, contact.pk]

    def test_one_day_is_not_ordered_by_the_time_of_its_contacts(self, client, team):
        late = secret_contact(team, occurred_at=NOW)
        early = secret_contact(team, occurred_at=NOW - timedelta(hours=3))
        signed_in(client, make_person(team, "team_lead"))
        assert rows(client, "?sort=-moment") == [early.pk, late.pk]

    def test_a_lead_reads_the_own_contact_in_full(self, client, team):
        lead = signed_in(client, make_person(team, "team_lead"))
        own = log_contact(team, logged_by=lead, private_note="van mij")
        assert "van mij" in page(client, f"{LIST}{own.pk}/")

    @pytest.mark.parametrize("kind", ["employee", "observer", "manager", "works_council"])
    def test_for_all_others_the_contact_is_not_there(self, client, team, contact, kind):
        signed_in(client, make_person(team, kind))
        for part in ("", "correct/", "withdraw/"):
            page(client, f"{LIST}{contact.pk}/{part}", 404)

    def test_nor_for_the_lead_of_another_team(self, client, contact):
        signed_in(client, make_person(make_team(), "team_lead"))
        page(client, f"{LIST}{contact.pk}/", 404)

    def test_a_number_no_database_holds_is_404(self, client, team):
        signed_in(client, make_person(team))
        page(client, f"{LIST}{'9' * 30}/", 404)

    @pytest.mark.parametrize("part", ["", "new/", "{key}/", "{key}/correct/", "{key}/withdraw/"])
    def test_no_page_about_a_person_is_kept_by_a_browser(self, client, team, contact, part):
        give_role(signed_in(client, contact.logged_by), team, "employee")
        response = client.get(LIST + part.format(key=contact.pk))
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
