"""The organisation side by side: what a cell says, who sees which columns, what it costs."""

import csv
import re
from io import BytesIO, StringIO

import openpyxl
import pytest
import time_machine
from django.test import Client

from people.models import Team
from periods.week import Week
from tests.builders import (
    LONG_AGO,
    NOW,
    fill_team,
    give_role,
    make_department,
    make_person,
    make_root,
    make_team,
)
from tests.dashboards.office import WEEK, as_reader, log_week, make_balie, norm_of, reader

pytestmark = pytest.mark.django_db

ADDRESS = f"/organisation/weeks/{WEEK}/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


class Grid:
    """The table of a page: its headings and its rows as texts."""

    def __init__(self, client: Client, address: str = ADDRESS) -> None:
        self.answer = client.get(address)
        assert self.answer.status_code == 200
        head, body = (self._part(tag) for tag in ("thead", "tbody"))
        self.headings = [_text(each) for each in re.findall(r"<th .*?</th>", head, re.S)]
        rows = re.findall(r"<tr>.*?</tr>", body, re.S)
        self.rows = [
            [_text(each) for each in re.findall(r"<t[hd][^e].*?</t[hd]>", f"{row} ", re.S)]
            for row in rows
        ]

    def _part(self, tag: str) -> str:
        found = re.search(rf"<{tag}>(.*?)</{tag}>", self.answer.text, re.S)
        return found[1] if found else ""


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("&ndash;", "-").strip()


def office(*sizes: int) -> tuple[Team, list[Team]]:
    """A department with teams of these sizes."""
    department = make_department("Public", slug="public")
    teams = [make_team(f"Team {at}", slug=f"t{at}", parent=department) for at in range(len(sizes))]
    for team, size in zip(teams, sizes, strict=True):
        fill_team(team, size)
    return department, teams


def test_a_cell_is_a_count_then_an_indication_then_a_share_that_stands_apart_or_not():
    department, teams = office(5, 5, 5, 5)
    behaviour, _ = norm_of()
    for team, (met, of) in zip(teams, [(3, 4), (10, 12), (5, 20), (16, 20)], strict=True):
        log_week(team, behaviour, met, of)
    grid = Grid(as_reader(reader(department, "manager")))
    assert grid.headings == [
        "Norm", "Public", "Team 0", "Team 1", "Team 2", "Team 3", "Together",
    ]  # fmt: skip
    assert grid.rows == [
        [
            "Answer within 20 seconds target 80%", "3 of 4", "83% n 12, indicative",
            "25% n 20 below", "80% n 20", "61% n 56 below",
        ]
    ]  # fmt: skip


def test_a_department_is_pooled_and_never_a_mean_of_means():
    department, teams = office(5, 5)
    behaviour, _ = norm_of()
    log_week(teams[0], behaviour, 5, 5)
    log_week(teams[1], behaviour, 0, 20)
    (row,) = Grid(as_reader(reader(department, "manager"))).rows
    assert row[1:] == ["100% n 5, indicative", "0% n 20 below", "20% n 25 below"]


def test_a_small_team_is_in_no_total_until_small_teams_together_are_enough():
    department, teams = office(5, 3)
    behaviour, _ = norm_of()
    log_week(teams[0], behaviour, 5, 5)
    log_week(teams[1], behaviour, 0, 20)
    manager = as_reader(reader(department, "manager"))
    grid = Grid(manager)
    assert grid.headings[3:] == ["Team 1 not shown (1)", "Together without 1 small team"]
    assert grid.rows[0][1:] == ["100% n 5, indicative", "(1) not shown", "100% n 5, indicative"]
    third = make_team("Team 2", slug="t2", parent=department)
    fill_team(third, 2)
    assert Grid(manager).rows[0][4] == "-"  # it saw nothing: only three people are behind a sum
    log_week(third, behaviour, 1, 4)
    grid = Grid(manager)
    assert grid.headings[5:] == ["Small teams of 5 people or more together", "Together"]
    assert grid.rows[0][4:] == ["4% n 24 below", "21% n 29 below"]


def test_a_lead_sees_the_own_small_team_as_counts_and_no_other():
    _department, teams = office(3, 5)
    behaviour, _ = norm_of()
    log_week(teams[0], behaviour, 12, 30)
    log_week(teams[1], behaviour, 3, 30)
    grid = Grid(as_reader(reader(teams[0], "team_lead")))
    assert grid.headings == ["Norm", "Public", "Team 0"]
    assert grid.rows == [["Answer within 20 seconds target 80%", "12 of 30"]]


def test_a_lead_who_became_the_manager_is_not_shown_the_rest_of_what_was_the_own_team():
    department, teams = office(3, 2)
    behaviour, _ = norm_of()
    for team in teams:
        log_week(team, behaviour, 3, 6)
    lead = make_person(teams[0], "team_lead", language="en")
    lead.roles.update(ends_on=WEEK.monday)
    give_role(lead, department, "manager")
    assert Grid(as_reader(lead)).rows == []
    assert Grid(as_reader(reader(department, "manager"))).rows[0][3] == "50% n 12, indicative below"


def test_thirteen_weeks_are_added_up_without_those_in_which_the_team_was_small():
    department, teams = office(5)
    behaviour, _ = norm_of()
    log_week(teams[0], behaviour, 5, 10)
    log_week(teams[0], behaviour, 10, 10, week=WEEK - 3)
    log_week(teams[0], behaviour, 0, 99, week=WEEK - 13)
    client = as_reader(reader(department, "manager"))
    grid = Grid(client, f"{ADDRESS}?span=13")
    assert grid.rows[0][1:] == ["75% n 20"]
    for role in list(teams[0].roles.filter(kind="employee"))[:2]:
        role.starts_on = (WEEK - 2).monday
        role.save()
    grid = Grid(client, f"{ADDRESS}?span=13")
    assert grid.headings[2:] == ["Team 0 3 of 13 weeks (1)"]
    assert grid.rows[0][1:] == ["50% n 10, indicative below"]


def test_norms_stand_in_order_of_their_code_and_a_cell_leads_to_the_norm_of_the_team():
    team = make_balie()
    for code, met in (("B-2", 6), ("A-9", 3), ("B-1", 0)):
        behaviour, _ = norm_of(code, title=code)
        log_week(team, behaviour, met, 6)
    grid = Grid(as_reader(reader(make_root(), "works_council")))
    assert [row[0].split()[0] for row in grid.rows] == ["A-9", "B-1", "B-2"]
    assert f'href="/teams/balie/weeks/{WEEK}/behaviours/A-9/"' in grid.answer.text
    assert f'href="/teams/balie/weeks/{WEEK}/"' in grid.answer.text


def test_norms_with_other_targets_are_added_up_without_one():
    department, teams = office(5, 5)
    behaviour, _ = norm_of()
    norm_of("TEL-02", title="Other")
    own = behaviour.norms.get()
    own.pk, own.team, own.share_target = None, teams[1], "0.5"
    own._state.adding = True
    own.save()
    for team in teams:
        log_week(team, behaviour, 0, 20)
    (row,) = Grid(as_reader(reader(department, "manager"))).rows
    assert row == ["Answer within 20 seconds", "0% n 20 below", "0% n 20 below", "0% n 40"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("node=public", 200), ("node=balie", 404), ("node=elsewhere", 404), ("node=nowhere", 404),
        ("span=7", 200), ("span=13&node=public", 200),
    ],
)  # fmt: skip
def test_a_node_is_a_department_that_one_may_read(query: str, status: int):
    department, _teams = office(5)
    make_team("Balie", slug="balie", parent=department)
    make_department("Elsewhere", slug="elsewhere")
    client = as_reader(reader(department, "manager"))
    assert client.get(f"{ADDRESS}?{query}").status_code == status


def test_a_week_that_has_not_begun_is_no_page():
    client = as_reader(reader(make_balie(), "team_lead"))
    assert client.get(f"/organisation/weeks/{WEEK + 1}/").status_code == 404


def test_without_teams_or_contacts_it_says_what_will_be_here():
    client = as_reader(reader(make_root(), "manager"))
    assert "No teams yet." in client.get(ADDRESS).text
    make_balie()
    text = client.get(ADDRESS).text
    assert "No norm was seen this week." in text
    assert "<table" not in text


def test_unchanged_it_is_not_sent_again_and_a_hidden_team_does_not_change_its_tag():
    department, teams = office(5, 3)
    behaviour, _ = norm_of()
    log_week(teams[0], behaviour, 5, 5)
    log_week(teams[1], behaviour, 5, 5)
    client = as_reader(reader(department, "manager"))
    client.get("/privacy/")
    tag = client.get(ADDRESS).headers["ETag"]
    log_week(teams[1], behaviour, 5, 5)
    assert client.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 304
    log_week(teams[0], behaviour, 1, 1)
    answer = client.get(ADDRESS, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-cache")


@pytest.mark.parametrize("teams", [1, 3])
@pytest.mark.parametrize("query", ["", "?span=13"])
def test_it_asks_as_much_whatever_the_number_of_teams(teams, query, django_assert_num_queries):
    department, found = office(*[5] * teams, 2)
    behaviour, _ = norm_of()
    for team in found:
        log_week(team, behaviour, 3, 6)
        log_week(team, behaviour, 3, 6, week=WEEK - 1)
    client = as_reader(reader(department, "manager"))
    client.get(ADDRESS + query)
    with django_assert_num_queries(8):
        client.get(ADDRESS + query)


def rows_of(content: bytes, kind: str) -> list[list[str]]:
    if kind == "csv":
        return list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.values]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_says_what_the_page_says_and_hides_what_it_hides(kind: str):
    department, teams = office(5, 3)
    behaviour, _ = norm_of(title="=1+1")
    log_week(teams[0], behaviour, 5, 20)
    log_week(teams[1], behaviour, 7, 7)
    client = as_reader(reader(department, "manager"))
    answer = client.get(f"{ADDRESS}?_export={kind}")
    head, *rows = rows_of(answer.content, kind)
    assert head[5:] == [
        "Met", "Seen", "Met (%)", "Margin from (%)", "Margin to (%)", "Target (%)", "Standing",
        "Remark",
    ]  # fmt: skip
    shown = ["5", "20", "25.0", "11.2", "46.9", "80.0", "below target"]
    shown = shown if kind == "csv" else ["5", "20", "25", "11.2", "46.9", "80", "below target"]
    start = [str(WEEK), "TEL-01", "'=1+1", "Public"]
    assert rows == [
        [*start, "Team 0", *shown, ""],
        [*start, "Team 1", *[""] * 6, "Fewer than 5 people: not shown.", "not shown"],
        [*start, "Together", *shown, "without 1 small team"],
    ]
    assert f'"organisation-{WEEK}-1.{kind}"'.lower() in answer.headers["Content-Disposition"]


def test_the_file_has_nothing_where_too_few_of_the_small_teams_saw_something():
    department, teams = office(5, 3, 2)
    behaviour, _ = norm_of()
    log_week(teams[0], behaviour, 5, 20)
    log_week(teams[1], behaviour, 7, 12)
    client = as_reader(reader(department, "manager"))
    _head, *rows = rows_of(client.get(f"{ADDRESS}?_export=csv").content, "csv")
    (small,) = [row for row in rows if row[4] == "Small teams"]
    assert small[5:] == [
        *[""] * 7,
        "of 5 people or more together; a week in which the teams that saw it are fewer than 5 "
        "people is left out",
    ]
    assert [row[-1] for row in rows if row[4] == "Together"] == [""]


LEFT_OUT = "Small teams together: a week in which the teams that saw a norm are fewer than 5 people"


@pytest.mark.parametrize("query", ["", "?span=13"])
def test_the_page_says_that_cells_of_small_teams_together_may_be_left_out(query: str):
    department, teams = office(5, 3)
    behaviour, other = norm_of()[0], norm_of("TEL-02", title="Nobody saw this")[0]
    log_week(teams[0], behaviour, 5, 20)
    log_week(teams[0], other, 5, 20)
    log_week(teams[1], behaviour, 7, 12)
    manager = as_reader(reader(department, "manager"))
    assert LEFT_OUT not in manager.get(ADDRESS + query).text
    fill_team(make_team("Team 2", slug="t2", parent=department), 2)
    grid = Grid(manager, ADDRESS + query)
    assert LEFT_OUT in grid.answer.text
    assert [row[4] for row in grid.rows] == ["-", "-"], "left out and empty read the same"


def test_a_team_that_began_later_or_was_small_for_a_while_says_in_how_many_weeks_it_is_shown():
    department = make_department("Public")
    for name, slug in (("New", "new"), ("Grown", "grown")):
        since = (WEEK - 3).monday if slug == "new" else LONG_AGO
        team = make_team(name, slug=slug, parent=department, started_on=since)
        for member in fill_team(team):
            member.roles.update(starts_on=(WEEK - 3).monday)
        log_week(team, norm_of(f"N-{slug}")[0], 5, 20)
    client = as_reader(reader(department, "manager"))
    grid = Grid(client, f"{ADDRESS}?span=13")
    assert grid.headings[2:] == ["Grown 4 of 13 weeks (1)", "New", "Together without 1 small team"]
    assert "(1) A week in which fewer than 5 people work in a team" in client.get(
        f"{ADDRESS}?span=13"
    ).text.replace("\n", " ")


@pytest.mark.parametrize("page", ["", "behaviours/TEL-01/"])
def test_the_week_and_the_norm_of_a_team_as_a_file(page: str):
    team = make_balie()
    behaviour, _ = norm_of()
    log_week(team, behaviour, 5, 20)
    log_week(team, behaviour, 1, 2, week=WEEK - 1)
    client = as_reader(reader(team, "team_lead"))
    address = f"/teams/balie/weeks/{WEEK}/{page}"
    assert "?_export=csv" in client.get(address).text
    _head, *rows = rows_of(client.get(f"{address}?_export=csv").content, "csv")
    figures = ["5", "20", "25.0", "11.2", "46.9", "80.0", "below target", "0"]
    assert [row[1:3] + row[4:] for row in rows][:1] == [[str(WEEK), "TEL-01", *figures]]
    if page:
        assert rows[1][4:] == ["1", "2", "", "", "", "80.0", "too few seen", "0"]


@pytest.mark.parametrize("page", ["", "behaviours/TEL-01/"])
def test_a_small_team_gives_no_file_to_who_is_not_of_it_and_counts_to_who_is(page: str):
    team = make_balie(people=3)
    behaviour, _ = norm_of()
    log_week(team, behaviour, 12, 30)
    address = f"/teams/balie/weeks/{WEEK}/{page}?_export=csv"
    outside = as_reader(reader(make_root(), "manager")).get(address)
    assert outside.headers["Content-Type"].startswith("text/html")
    assert "12" not in re.sub(r"2026-W\d\d|\d{2}-\d{2}", "", _text(outside.text.split("<main")[1]))
    inside = as_reader(reader(team, "team_lead")).get(address)
    assert rows_of(inside.content, "csv")[1][4:11] == [
        "12", "30", "", "", "", "80.0", "too few seen",
    ]  # fmt: skip


def test_the_address_without_a_week_leads_to_the_running_one():
    answer = as_reader(reader(make_balie(), "team_lead")).get("/weeks/")
    assert (answer.status_code, answer.url) == (302, f"/organisation/weeks/{Week.of(NOW.date())}/")
