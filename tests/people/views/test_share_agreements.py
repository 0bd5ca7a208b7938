"""The page on which a small team reads, and its lead records, what was agreed on percentages."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from people.models import ShareAgreement, Team
from tests.builders import (
    NOW,
    TODAY,
    agree_on_shares,
    make_department,
    make_person,
    make_team,
)

pytestmark = pytest.mark.django_db
LIST = "/organisation/balie/percentages/"
FORM = {"agreed_on": "2026-11-09", "reference": "Teamoverleg van week 46"}


@pytest.fixture
def team() -> Team:
    return make_team("Balie", slug="balie", parent=make_department(slug="burgerzaken"))


def browser(node: Team, kind: str) -> Client:
    client = Client()
    client.force_login(make_person(node, kind, language="en"))
    return client


def above(team: Team, kind: str) -> Team:
    assert team.parent
    return team.parent if kind == "manager" else team


@pytest.mark.parametrize("kind", ["team_lead", "manager"])
def test_its_lead_and_the_manager_above_record_it(team, kind):
    client = browser(above(team, kind), kind)
    answer = client.post(LIST, FORM, follow=True)
    agreement = ShareAgreement.objects.get()
    assert (agreement.team, agreement.agreed_on) == (team, TODAY - timedelta(weeks=1))
    assert agreement.reference == "Teamoverleg van week 46"
    assert (agreement.recorded_at - NOW).total_seconds() < 60
    assert answer.redirect_chain == [(LIST, 302)]
    assert "What the team agreed is recorded." in answer.text
    assert f"{agreement.recorded_by}" in answer.text


@pytest.mark.parametrize("kind", ["team_lead", "manager"])
def test_and_they_end_it(team, kind):
    agreement = agree_on_shares(team)
    client = browser(above(team, kind), kind)
    end = reverse("share_agreement_end", args=["balie", agreement.pk])
    assert end in client.get(LIST).text
    answer = client.post(end, {"on": str(TODAY)}, follow=True)
    agreement.refresh_from_db()
    assert agreement.ends_on == TODAY
    assert "The end of what the team agreed is recorded." in answer.text
    assert end not in answer.text


def test_a_day_that_is_over_is_no_end(team):
    agreement = agree_on_shares(team)
    end = reverse("share_agreement_end", args=["balie", agreement.pk])
    answer = browser(team, "team_lead").post(end, {"on": str(TODAY - timedelta(days=1))})
    agreement.refresh_from_db()
    assert (answer.status_code, agreement.ends_on) == (200, None)


def test_the_team_itself_reads_it_and_changes_nothing(team):
    agreement = agree_on_shares(team, reference="Teamoverleg van week 3")
    client = browser(team, "employee")
    text = client.get(LIST).text
    assert "Teamoverleg van week 3" in text
    assert "<form" not in text.partition("<main")[2].partition("</main")[0]
    end = reverse("share_agreement_end", args=["balie", agreement.pk])
    assert end not in text
    for address, form in ((LIST, FORM), (end, {"on": str(TODAY)})):
        assert client.post(address, form).status_code == 403
    agreement.refresh_from_db()
    assert (agreement.ends_on, ShareAgreement.objects.count()) == (None, 1)


@pytest.mark.parametrize("kind", ["observer", "works_council", "administrator"])
def test_who_is_not_of_the_team_nor_keeps_it_does_not_open_it(team, kind):
    node = team if kind == "observer" else team.parent.parent
    assert browser(node, kind).get(LIST).status_code == 403


def test_the_page_says_what_it_does_and_that_it_is_for_the_team_alone(team):
    does = "the team itself and its lead see percentages too; everyone else sees nothing more"
    client = browser(team, "team_lead")
    assert does in client.get(LIST).text
    page = client.get(reverse("node_detail", args=["balie"])).text
    assert does in page
    assert f'href="{LIST}"' in page
    administrator = browser(team.parent.parent, "administrator")
    assert LIST not in administrator.get(reverse("node_detail", args=["balie"])).text


def test_the_form_is_there_while_nothing_stands(team):
    client = browser(team, "team_lead")
    assert 'name="reference"' in client.get(LIST).text
    agreement = agree_on_shares(team, ends_on=TODAY + timedelta(days=1))
    assert 'name="reference"' not in client.get(LIST).text
    ShareAgreement.objects.filter(pk=agreement.pk).update(ends_on=TODAY)
    assert 'name="reference"' in client.get(LIST).text


def test_what_is_refused_stands_above_the_form_with_what_was_filled_in(team):
    agree_on_shares(team)
    answer = browser(team, "team_lead").post(LIST, FORM)
    assert "The team has an agreement in that time already." in answer.text
    assert "Teamoverleg van week 46" in answer.text
    assert ShareAgreement.objects.count() == 1


def test_these_pages_name_people_and_are_kept_nowhere(team):
    client, agreement = browser(team, "team_lead"), agree_on_shares(team)
    for page in (LIST, reverse("share_agreement_end", args=["balie", agreement.pk])):
        assert "no-store" in client.get(page).headers["Cache-Control"]


def test_a_text_that_grows_when_it_is_stored_is_refused_at_its_field(team):
    """Two signs are stored for each of these."""
    answer = browser(team, "team_lead").post(LIST, FORM | {"reference": "\u0958" * 150})
    assert "longer than 200 signs" in str(answer.context["form"].errors["reference"])
    assert not ShareAgreement.objects.exists()


def test_data_of_a_customer_are_no_reference(team):
    answer = browser(team, "team_lead").post(LIST, FORM | {"reference": "Bel 06-12345678"})
    assert "reference" in answer.context["form"].errors
    assert not ShareAgreement.objects.exists()


def test_a_department_agrees_on_nothing_and_another_teams_agreement_is_not_here(team):
    other = agree_on_shares(make_team(parent=team.parent))
    client = browser(team.parent, "manager")
    assert client.get("/organisation/burgerzaken/percentages/").status_code == 404
    assert client.get(f"{LIST}{other.pk}/end/").status_code == 404
    assert client.get(LIST).context["agreements"] == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_as_many_queries_however_long(number, team, django_assert_num_queries):
    for ago in range(number):
        day = TODAY - timedelta(weeks=ago)
        agree_on_shares(team, agreed_on=day, ends_on=day + timedelta(days=1))
    client = browser(team, "team_lead")
    with django_assert_num_queries(5):
        page = client.get(LIST)
    assert len(page.context["agreements"]) == number
