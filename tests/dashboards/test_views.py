"""Who reads which page, what a small team gives away, and what a page costs."""

import re

import pytest
import time_machine

from people.models import HeadCount
from tests.builders import NOW, fill_team, make_root, make_team
from tests.dashboards.office import (
    ADDRESS,
    WEEK,
    as_reader,
    log_week,
    make_balie,
    norm_of,
    reader,
    small_team_with_a_week,
)

pytestmark = pytest.mark.django_db

READING = ["employee", "observer", "team_lead", "manager", "works_council"]
NORM_ADDRESS = f"{ADDRESS}behaviours/TEL-01/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize("address", [ADDRESS, NORM_ADDRESS])
@pytest.mark.parametrize("kind", READING)
def test_who_covers_the_team_reads_its_pages(kind: str, address: str):
    team = make_balie()
    norm_of()
    assert as_reader(reader(team, kind)).get(address).status_code == 200


@pytest.mark.parametrize("address", [ADDRESS, NORM_ADDRESS, "/teams/balie/"])
def test_an_administrator_reads_no_figures(address: str):
    make_balie()
    norm_of()
    assert as_reader(reader(make_root(), "administrator")).get(address).status_code == 403


@pytest.mark.parametrize("address", [ADDRESS, NORM_ADDRESS, "/teams/balie/"])
def test_another_team_is_not_there(address: str):
    make_balie()
    norm_of()
    assert as_reader(reader(make_team(), "team_lead")).get(address).status_code == 404


@pytest.mark.parametrize("address", [ADDRESS, NORM_ADDRESS, "/teams/balie/", "/"])
def test_who_is_not_logged_in_goes_to_the_log_in_page(client, address: str):
    answer = client.get(address)
    assert (answer.status_code, answer.url) == (302, f"/account/login/?next={address}")


@pytest.mark.parametrize(
    "address",
    [
        f"/teams/balie/weeks/{WEEK.next}/",
        "/teams/balie/weeks/2021-W53/",
        "/teams/balie/weeks/2026-47/",
        f"/teams/gemeente/weeks/{WEEK}/",
        f"{ADDRESS}behaviours/NONE-01/",
    ],
)
def test_a_week_to_come_a_week_that_is_none_and_a_node_without_contacts_are_not_there(address: str):
    make_balie()
    assert as_reader(reader(make_root(), "manager")).get(address).status_code == 404


def test_the_team_leads_to_its_running_week():
    answer = as_reader(reader(make_balie(), "team_lead")).get("/teams/balie/")
    assert (answer.status_code, answer.url) == (302, ADDRESS)


def test_the_way_on_ends_at_the_running_week():
    client = as_reader(reader(make_balie(), "team_lead"))
    running, before = client.get(ADDRESS), client.get(f"/teams/balie/weeks/{WEEK - 1}/")
    assert re.findall(r'rel="(prev|next)"\s+href="([^"]+)"', running.text) == [
        ("prev", f"/teams/balie/weeks/{WEEK - 1}/")
    ]
    assert re.findall(r'rel="(prev|next)"\s+href="([^"]+)"', before.text) == [
        ("prev", f"/teams/balie/weeks/{WEEK - 2}/"),
        ("next", ADDRESS),
    ]


# --- what stands behind a number ---


@pytest.mark.parametrize(
    ("kind", "opens", "own_only"),
    [
        ("team_lead", True, False),
        ("employee", True, True),
        ("observer", True, True),
        ("manager", False, False),
        ("works_council", False, False),
    ],
)
def test_a_number_opens_as_far_as_its_reader_may_see(kind: str, opens: bool, own_only: bool):
    team = make_balie()
    behaviour, norm = norm_of()
    log_week(team, behaviour, 3, 6)
    text = as_reader(reader(team, kind)).get(ADDRESS).text
    link = f"/contacts/?team=balie&amp;week={WEEK}&amp;norm={norm.pk}&amp;result=not_met"
    assert (link in text, "opens your own contacts" in text) == (opens, own_only)
    assert ("/contacts/?" in text) is opens


def test_every_number_opens_the_contacts_it_counts():
    team = make_balie()
    behaviour, norm = norm_of(critical=True)
    lead = reader(team, "team_lead")
    log_week(team, behaviour, 3, 6)
    client = as_reader(lead)
    links = re.findall(r'href="(/contacts/\?[^"]+)"', client.get(ADDRESS).text)
    filters = sorted({link.partition(f"week={WEEK}")[2].replace("&amp;", "&") for link in links})
    assert filters == [
        "",
        "&critical=in_order",
        "&critical=judged",
        f"&norm={norm.pk}&result=judged",
        f"&norm={norm.pk}&result=met",
        f"&norm={norm.pk}&result=not_met",
        "&origin=self",
        "&whole=in_order",
        "&whole=judged",
    ]
    assert {client.get(link.replace("&amp;", "&")).status_code for link in links} == {200}


# --- small teams ---


@pytest.mark.parametrize("kind", ["employee", "team_lead"])
def test_a_small_team_and_its_lead_see_counts_and_no_share(kind: str):
    team = small_team_with_a_week()
    text = as_reader(reader(team, kind)).get(ADDRESS).text
    assert "12 of 15" in text
    shown = re.sub(r"target 80%", "", text)
    assert re.findall(r"\d%|margin|spark|of 100|last week", shown) == []


@pytest.mark.parametrize("kind", ["observer", "manager", "works_council"])
def test_others_read_that_a_small_team_is_not_shown(kind: str):
    team = small_team_with_a_week()
    answer = as_reader(reader(team, kind)).get(ADDRESS)
    assert answer.status_code == 200
    assert "These figures are not shown." in answer.text
    assert f"/teams/balie/weeks/{WEEK - 1}/" in answer.text
    main = answer.text.partition("<main")[2]
    assert re.findall(r"\b12\b|of 15|\d%", main) == []


def test_an_employee_of_the_department_is_not_of_the_small_team():
    small_team_with_a_week()
    text = as_reader(reader(make_root(), "employee")).get(ADDRESS).text
    assert "These figures are not shown." in text


def test_a_recorded_head_count_makes_a_team_large_enough():
    team = small_team_with_a_week()
    HeadCount.objects.create(team=team, starts_on=WEEK.monday, people=5)
    text = as_reader(reader(team, "manager")).get(ADDRESS).text
    assert "12 of 15 within 20 seconds" in text


@pytest.mark.parametrize("kind", ["team_lead", "manager"])
def test_weeks_in_which_the_team_was_small_are_gaps(kind: str):
    team = small_team_with_a_week()
    HeadCount.objects.create(team=team, starts_on=WEEK.monday, people=5)
    text = as_reader(reader(team, kind)).get(ADDRESS).text
    assert text.count("spark-line") == 0
    assert "From 80% in week 47 to 80% in week 47." in text
    assert "last week" not in text.partition("<main")[2]


@pytest.mark.parametrize(("kind", "hidden"), [("team_lead", 0), ("manager", 1)])
def test_the_page_of_a_norm_hides_the_weeks_of_a_small_team(kind: str, hidden: int):
    team = small_team_with_a_week()
    HeadCount.objects.create(team=team, starts_on=WEEK.monday, people=5)
    text = as_reader(reader(team, kind)).get(NORM_ADDRESS).text
    assert text.count("Fewer than 5 people: not shown.") == hidden
    # 3 of 15 is 20 %: neither reader gets that share, in the table or in the chart.
    assert re.findall(r"\b20%|20\.0", text) == []


@pytest.mark.parametrize("kind", ["observer", "manager", "works_council"])
def test_others_read_the_same_notice_on_the_page_of_a_norm_and_no_table(kind: str):
    team = small_team_with_a_week()
    main = as_reader(reader(team, kind)).get(NORM_ADDRESS).text.partition("<main")[2]
    assert "These figures are not shown." in main
    assert "Figures of fewer than 5 people are not shown" in main
    assert f"/teams/balie/weeks/{WEEK - 1}/behaviours/TEL-01/" in main
    assert re.findall(r"<table|<figure|Too few|\b12\b|\d%", main) == []


@pytest.mark.parametrize("kind", ["employee", "team_lead"])
def test_a_small_team_and_its_lead_read_counts_on_the_page_of_a_norm(kind: str):
    team = small_team_with_a_week()
    main = as_reader(reader(team, kind)).get(NORM_ADDRESS).text.partition("<main")[2]
    assert "<figcaption>Counts only: fewer than 5 people.</figcaption>" in main
    assert main.count(">12<") == 1
    shown = main.replace("target 80%", "")
    assert re.findall(r"\d%|Margin|Standing|status-|too few|share", shown) == []


def test_where_only_some_weeks_were_small_these_say_why_they_hold_no_share():
    team = small_team_with_a_week()
    HeadCount.objects.create(team=team, starts_on=WEEK.monday, people=5)
    text = as_reader(reader(team, "team_lead")).get(NORM_ADDRESS).text
    assert re.findall(r"status status-\w+\">([^<]+)<", text) == [
        "around target",
        "fewer than 5 people",
    ]


# --- what a page costs ---


@pytest.mark.parametrize(("norms", "weeks"), [(1, 1), (3, 1), (1, 13), (3, 13)])
def test_the_week_page_asks_eight_queries(norms: int, weeks: int, django_assert_num_queries):
    team = make_balie()
    for number in range(norms):
        behaviour, _ = norm_of(f"TEL-0{number}")
        for back in range(weeks):
            log_week(team, behaviour, 1, 2, week=WEEK - back)
    client = as_reader(reader(team, "team_lead"))
    client.get(ADDRESS)  # counts what is stale
    with django_assert_num_queries(8):
        client.get(ADDRESS)


@pytest.mark.parametrize("teams", [1, 3])
def test_the_start_page_asks_as_many_queries_for_any_number_of_teams(
    teams: int, django_assert_num_queries
):
    behaviour, _ = norm_of()
    for _ in range(teams):
        team = make_team()
        fill_team(team)
        log_week(team, behaviour, 1, 2)
    client = as_reader(reader(make_root(), "manager"))
    client.get("/")
    with django_assert_num_queries(14):
        client.get("/")
