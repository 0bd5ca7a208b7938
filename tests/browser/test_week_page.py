"""The start page, a team's week and thirteen weeks of a norm, as they stand in a browser."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from behaviours.models import Behaviour
from people.models import Team, User
from periods.local_time import local_date
from periods.week import Week
from tests.builders import fill_team, make_behaviour, make_norm, make_person, make_root, make_team
from tests.dashboards.office import log_week

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def week() -> Week:
    return Week.of(local_date(timezone.now()))


@pytest.fixture
def team(week: Week) -> Team:
    """A team with a norm that slips, one that is reached, an extra, and a norm that changed."""
    team = make_team("Klantcontactcentrum", slug="kcc")
    fill_team(team)
    kinds = [
        ("TEL-01", Behaviour.Kind.TIME_LIMIT, "Telefoon binnen 20 seconden opnemen", "0.8"),
        ("TBN-01", Behaviour.Kind.DO, "Biedt een terugbelnotitie aan", "0.3"),
        ("VRP-02", Behaviour.Kind.EXTRA, "Ongevraagd iets extra's doen", None),
    ]
    for code, kind, title, target in kinds:
        behaviour = make_behaviour(code, kind, title=title)
        make_norm(behaviour, make_root(), share_target=target, critical=code == "TBN-01")
        if code == "TBN-01":
            make_norm(
                behaviour,
                make_root(),
                starts_on=(week - 2).monday,
                share_target="0.4",
                critical=True,
            )
        for back in range(4):
            log_week(
                team, behaviour, 7 - back if kind == "time_limit" else 12, 13, week=week - back
            )
    return team


def addresses(week: Week) -> list[str]:
    return ["/", f"/teams/kcc/weeks/{week}/", f"/teams/kcc/weeks/{week}/behaviours/TBN-01/"]


def go(page: Page, address: str) -> None:
    """Open a page once the last one has all it asked for, and wait for all this one asks for."""
    page.wait_for_load_state("load")
    page.goto(address)
    page.wait_for_load_state("load")


@pytest.mark.parametrize("options", [{}, {"dark": True}, {"phone": True}], ids=str)
@pytest.mark.parametrize("kind", ["team_lead", "employee", "manager"])
def test_the_pages_are_accessible_fit_and_keep_the_console_quiet(
    kind, options, team, week, signed_in, assert_accessible, assert_fits
):
    page = signed_in(make_person(team, kind), **options)
    for address in addresses(week):
        go(page, address)
        assert_accessible(page)
        assert_fits(page)


def test_a_lead_goes_from_the_start_to_the_contacts_behind_a_number(team, week, signed_in):
    page = signed_in(make_person(team, "team_lead", language="en"))
    page.wait_for_load_state("load")
    page.get_by_role("link", name="Klantcontactcentrum").click()
    expect(page).to_have_url(re.compile(rf"/teams/kcc/weeks/{week}/$"))
    row = page.get_by_role("row").filter(has_text="Telefoon binnen 20 seconden opnemen")
    expect(row).to_contain_text("7 of 13 within 20 seconds")
    row.get_by_role("link", name="6 not met").click()
    expect(page).to_have_url(re.compile(r"/contacts/\?team=kcc&week=.*result=not_met"))
    expect(page.locator("tbody tr")).to_have_count(6)


def test_the_chart_is_drawn_from_the_table_and_follows_the_theme(team, week, signed_in):
    page = signed_in(make_person(team, "manager"), addresses(week)[2])
    chart = page.locator(".chart svg")
    expect(chart).to_be_visible()
    line = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--k-line')")
    assert chart.locator(f"path[stroke='{line}']").count() >= 1
    expect(page.get_by_role("row")).to_have_count(5)


def test_the_keyboard_goes_along_the_weeks_of_the_chart(team, week, signed_in):
    page = signed_in(make_person(team, "manager", language="en"), addresses(week)[2])
    chart, reading = page.locator(".chart"), page.locator(".chart-reading")
    expect(reading).to_have_text("The arrow keys go from week to week.")
    chart.press("ArrowLeft")
    expect(reading).to_have_text(re.compile(rf"^week {(week - 1).number}: 92%, 12 of 13\. margin"))
    chart.press("Home")
    expect(reading).to_have_text(re.compile(rf"^week {(week - 3).number}: "))


def test_a_signal_is_marked_and_named_in_the_chart(week, signed_in, assert_accessible):
    team = make_team("Balie", slug="balie")
    fill_team(team)
    behaviour = make_behaviour("TEL-01", title="Telefoon binnen 20 seconden opnemen")
    make_norm(behaviour, make_root(), share_target="0.8")
    for ago in range(12, 0, -1):
        log_week(team, behaviour, 9, 10, week=week - ago)
    log_week(team, behaviour, 2, 10, week=week)
    address = f"/teams/balie/weeks/{week}/behaviours/TEL-01/"
    page = signed_in(make_person(team, "team_lead", language="en"), address)
    expect(page.locator(".chart svg")).to_contain_text("far below before")
    expect(page.locator(".chart svg")).to_contain_text("varies as usual")
    assert_accessible(page)


def test_the_chart_is_as_wide_on_paper_as_paper_is(team, week, signed_in):
    page = signed_in(make_person(team, "manager"), addresses(week)[2])
    chart = page.locator(".chart svg")
    expect(chart).to_have_attribute("width", "1088")
    page.emulate_media(media="print")
    expect(chart).to_have_attribute("width", "680")
    page.emulate_media(media="screen")
    expect(chart).to_have_attribute("width", "1088")


def test_everything_stands_without_javascript(team, week, signed_in):
    user: User = make_person(team, "team_lead", language="en")
    page = signed_in(user, addresses(week)[1], java_script_enabled=False)
    expect(page.get_by_role("row")).to_have_count(4)
    expect(page.locator("svg.spark")).to_have_count(3)
    go(page, addresses(week)[2])
    expect(page.get_by_role("row")).to_have_count(5)
    expect(page.locator(".chart")).to_be_hidden()


def test_a_print_holds_the_figures_and_not_the_buttons(team, week, signed_in):
    page = signed_in(make_person(team, "team_lead"), addresses(week)[1])
    page.emulate_media(media="print")
    expect(page.locator(".norm-list")).to_be_visible()
    expect(page.locator(".page-actions")).to_be_hidden()
    expect(page.locator(".week-nav")).to_be_hidden()


def test_a_lead_handles_two_things_on_a_monday_and_takes_one_back(
    team: Team, week: Week, signed_in, assert_accessible, assert_fits
):
    page = signed_in(make_person(team, "team_lead"))
    go(page, f"/teams/kcc/weeks/{week}/")
    first = page.locator(".attention .finding").all_text_contents()
    page.locator(".attention ol > li").first.get_by_role("button", name="Besproken").click()
    expect(page.locator(".messages")).to_be_visible()
    assert page.locator(".attention .finding").all_text_contents() == first[1:]
    page.locator(".attention ol > li").first.get_by_role("link", name="Toelichting erbij").click()
    page.get_by_label("Ruis").check()
    page.get_by_label("Toelichting").fill("Bel 06-12345678")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("Toelichting").fill("Was al bekend")
    page.get_by_role("button", name="Bewaren").click()
    go(page, "/teams/kcc/handled/")
    expect(page.get_by_text("Was al bekend")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Ongedaan maken").first.click()
    go(page, f"/teams/kcc/weeks/{week}/")
    assert page.locator(".attention .finding").all_text_contents() == first[1:]
