"""The tree and its nodes, as the people see them who arrange it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from people.models import HeadCount, Role, Team
from tests.builders import (
    TODAY,
    fill_team,
    give_role,
    make_department,
    make_person,
    make_root,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def department():
    return make_department("Burgerzaken", slug="burgerzaken")


@pytest.fixture
def team(department):
    return make_team("Balie", parent=department, slug="balie")


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def errors(answer) -> list[str]:
    return [
        code for each in answer.context["form"].errors.as_data().values() for code in codes(each)
    ]


def codes(each) -> list[str]:
    return [error.code for error in each]


@pytest.mark.parametrize("number", [1, 3])
def test_the_tree_costs_as_many_queries_however_many_teams(
    number, department, django_assert_num_queries
):
    for place in range(number):
        fill_team(make_team(f"Team {place}", parent=department), place + 1)
    client = browser(make_person(department, "manager"))
    client.get(reverse("organisation"))
    with django_assert_num_queries(5):
        page = client.get(reverse("organisation"))
    assert len(page.context["rows"]) == number + 1


@pytest.mark.parametrize("number", [1, 3])
def test_a_node_costs_as_many_queries_however_many_people(number, team, django_assert_num_queries):
    fill_team(team, number)
    client = browser(make_person(team.parent, "manager"))
    with django_assert_num_queries(8):
        page = client.get(reverse("node_detail", args=["balie"]))
    assert page.context["page"].paginator.count == number


def test_a_thousand_people_are_shown_fifty_at_a_time_and_searched(team):
    user = make_user("Wanda Zoekmaar")
    others = [
        Role(user=make_user(), team=team, kind="employee", starts_on=TODAY) for _ in range(70)
    ]
    Role.objects.bulk_create(others)
    give_role(user, team, "employee")
    client = browser(make_person(team, "team_lead"))
    address = reverse("node_detail", args=["balie"])
    assert len(client.get(address).context["page"]) == 50
    assert len(client.get(address, {"page": 2}).context["page"]) == 22
    found = client.get(address, {"q": "zoekmaar"})
    assert [role.user for role in found.context["page"]] == [user]
    assert client.get(address, {"kind": "geen", "page": "x"}).status_code == 200


def test_a_lead_sees_only_what_a_lead_may_do(team):
    member = make_person(team)
    lead = make_person(team, "team_lead")
    page = browser(lead).get(reverse("node_detail", args=["balie"])).content.decode()
    end = {person: reverse("role_end", args=[person.roles.get().pk]) for person in (member, lead)}
    assert end[member] in page
    assert end[lead] not in page
    for closed in ("head_count_add", "node_end", "norms_by_lead"):
        assert reverse(closed, args=["balie"]) not in page


def test_a_name_is_shown_as_text(team):
    make_person(team, name="<script>alert(1)</script>")
    page = browser(make_person(team, "team_lead")).get(reverse("node_detail", args=["balie"]))
    assert b"<script>alert" not in page.content
    assert b"&lt;script&gt;alert" in page.content


def test_a_manager_adds_a_team_under_the_own_department(department):
    client = browser(make_person(department, "manager"))
    answer = client.post(
        reverse("node_add", args=["burgerzaken"]),
        {"name": "Telefoon", "kind": "team", "parent": make_root().pk, "slug": "gekaapt"},
    )
    team = Team.objects.get(name="Telefoon")
    assert (team.parent, team.slug, team.started_on.year) == (department, "telefoon", TODAY.year)
    assert answer["Location"] == reverse("node_detail", args=["telefoon"])


def test_what_the_action_refuses_stands_above_the_form(department, team):
    client = browser(make_person(make_root(), "administrator"))
    answer = client.post(reverse("node_end", args=["burgerzaken"]), {"on": "2030-01-01"})
    assert errors(answer) == ["above"]
    assert browser_error(answer)
    second_root = {"name": "Twee", "kind": "organisation"}
    answer = client.post(reverse("node_add", args=["burgerzaken"]), second_root)
    assert errors(answer) == ["invalid_choice"]


def browser_error(answer) -> bool:
    return 'role="alert"' in answer.content.decode()


def test_a_manager_ends_a_team_and_not_the_own_department(department, team):
    client = browser(make_person(department, "manager"))
    assert client.post(reverse("node_end", args=["burgerzaken"]), {"on": TODAY}).status_code == 403
    client.post(reverse("node_end", args=["balie"]), {"on": TODAY})
    team.refresh_from_db()
    assert team.ended_on == TODAY
    assert [row.node for row in client.get(reverse("organisation")).context["rows"]] == [department]
    page = client.get(reverse("node_detail", args=["balie"]))
    assert reverse("node_end", args=["balie"]) not in page.content.decode()


def test_a_manager_records_a_head_count(team):
    manager = make_person(team.parent, "manager")
    answer = browser(manager).post(
        reverse("head_count_add", args=["balie"]), {"people": "8", "starts_on": "2026-11-16"}
    )
    assert answer.status_code == 302
    count = HeadCount.objects.get()
    assert (count.team, count.people, count.starts_on) == (team, 8, TODAY)
    assert count.recorded_by == manager


@pytest.mark.parametrize("people", ["0", "-3", "2.5", "99999", "", "veel", "3\x00"])
def test_a_head_count_is_a_whole_number_of_people(team, people):
    client = browser(make_person(team.parent, "manager"))
    form = {"people": people, "starts_on": "2026-11-16"}
    answer = client.post(reverse("head_count_add", args=["balie"]), form)
    assert answer.status_code == 200
    assert errors(answer)
    assert not HeadCount.objects.exists()


@pytest.mark.parametrize("page", ["head_count_add", "node_add"])
def test_a_page_for_another_kind_of_node_is_not_there(department, team, page):
    client = browser(make_person(make_root(), "administrator"))
    slug = {"head_count_add": "burgerzaken", "node_add": "balie"}[page]
    assert client.get(reverse(page, args=[slug])).status_code == 404


def test_the_manager_above_lets_the_lead_publish_and_takes_it_back(team):
    client = browser(make_person(team.parent, "manager"))
    address = reverse("norms_by_lead", args=["balie"])
    client.post(address, {"since": "2026-11-16"})
    team.refresh_from_db()
    assert team.lead_publishes_since == TODAY
    client.post(address, {"since": "gisteren"})
    team.refresh_from_db()
    assert team.lead_publishes_since == TODAY
    client.post(address, {"since": ""})
    team.refresh_from_db()
    assert team.lead_publishes_since is None


@pytest.mark.parametrize("kind", ["team_lead", "manager"])
def test_nobody_on_the_team_itself_lets_its_lead_publish(team, kind):
    client = browser(make_person(team, kind))
    answer = client.post(reverse("norms_by_lead", args=["balie"]), {"since": "2026-11-16"})
    assert answer.status_code == 403


def test_a_role_that_ended_closes_the_page_at_the_next_request(team):
    lead = make_person(team, "team_lead")
    client = browser(lead)
    assert client.get(reverse("node_detail", args=["balie"])).status_code == 200
    lead.roles.update(ends_on=TODAY - timedelta(days=1))
    assert client.get(reverse("node_detail", args=["balie"])).status_code == 404


@pytest.mark.parametrize("kind", ["employee", "observer", "works_council"])
def test_who_places_nobody_does_not_open_the_tree(team, kind):
    assert browser(make_person(team, kind)).get(reverse("organisation")).status_code == 403
