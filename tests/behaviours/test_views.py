"""The pages of behaviours, norms and goals: who reads, who publishes, and what they say."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from behaviours.models import Goal, Norm
from people.models import Role, Team
from tests.behaviours.pages import (
    ADD,
    GOAL_ADD,
    GOALS,
    LIST,
    NORM_ADD,
    client_of,
    new_behaviour,
    new_version,
    next_monday,
    text,
    today,
)
from tests.builders import (
    TERMS,
    make_behaviour,
    make_department,
    make_norm,
    make_person,
    make_team,
)

pytestmark = pytest.mark.django_db


# Who may come in.


@pytest.mark.parametrize("kind", Role.Kind.values)
@pytest.mark.parametrize("path", [LIST, "/behaviours/TEL-01/", GOALS])
def test_everyone_with_a_role_reads(team: Team, kind: str, path: str):
    make_norm(make_behaviour("TEL-01"))
    assert client_of(team, kind).get(path).status_code == 200


@pytest.mark.parametrize("path", [LIST, "/behaviours/TEL-01/", ADD, NORM_ADD, GOALS, GOAL_ADD])
def test_without_a_role_nothing_is_read(team: Team, path: str):
    make_norm(make_behaviour("TEL-01"))
    client = client_of(team)
    Role.objects.all().delete()
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("kind", sorted({*Role.Kind.values} - {Role.Kind.MANAGER}))
@pytest.mark.parametrize("path", [ADD, NORM_ADD, GOAL_ADD])
def test_who_does_not_publish_is_kept_out_and_sees_no_button(team: Team, kind: str, path: str):
    make_norm(make_behaviour("TEL-01"))
    client = client_of(team, kind)
    assert client.get(path).status_code == 403
    assert client.post(path, new_behaviour()).status_code == 403
    assert ADD not in text(client.get(LIST))
    assert NORM_ADD not in text(client.get("/behaviours/TEL-01/"))
    assert GOAL_ADD not in text(client.get(GOALS))


def test_a_manager_sees_the_buttons(manager: Client):
    make_norm(make_behaviour("TEL-01"))
    assert ADD in text(manager.get(LIST))
    assert NORM_ADD in text(manager.get("/behaviours/TEL-01/"))
    assert GOAL_ADD in text(manager.get(GOALS))


def test_a_code_that_does_not_exist_is_not_found(manager: Client):
    make_behaviour("TEL-01")
    assert manager.get("/behaviours/TEL-99/").status_code == 404
    assert manager.get("/behaviours/TEL-99/norms/new/").status_code == 404


def test_a_lead_who_may_publish_does_so_for_the_own_team_only(team: Team):
    Team.objects.filter(pk=team.pk).update(lead_publishes_since=today())
    make_team("Balie", slug="balie", parent=team.parent, lead_publishes_since=today())
    make_norm(make_behaviour("TEL-01"))
    lead = client_of(team, Role.Kind.TEAM_LEAD)
    response = lead.post(f"{NORM_ADD}?team=klantenservice", new_version())
    assert response.status_code == 302
    assert Norm.objects.get(starts_on=next_monday()).team == team
    assert lead.get(f"{NORM_ADD}?team=balie").status_code == 404
    assert lead.get(f"{NORM_ADD}?team=publiekszaken").status_code == 404


@pytest.mark.parametrize("since", [None, timedelta(days=1)])
def test_a_lead_publishes_nothing_before_it_was_agreed(team: Team, since: timedelta | None):
    day = since and today() + since
    Team.objects.filter(pk=team.pk).update(lead_publishes_since=day)
    make_norm(make_behaviour("TEL-01"))
    assert client_of(team, Role.Kind.TEAM_LEAD).get(NORM_ADD).status_code == 403


def test_a_manager_publishes_within_the_own_node_only(manager: Client):
    make_department("Sociaal domein", slug="sociaal")
    make_norm(make_behaviour("TEL-01"))
    assert manager.get(f"{NORM_ADD}?team=klantenservice").status_code == 200
    for slug in ("sociaal", "gemeente", "niemand"):
        assert manager.post(f"{NORM_ADD}?team={slug}", new_version()).status_code == 404
    response = manager.post(ADD, new_behaviour(team="sociaal", code="TEL-09"))
    assert list(response.context["form"].errors) == ["team"]
    assert Norm.objects.count() == 1


def test_who_reads_a_node_without_managing_it_does_not_publish_there(team: Team):
    make_norm(make_behaviour("TEL-01"))
    person = make_person(team, Role.Kind.MANAGER)
    Role.objects.create(
        user=person, team=team.parent, kind=Role.Kind.WORKS_COUNCIL, starts_on=date(2020, 1, 1)
    )
    client = Client()
    client.force_login(person)
    assert client.get(f"{NORM_ADD}?team=publiekszaken").status_code == 403


# One behaviour.


def test_a_behaviour_shows_what_it_is_and_its_history_a_node_at_a_time(manager: Client, team: Team):
    behaviour = make_behaviour(
        "TEL-01", why="Wachten voelt lang", channels=["phone"], journey_stage="welkom"
    )
    author = make_person(team, name="Fatima el Idrissi")
    make_norm(behaviour, starts_on=date(2026, 1, 5), sentence="De eerste norm")
    make_norm(
        behaviour,
        starts_on=date(2026, 3, 2),
        sentence="De tweede norm",
        share_target=Decimal("0.8"),
        reason="Uit het overleg",
        published_by=author,
    )
    make_norm(behaviour, team, starts_on=next_monday(), outcome="not_applicable", sentence="")
    response = manager.get("/behaviours/TEL-01/")
    page = text(response)
    for said in (
        "Wachten voelt lang",
        "Neemt op na drie keer overgaan",
        "Laat de telefoon rinkelen",
        "wie het zelf doet, een meekijker, een systeem",
        "welkom",
        "van ma 5 januari 2026 tot en met zo 1 maart 2026",
        "vanaf ma 2 maart 2026",
        "geldt nu",
        "komt nog",
        "geldt hier niet",
        "20 seconden",
        "60 seconden",
        "80%",
        "Uit het overleg",
        "gepubliceerd door Fatima el Idrissi",
    ):
        assert said in page
    shown = [
        (node.name, [str(version.norm.sentence) for version, facts in versions])
        for node, versions in response.context["history"]
    ]
    assert shown == [("Gemeente", ["De tweede norm", "De eerste norm"]), ("Klantenservice", [""])]


def test_a_behaviour_without_a_norm_says_so(manager: Client):
    make_behaviour("TEL-01")
    page = text(manager.get("/behaviours/TEL-01/"))
    assert "Er is nog geen norm" in page
    assert "Eerste norm publiceren" in page


def test_a_rating_shows_what_each_point_looks_like(manager: Client):
    make_norm(make_behaviour("TEL-01", kind="rating"))
    page = text(manager.get("/behaviours/TEL-01/"))
    assert all(f"<li>{anchor}</li>" in page for anchor in TERMS["rating"]["anchors"])


def test_what_people_wrote_is_shown_as_text(manager: Client):
    make_norm(make_behaviour("TEL-01", title="<b>x</b>"), sentence="<script>alert(1)</script>")
    for path in (LIST, "/behaviours/TEL-01/", NORM_ADD):
        assert b"<script>alert(1)" not in manager.get(path).content
        assert b"<b>x</b>" not in manager.get(path).content


@pytest.mark.parametrize("rows", [1, 3])
def test_a_history_costs_as_many_queries_for_one_version_as_for_three(
    manager: Client, team: Team, django_assert_num_queries, rows: int
):
    behaviour = make_behaviour("TEL-01", goal=Goal.objects.create(title="Bereikbaar"))
    for week in range(rows):
        starts_on = date(2026, 1, 5) + timedelta(weeks=week)
        make_norm(behaviour, starts_on=starts_on, published_by=make_person(team))
        make_norm(behaviour, team, starts_on=starts_on)
    manager.get("/behaviours/TEL-01/")
    # Session, user, roles; the behaviour; its norms; the tree.
    with django_assert_num_queries(6):
        manager.get("/behaviours/TEL-01/")


# Goals.


def test_a_manager_adds_a_goal(manager: Client):
    assert manager.post(GOAL_ADD, {"title": "Bereikbaar zijn"}).status_code == 302
    assert Goal.objects.get().title == "Bereikbaar zijn"
    page = text(manager.get(GOALS))
    assert "Bereikbaar zijn" in page
    assert "nog geen gedrag" in page
    assert "Het doel is bewaard." in page


def test_a_goal_that_exists_is_refused(manager: Client):
    Goal.objects.create(title="Bereikbaar zijn")
    response = manager.post(GOAL_ADD, {"title": "Bereikbaar zijn"})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["title"]
    assert Goal.objects.count() == 1


def test_no_goals_yet_says_so(manager: Client):
    assert "Nog geen doelen" in text(manager.get(GOALS))


@pytest.mark.parametrize("rows", [1, 3])
def test_goals_cost_as_many_queries_for_one_row_as_for_three(
    manager: Client, django_assert_num_queries, rows: int
):
    for number in range(rows):
        make_behaviour(goal=Goal.objects.create(title=f"Doel {number}"))
    manager.get(GOALS)
    # Session, user, roles; how many goals; the page of goals with their behaviours counted.
    with django_assert_num_queries(5):
        manager.get(GOALS)
