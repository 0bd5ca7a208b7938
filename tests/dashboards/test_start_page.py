"""Where everybody begins, and the bar that leads on."""

import re

import pytest
import time_machine

from tests.builders import (
    NOW,
    fill_team,
    give_role,
    log_contact,
    make_department,
    make_root,
    make_team,
    make_user,
)
from tests.dashboards.office import ADDRESS, WEEK, as_reader, log_week, make_balie, norm_of, reader

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def start(user) -> str:
    return re.sub(r"\s+", " ", as_reader(user).get("/").text)


@pytest.mark.parametrize("kind", ["employee", "observer", "team_lead"])
def test_staff_find_their_team_in_one_line_and_the_button_to_log(kind: str):
    team = make_balie()
    behaviour, _ = norm_of()
    log_week(team, behaviour, 5, 20)
    text = start(reader(team, kind))
    assert "20 contacts, 5 of 20 fully in order. 1 norm lies below its target." in text
    assert f'href="{ADDRESS}"' in text
    assert 'class="btn btn-primary" href="/contacts/new/"' in text


def test_staff_find_what_they_logged_last_and_nobody_elses():
    team = make_balie()
    me, other = reader(team, "employee"), reader(team, "employee")
    mine = log_contact(team, logged_by=me, subject="Paspoort")
    theirs = log_contact(team, logged_by=other, subject="Verhuizing")
    text = start(me)
    assert f'href="/contacts/{mine.pk}/"' in text
    assert f"/contacts/{theirs.pk}/" not in text


def test_a_manager_reads_teams_in_the_order_of_the_tree_and_never_by_their_figures():
    department = make_department("Publiek")
    behaviour, _ = norm_of()
    for name, met in (("Balie", 20), ("Archief", 5), ("Telefoon", 10)):
        team = make_team(name, slug=name.lower(), parent=department)
        fill_team(team)
        log_week(team, behaviour, met, 20)
    text = start(reader(department, "manager"))
    assert re.findall(r'href="/teams/(\w+)/', text) == ["archief", "balie", "telefoon"]
    assert "Answer within 20 seconds" in text
    assert "below target in 2 of 3 teams" in text
    assert "?sort" not in text


def test_a_small_team_is_named_and_not_shown_to_its_manager():
    department = make_department("Publiek")
    team = make_team("Receptie", slug="receptie", parent=department)
    fill_team(team, 3)
    behaviour, _ = norm_of()
    log_week(team, behaviour, 0, 17)
    text = start(reader(department, "manager"))
    assert "Fewer than 5 people: not shown." in text
    assert not re.search(r"\b17\b", text)
    assert "below target in" not in text


def test_the_lead_of_a_small_team_sees_counts_and_no_verdict():
    team = make_balie(people=3)
    behaviour, _ = norm_of()
    log_week(team, behaviour, 0, 17)
    text = start(reader(team, "team_lead"))
    assert "17 contacts, 0 of 17 fully in order." in text
    assert "below" not in text


def test_a_team_that_ended_is_not_on_the_start_page():
    team = make_balie()
    user = reader(team, "team_lead")
    team.ended_on = WEEK.monday
    team.save()
    assert ADDRESS not in start(user)


def test_somebody_without_a_role_reads_what_to_do():
    text = start(make_user("Nieuw", language="en"))
    assert "You have no role yet." in text
    assert "/contacts/new/" not in text


def test_a_start_page_is_not_kept():
    answer = as_reader(reader(make_balie(), "employee")).get("/")
    assert "no-store" in answer.headers["Cache-Control"]


EVERYBODY = ["/", "/privacy/"]
BAR = {
    "employee": ["/", "/contacts/", "/contacts/new/", "/promises/", "/behaviours/", "/privacy/"],
    "observer": ["/", "/contacts/", "/contacts/new/", "/promises/", "/behaviours/", "/privacy/"],
    "team_lead": [
        "/", "/contacts/", "/contacts/new/", "/promises/", "/behaviours/", "/organisation/",
        "/privacy/",
    ],
    "manager": [
        "/", "/weeks/", "/contacts/", "/contacts/new/", "/promises/", "/behaviours/",
        "/organisation/", "/privacy/",
    ],
    "works_council": ["/", "/weeks/", "/behaviours/", "/privacy/"],
    "administrator": ["/", "/organisation/", "/privacy/"],
    "": EVERYBODY,
}  # fmt: skip


@pytest.mark.parametrize("kind", list(BAR))
def test_the_bar_holds_what_each_role_may_open(kind: str):
    user = make_user(language="en")
    if kind:
        give_role(user, make_root(), kind)
    client = as_reader(user)
    answer = client.get("/")
    assert [entry.url for entry in answer.context["navigation"]] == BAR[kind]
    assert [entry.url for entry in answer.context["navigation"] if entry.current] == ["/"]
    assert {client.get(url, follow=True).status_code for url in BAR[kind]} == {200}


def test_who_is_not_logged_in_gets_no_bar(client):
    assert client.get("/account/login/").context["navigation"] == []
