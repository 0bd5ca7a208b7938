"""Monday, in a browser: a lead reads the week that is over and closes it; a manager compares."""

from collections.abc import Callable
from time import monotonic

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from behaviours.models import Behaviour
from coaching.models import Action, Handled
from incidents.models import TeamWeek
from people.models import Team
from periods.local_time import local_date
from periods.week import Week
from tests.builders import (
    fill_team,
    make_behaviour,
    make_department,
    make_norm,
    make_person,
    make_root,
    make_team,
)
from tests.dashboards.office import log_week

pytestmark = pytest.mark.django_db(transaction=True)

#: From the start page: to last week, two things handled, the week closed, one agreement made.
MOST_CLICKS = 8


@pytest.fixture
def last_week() -> Week:
    return Week.of(local_date(timezone.now())) - 1


@pytest.fixture
def phone_norm() -> Behaviour:
    behaviour = make_behaviour("TEL-01", title="Telefoon binnen 20 seconden opnemen")
    make_norm(behaviour, make_root(), share_target="0.8", critical=True)
    return behaviour


@pytest.fixture
def team(last_week: Week, phone_norm: Behaviour) -> Team:
    """A team that missed two norms often last week."""
    team = make_team("Balie", slug="balie", parent=make_department("Dienstverlening"))
    fill_team(team)
    note = make_behaviour("TBN-01", "do", title="Biedt een terugbelnotitie aan")
    make_norm(note, make_root(), share_target="0.9")
    for behaviour in (phone_norm, note):
        log_week(team, behaviour, 5, 22, week=last_week)
        log_week(team, behaviour, 20, 22, week=last_week - 1)
    return team


def test_a_lead_reads_handles_two_closes_the_week_and_runs_the_meeting(
    team: Team, last_week: Week, signed_in: Callable[..., Page]
):
    lead = make_person(team, "team_lead", name="Lea Leider")
    started, clicks = monotonic(), 0

    def click(role: str, name: str) -> None:
        nonlocal clicks
        clicks += 1
        page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]

    page = signed_in(lead)
    page.set_default_timeout(5_000)
    click("link", "Terugkijken op vorige week")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Week {last_week.number}")
    things = page.locator(".attention ol > li")
    before = things.count()
    assert before >= 2
    click("button", "Besproken")
    expect(things).to_have_count(before - 1)
    click("button", "Ruis")
    expect(things).to_have_count(before - 2)
    assert sorted(Handled.objects.values_list("outcome", flat=True)) == ["discussed", "noise"]

    click("link", "Week afsluiten")
    click("button", "Week afsluiten")
    expect(page.get_by_role("main")).to_contain_text("Deze week is afgesloten")
    closed = TeamWeek.objects.get(team=team, week=last_week.monday)
    assert closed.closed_at is not None
    assert closed.closed_by == lead

    click("link", "Teamoverleg")
    expect(page.locator(".agenda > li")).to_have_count(6)
    page.get_by_label("Wat spreken we af?").fill("Om de beurt de telefoon")
    page.get_by_label("Wie doet het?").select_option(label="Lea Leider")
    click("button", "Dit afspreken")
    expect(page.locator(".agreed")).to_contain_text("Om de beurt de telefoon")
    click("button", "Bewaren wie er was")
    expect(page.locator("#counted")).to_have_text("Erbij: 6 van 6.")
    assert Action.objects.get().owner == lead
    assert clicks <= MOST_CLICKS
    print(f"Monday of a lead: {clicks} clicks, 3 fields, {monotonic() - started:.1f} s")


def test_a_manager_goes_from_the_grid_to_a_norm_of_a_team(
    team: Team, last_week: Week, phone_norm: Behaviour, signed_in: Callable[..., Page]
):
    assert team.parent is not None
    other = make_team("Telefoon", slug="telefoon", parent=team.parent)
    fill_team(other)
    log_week(other, phone_norm, 20, 22, week=last_week)
    small = make_team("Archief", slug="archief", parent=team.parent)
    fill_team(small, 3)
    log_week(small, phone_norm, 3, 7, week=last_week)

    page = signed_in(make_person(team.parent, "manager"))
    page.set_default_timeout(5_000)
    page.get_by_role("link", name="Elke norm, teams naast elkaar").click()
    page.get_by_role("link", name=f"Week {last_week.number}").click()
    row = page.get_by_role("row").filter(has_text="Telefoon binnen 20 seconden opnemen")
    expect(row.get_by_role("cell")).to_contain_text(["niet getoond", "23%", "91%", "57%"])
    page.get_by_role("link", name="13 weken samen").click()
    expect(row).to_contain_text("57%")
    page.get_by_role("link", name="Alleen deze week").click()
    row.get_by_role("link", name="23%").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Telefoon binnen 20 seconden")
    expect(page).to_have_url(f"/teams/balie/weeks/{last_week}/behaviours/TEL-01/")
