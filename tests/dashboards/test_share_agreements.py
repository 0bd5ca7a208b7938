"""A small team that agreed reads percentages of itself, on every page; nobody else sees more."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from dashboards.week_mail import sections
from people.actions import end_share_agreement, record_share_agreement
from scoring.chart_queries import standouts
from tests.builders import (
    LONG_AGO,
    NOW,
    TODAY,
    agree_on_shares,
    fill_team,
    give_role,
    make_person,
    make_root,
)
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
from tests.dashboards.test_grid import ADDRESS as GRID
from tests.dashboards.test_grid import Grid, office, rows_of

pytestmark = pytest.mark.django_db

NORM_ADDRESS = f"{ADDRESS}behaviours/TEL-01/"
FILES = ("?_export=csv", "?_export=xlsx")
#: Both roles that are of the team, and those that read it from outside.
INSIDE, OUTSIDE = ("employee", "team_lead"), ("observer", "manager", "works_council")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def main(client: Client, address: str) -> str:
    """The page without what frames it; the target is a percentage that everybody may read."""
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text.partition("<main")[2].replace("target 80%", "")


# --- the team itself and its lead ---


@pytest.mark.parametrize("kind", INSIDE)
@pytest.mark.parametrize(
    ("agreed_on", "ends_on", "shown"),
    [
        (WEEK.monday, None, True),
        (WEEK.sunday, None, True),
        (WEEK.next.monday, None, False),
        (LONG_AGO, WEEK.next.monday, True),
        (LONG_AGO, WEEK.sunday, False),
    ],
)
def test_a_week_shows_a_share_exactly_when_the_agreement_holds_on_its_sunday(
    kind: str, agreed_on: date, ends_on: date | None, shown: bool
):
    team = small_team_with_a_week()
    agree_on_shares(team, agreed_on=agreed_on, ends_on=ends_on)
    client = as_reader(reader(team, kind))
    for address in (ADDRESS, NORM_ADDRESS):
        text = main(client, address)
        assert ("80%" in text) is shown
        # A count of the week stands there either way.
        assert "12 of 15" in text
    text = main(client, ADDRESS)
    assert ("You see percentages because the team agreed on that." in text) is shown
    assert ("you see counts only, no percentages" in text) is not shown


def test_a_week_before_the_agreement_stays_a_gap_and_is_held_against_nothing():
    team = small_team_with_a_week()
    agree_on_shares(team, agreed_on=WEEK.monday)
    client = as_reader(reader(team, "team_lead"))
    assert re.findall(r"\b20%|last week", main(client, ADDRESS)) == []
    text = main(client, NORM_ADDRESS)
    assert re.findall(r"\b20%|20\.0", text) == []
    assert re.findall(r"status status-\w+\">([^<]+)<", text) == [
        "around target",
        "fewer than 5 people",
    ]


def test_once_both_weeks_are_agreed_the_line_the_change_and_the_chart_are_there():
    team = small_team_with_a_week()
    agree_on_shares(team)
    client = as_reader(reader(team, "employee"))
    assert "last week" in main(client, ADDRESS)
    text = main(client, NORM_ADDRESS)
    assert "It was 20% in week 46." in text
    assert 'id="norm-weeks"' in text


def test_a_count_stays_a_count_under_five_seen_and_an_indication_under_twenty():
    team = make_balie(people=3)
    agree_on_shares(team)
    behaviour, _ = norm_of()
    client = as_reader(reader(team, "team_lead"))
    log_week(team, behaviour, 3, 4)
    assert re.findall(r"\d%", main(client, NORM_ADDRESS)) == []
    log_week(team, behaviour, 9, 15)
    assert "indicative" in main(client, NORM_ADDRESS)
    log_week(team, behaviour, 1, 1)
    assert "indicative" not in main(client, NORM_ADDRESS)


def test_the_start_page_and_the_meeting_say_what_lies_below():
    team = make_balie(people=3)
    behaviour, _ = norm_of()
    log_week(team, behaviour, 0, 30)
    client = as_reader(reader(team, "team_lead"))
    said = {"/": "lies below its target", f"{ADDRESS}meeting/": "furthest below its target"}
    before = {address: words in main(client, address) for address, words in said.items()}
    agreement = agree_on_shares(team)
    after = {address: words in main(client, address) for address, words in said.items()}
    end_share_agreement(agreement=agreement, on=TODAY)
    ended = {address: words in main(client, address) for address, words in said.items()}
    assert [set(each.values()) for each in (before, after, ended)] == [{False}, {True}, {False}]


def test_the_weekly_mail_says_of_an_agreed_week_what_its_page_says():
    team = make_balie(people=3)
    log_week(team, norm_of()[0], 0, 40)
    lead, now = make_person(team, "team_lead"), NOW + timedelta(weeks=1)

    def points() -> list[str]:
        with translation.override("en"):
            (section,) = sections(reader=lead, teams=[team], week=WEEK, now=now)
        return [point.sentence for point in section.points]

    assert points() == []
    agree_on_shares(team, agreed_on=WEEK.sunday)
    assert points() == ["Answer within 20 seconds: met 0 of 40 times"]


def test_a_signal_is_looked_for_over_agreed_weeks_and_not_for_who_is_outside():
    team = make_balie(people=3)
    behaviour, _ = norm_of(share_target=None)
    for ago in range(13):
        log_week(team, behaviour, 0 if ago == 0 else 19, 20, week=WEEK - ago)
    client = as_reader(reader(team, "team_lead"))
    standouts.cache_clear()
    assert "Discuss" not in main(client, NORM_ADDRESS)
    agree_on_shares(team)
    assert "Discuss" in main(client, NORM_ADDRESS)
    assert "Discuss" not in main(as_reader(reader(team, "manager")), NORM_ADDRESS)


@pytest.mark.parametrize("page", [ADDRESS, NORM_ADDRESS])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_has_the_share_of_an_agreed_week(page: str, kind: str):
    team = small_team_with_a_week()
    client, address = as_reader(reader(team, "team_lead")), f"{page}?_export={kind}"
    before = rows_of(client.get(address).content, kind)[1]
    agree_on_shares(team, agreed_on=WEEK.sunday)
    after, *older = rows_of(client.get(address).content, kind)[1:]
    assert before[4:7] == ["12", "15", ""]
    assert (after[4:6], float(after[6])) == (["12", "15"], 80)
    assert all(row[6] == "" for row in older)


# --- teams side by side ---


def test_the_grid_shows_the_own_team_and_its_department_as_shares_once_all_agreed():
    _department, teams = office(3, 2)
    behaviour, _ = norm_of()
    for team in teams:
        log_week(team, behaviour, 6, 12)
    lead = make_person(teams[0], "team_lead", language="en")
    give_role(lead, teams[1], "team_lead")
    client, counts, share = as_reader(lead), "6 of 12", "50% n 12, indicative below"
    assert Grid(client).rows[0][1:] == [counts, counts, "12 of 24"]
    agree_on_shares(teams[0])
    assert Grid(client).rows[0][1:] == [share, counts, "12 of 24"]
    agree_on_shares(teams[1])
    assert Grid(client).rows[0][1:] == [share, share, "50% n 24 below"]


def test_thirteen_weeks_are_counts_as_long_as_one_of_them_was_not_agreed():
    team = make_balie(people=3)
    log_week(team, norm_of()[0], 12, 30)
    client = as_reader(reader(team, "team_lead"))
    agreement = agree_on_shares(team, agreed_on=(WEEK - 11).monday)
    assert Grid(client).rows[0][1] == "40% n 30 below"
    assert Grid(client, f"{GRID}?span=13").rows[0][1] == "12 of 30"
    agreement.agreed_on = (WEEK - 12).sunday
    agreement.save()
    assert Grid(client, f"{GRID}?span=13").rows[0][1] == "40% n 30 below"


def test_the_file_of_the_grid_has_the_share_of_the_own_team():
    team = make_balie(people=3)
    log_week(team, norm_of()[0], 12, 30)
    client = as_reader(reader(team, "team_lead"))
    agree_on_shares(team)
    (row,) = rows_of(client.get(f"{GRID}?_export=csv").content, "csv")[1:]
    assert row[5:8] == ["12", "30", "40.0"]


# --- everyone else ---


def visible(client: Client, address: str) -> tuple[str, ...]:
    """What an answer says, without the tokens that differ each time."""
    answer = client.get(address)
    kind = answer.headers["Content-Type"]
    if kind.startswith("text/html"):
        text = answer.text.partition("<main")[2]
        body = re.sub(r'value="[A-Za-z0-9]{64}"|[0-9a-f-]{36}', "", text)
    else:
        body = str(rows_of(answer.content, address.rpartition("=")[2]))
    return (body, answer.headers.get("ETag", ""), kind)


@pytest.mark.parametrize("kind", OUTSIDE)
def test_who_is_outside_the_team_is_shown_what_was_shown_before(kind: str):
    """A team of three beside one of two and one of six: hidden, pooled and shown."""
    department, teams = office(3, 2, 6)
    behaviour, _ = norm_of()
    for team in teams:
        log_week(team, behaviour, 6, 12)
    client = as_reader(reader(make_root() if kind == "works_council" else department, kind))
    client.get("/privacy/")  # sets the cookie that forms are signed with
    of_teams = [f"/teams/{name}/weeks/{WEEK}/" for name in ("t0", "t2")]
    pages = [*of_teams, *(f"{page}behaviours/TEL-01/" for page in of_teams), GRID]
    asked = ["/", f"{GRID}?span=13", *(page + file for page in pages for file in ("", *FILES))]
    before = {address: visible(client, address) for address in asked}
    for team in teams:
        agree_on_shares(team)
    assert {address: visible(client, address) for address in asked} == before
    lead = as_reader(reader(teams[0], "team_lead"))
    assert "50%" in main(lead, f"/teams/t0/weeks/{WEEK}/")


def test_an_employee_of_the_department_is_outside():
    team = small_team_with_a_week()
    agree_on_shares(team)
    text = main(as_reader(reader(make_root(), "employee")), ADDRESS)
    assert "These figures are not shown." in text
    assert re.findall(r"\d%|\b12\b", text) == []


def test_of_a_week_in_which_the_team_grew_the_manager_still_sees_no_week_before():
    team = small_team_with_a_week()
    agree_on_shares(team)
    fill_team(team, 2)
    team.roles.filter(pk__in=team.roles.order_by("-pk").values("pk")[:2]).update(
        starts_on=WEEK.monday
    )
    text = main(as_reader(reader(team, "manager")), NORM_ADDRESS)
    assert "80%" in text
    assert text.count("Fewer than 5 people: not shown.") == 1
    assert re.findall(r"\b20%|20\.0", text) == []


# --- a page that the browser has already ---


@pytest.mark.parametrize("address", [ADDRESS, NORM_ADDRESS, GRID])
def test_an_agreement_and_its_end_make_it_another_page(address: str):
    team = small_team_with_a_week()
    lead = reader(team, "team_lead")
    client = as_reader(lead)
    client.get("/privacy/")
    tags = [client.get(address).headers["ETag"]]
    agreement = record_share_agreement(
        team=team, agreed_on=TODAY, reference="Teamoverleg", at=NOW, by=lead
    )
    tags.append(client.get(address).headers["ETag"])
    end_share_agreement(agreement=agreement, on=TODAY)
    answer = client.get(address, headers={"If-None-Match": tags[1]})
    assert answer.status_code == 200
    assert tags[0] != tags[1] != answer.headers["ETag"]


@pytest.mark.parametrize("agreements", [0, 1, 3])
def test_the_page_of_a_small_team_asks_eight_queries_whatever_was_agreed(
    agreements: int, django_assert_num_queries
):
    team = small_team_with_a_week()
    for ago in range(agreements):
        day = WEEK.sunday - timedelta(weeks=ago)
        agree_on_shares(team, agreed_on=day, ends_on=day + timedelta(weeks=1))
    client = as_reader(reader(team, "team_lead"))
    assert ("80%" in main(client, ADDRESS)) is bool(agreements)
    with django_assert_num_queries(8):
        client.get(ADDRESS)
