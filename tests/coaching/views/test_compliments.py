"""Giving with one tap, a line with it, taking back; and that nobody else reads or counts it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import RequestFactory

from coaching.models import Compliment
from dashboards.start_page import MOST_COLLEAGUES
from people.models import Notice, User
from tests.builders import (
    NOW,
    allow,
    log_contact,
    make_behaviour,
    make_person,
    make_root,
    make_team,
    make_user,
)
from tests.coaching.office import as_user, give

pytestmark = pytest.mark.django_db
GIVE = "/compliments/give/"


@pytest.fixture
def eva(team) -> User:
    return make_person(team, name="Eva Eigen")


@pytest.fixture
def olaf(team) -> User:
    return make_person(team, name="Olaf Oog")


def names(page: str) -> list[str]:
    """The names one can tap, in their order."""
    found = re.findall(r'name="to" value="\d+">\s*<span.*?</span> (.*?)\s*</button>', page, re.S)
    return found


def test_one_post_gives_it_and_the_colleague_reads_it_on_the_start_page(team, eva, olaf):
    page = as_user(olaf).get("/").text
    assert names(page) == ["Eva Eigen"]
    key = re.search(r'name="submission_key" value="([\w-]+)"', page)[1]
    answer = as_user(olaf).post(GIVE, {"to": eva.pk, "submission_key": key}, follow=True)
    given = Compliment.objects.get()
    assert (given.to, given.from_user, given.team, given.given_at) == (eva, olaf, team, NOW)
    assert answer.redirect_chain == [(f"/compliments/{given.pk}/", 302)]
    assert "Eva Eigen leest: “Goed gedaan”" in answer.text
    assert "Olaf Oog geeft je een compliment." in as_user(eva).get("/").text


def test_the_same_page_sent_twice_gives_one_compliment(eva, olaf):
    key = uuid4()
    for _ in range(2):
        as_user(olaf).post(GIVE, {"to": eva.pk, "submission_key": key})
    assert Compliment.objects.count() == 1


@pytest.mark.parametrize("whom", ["oneself", "a stranger", "nobody", "rubbish"])
def test_it_goes_to_a_colleague_or_nowhere(olaf, whom):
    others = {"oneself": olaf.pk, "a stranger": make_person(make_team()).pk, "rubbish": "x"}
    answer = as_user(olaf).post(GIVE, {"to": others.get(whom, "")}, follow=True)
    assert "Kies een collega van je eigen team." in answer.text
    assert Compliment.objects.count() == 0


def test_a_contact_goes_with_it_where_it_was_the_colleagues(team, eva, olaf):
    allow("named_contacts")
    hers = log_contact(team, employee=eva, logged_by=olaf, origin="observed")
    as_user(olaf).post(GIVE, {"to": eva.pk, "incident": hers.pk})
    assert Compliment.objects.get().incident == hers
    assert f'href="/contacts/{hers.pk}/"' in as_user(eva).get("/compliments/").text


def test_a_lead_learns_from_no_answer_whose_contact_it_was(team, eva, olaf):
    lead = make_person(team, "team_lead")
    hers = log_contact(team, employee=eva, logged_by=eva)
    answers = [
        as_user(lead).post(GIVE, {"to": person.pk, "incident": hers.pk}, follow=True).text
        for person in (eva, olaf)
    ]
    assert ["Kies een collega van je eigen team." in answer for answer in answers] == [True, True]
    assert Compliment.objects.count() == 0


def test_a_line_and_a_behaviour_are_put_with_it_afterwards(team, eva, olaf):
    given, behaviour = give(eva, olaf, team), make_behaviour("TEL-01", title="Snel opnemen")
    address = f"/compliments/{given.pk}/"
    data = {"text": "Je bleef rustig", "behaviour": behaviour.pk}
    answer = as_user(olaf).post(address, data, follow=True)
    assert "Je collega leest het nu." in answer.text
    hers = as_user(eva).get("/compliments/").text
    assert ("Je bleef rustig" in hers, "Snel opnemen" in hers) == (True, True)
    assert "Olaf Oog: “Je bleef rustig”" in as_user(eva).get(address).text
    assert Notice.objects.count() == 1


def test_a_line_holds_no_data_of_a_customer(team, eva, olaf):
    given = give(eva, olaf, team)
    page = as_user(olaf).post(f"/compliments/{given.pk}/", {"text": "Bel 06-12345678 terug"})
    assert "«06-12345678»" in page.text
    assert Compliment.objects.get().text == ""


def test_after_a_quarter_of_an_hour_a_line_is_refused_and_kept_on_the_page(team, eva, olaf):
    given = give(eva, olaf, team)
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        answer = as_user(olaf).post(f"/compliments/{given.pk}/", {"text": "Net te laat"})
        assert (answer.status_code, "Net te laat" in answer.text) == (409, True)
        answer = as_user(olaf).post(f"/compliments/{given.pk}/take-back/", follow=True)
        assert "blijft zoals het is" in answer.text
        assert "terugnemen" not in answer.text
    assert Compliment.objects.get().text == ""


def test_taken_back_it_is_gone_for_both(team, eva, olaf):
    given = give(eva, olaf, team)
    answer = as_user(olaf).post(f"/compliments/{given.pk}/take-back/", follow=True)
    assert "Teruggenomen" in answer.text
    assert "compliment." not in as_user(eva).get("/").text
    assert as_user(eva).get(f"/compliments/{given.pk}/").status_code == 404


def test_only_the_giver_changes_it_and_only_the_two_open_it(team, eva, olaf):
    given = give(eva, olaf, team)
    address = f"/compliments/{given.pk}/"
    assert as_user(eva).post(address, {"text": "x"}).status_code == 403
    assert as_user(eva).post(f"{address}take-back/").status_code == 403
    for kind in ("team_lead", "manager", "observer", "administrator"):
        other = as_user(make_person(make_root(), kind))
        assert other.get(address).status_code == 404
        assert other.post(f"{address}take-back/").status_code == 404
    assert Compliment.objects.get().text == ""


def test_the_list_holds_the_own_ones_newest_first_and_no_others(team, eva, olaf):
    for number, to in enumerate((eva, eva, olaf)):
        giver = make_person(team, name=f"Gever {number}")
        give(to, giver, team, at=NOW - timedelta(hours=number))
    rows = re.findall(r'row-text">(.*?),', as_user(eva).get("/compliments/").text)
    assert rows == ["Gever 0", "Gever 1"]


WEEK_PAGE = "/teams/balie/weeks/2026-W47/"


@pytest.mark.parametrize("kind", ["employee", "team_lead", "manager", "works_council"])
def test_no_page_counts_compliments_or_orders_people_by_them(team, eva, olaf, kind):
    """The pages of everyone are the same whether a colleague got none or thirty-seven.

    But for the number of the team on its own week, which says of nobody who got them.
    """
    reader = make_person(team.parent if kind == "manager" else team, kind)
    addresses = ["/", "/compliments/", "/organisation/", "/privacy/"]
    if kind in ("manager", "works_council"):
        addresses.append(WEEK_PAGE)

    def pages() -> list[str]:
        texts = [as_user(reader).get(address).text for address in addresses]
        return [re.sub(r'(token|key)" value="[\w-]+"', "", text) for text in texts]

    before = pages()
    for _ in range(37):
        give(olaf, eva, team)
    assert pages() == before
    assert eva.name not in as_user(reader).get(WEEK_PAGE).text


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_seven_queries(team, eva, count, django_assert_num_queries):
    for _ in range(count):
        contact = log_contact(team, employee=eva)
        give(eva, make_person(team), team, incident=contact)
    client = as_user(eva)
    with django_assert_num_queries(7):
        client.get("/compliments/")


def test_pages_of_compliments_are_not_kept(team, eva, olaf):
    given = give(eva, olaf, team)
    for address in ("/compliments/", f"/compliments/{given.pk}/"):
        assert "no-store" in as_user(eva).get(address).headers["Cache-Control"]


def test_with_many_colleagues_the_start_page_leads_to_the_list_where_one_searches(team, olaf):
    for number in range(MOST_COLLEAGUES + 1):
        make_person(team, name=f"Collega {number:02}")
    client = as_user(olaf)
    assert names(client.get("/").text) == []
    assert "Kies een collega, of lees je complimenten" in client.get("/").text
    assert len(names(client.get("/compliments/").text)) == MOST_COLLEAGUES + 1
    assert names(client.get("/compliments/?q=ga+07").text) == ["Collega 07"]


def test_who_works_nowhere_gives_nothing_and_still_reads_the_own_ones(team, eva, olaf):
    nobody = make_user("Ooit Collega")
    give(nobody, olaf, team)
    page = as_user(nobody).get("/compliments/").text
    assert ("Goed gedaan" in page, 'id="give"' in page) == (True, False)


def fragment(saved, user) -> str:
    request = RequestFactory().get("/")
    request.user = user
    return render_to_string(
        "coaching/_saved_compliment.html", {"saved": saved, "user": user}, request
    )


def test_after_a_saved_contact_one_tap_thanks_whom_it_was_about(team, eva, olaf):
    allow("named_contacts")
    saved = log_contact(team, employee=eva, logged_by=olaf, origin="observed")
    shown = fragment(saved, olaf)
    assert "Compliment voor Eva Eigen" in shown
    assert f'name="incident" value="{saved.pk}"' in shown


def test_after_a_contact_of_ones_own_or_nobodys_a_link_leads_to_the_colleagues(team, olaf):
    for saved in (
        log_contact(team, employee=olaf, logged_by=olaf),
        log_contact(team, logged_by=olaf, origin="observed"),
    ):
        assert 'href="/compliments/#give"' in fragment(saved, olaf)
        assert "<form" not in fragment(saved, olaf)
