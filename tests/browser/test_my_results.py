"""An employee's own page, in a browser: from the start page to the evidence, and who looked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from behaviours.models import Behaviour
from incidents.barriers import report_barrier
from incidents.models import Incident
from people.models import PersonView, Team, User
from tests.builders import (
    allow,
    fill_team,
    log_contact,
    make_barrier,
    make_behaviour,
    make_department,
    make_norm,
    make_person,
    make_team,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team() -> Team:
    team = make_team("Balie", slug="balie", parent=make_department("Dienstverlening"))
    fill_team(team)
    return team


@pytest.fixture
def me(team: Team) -> User:
    return make_person(team, name="Noor Naam")


@pytest.fixture
def answer() -> Behaviour:
    behaviour = make_behaviour("TEL-01")
    make_norm(behaviour)
    return behaviour


def log_weeks(team: Team, me: User, answer: Behaviour, weeks: int, a_week: int) -> list[Incident]:
    """So many contacts in each of the last weeks, the last of every week a miss."""
    now = timezone.now()
    return [
        log_contact(
            team, {answer: 90 if number == a_week - 1 else 10}, employee=me, logged_by=me,
            occurred_at=now - timedelta(days=7 * week + 1), at=now,
        )
        for week in range(weeks)
        for number in range(a_week)
    ]  # fmt: skip


def test_from_the_start_page_to_the_contacts_behind_a_figure(
    team: Team,
    me: User,
    answer: Behaviour,
    signed_in: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
    assert_fits: Callable[[Page], None],
):
    *_others, busy = log_weeks(team, me, answer, weeks=10, a_week=4)
    report_barrier(
        incident=busy, behaviour=answer, barrier=make_barrier("too_busy"), by=me, at=timezone.now()
    )
    page = signed_in(me, phone=True, dark=True)
    page.get_by_role("main").get_by_role("link", name="Mijn resultaten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn resultaten")
    expect(page.get_by_role("rowheader")).to_contain_text("binnen 20 seconden")
    expect(page.get_by_role("img", name="Steeds over 8 weken")).to_be_visible()
    expect(page.get_by_text("Niemand behalve jij.")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    missed = page.get_by_role("link", name="niet gelukt").first
    number = int((missed.text_content() or "").split()[0])
    missed.focus()
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(number)
    assert_accessible(page)
    page.get_by_role("link", name="Mijn resultaten").last.click()
    with page.expect_download() as file:
        page.get_by_role("link", name="CSV").click()
    assert file.value.suggested_filename.startswith("mijn-resultaten-")


def test_seven_contacts_are_counts_and_one_next_step_without_javascript(
    team: Team,
    me: User,
    answer: Behaviour,
    signed_in: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
):
    log_weeks(team, me, answer, weeks=1, a_week=7)
    page = signed_in(me, "/me/results/", java_script_enabled=False)
    main = page.get_by_role("main")
    expect(main).to_contain_text("6 van 7 binnen 20 seconden")
    expect(main).not_to_contain_text("%")
    expect(main.locator("svg")).to_have_count(0)
    main.get_by_role("link", name="Volgende stap: noteer vandaag één contact").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert "/contacts/new/" in page.url


def test_a_lead_looks_and_the_person_reads_it(
    team: Team,
    me: User,
    answer: Behaviour,
    signed_in: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
):
    allow("individual_view")
    log_weeks(team, me, answer, weeks=1, a_week=7)
    page = signed_in(make_person(team, "team_lead", name="Lia Leider"))
    page.get_by_role("link", name="Resultaten van één persoon").click()
    assert_accessible(page)
    assert not PersonView.objects.exists()
    page.get_by_role("link", name="Noor Naam").click()
    expect(page.get_by_role("main")).to_contain_text("Noor Naam ziet dat je deze pagina opende")
    assert_accessible(page)
    mine = signed_in(me, "/me/results/")
    expect(mine.get_by_role("region", name="Wie deze pagina bekeek")).to_contain_text("Lia Leider")
    assert PersonView.objects.count() == 1
