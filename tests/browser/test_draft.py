"""A lost connection: what was saved waits in the browser and is noted once, for its own user."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, Route, expect

from incidents.models import Incident
from people.models import Team, User
from tests.browser.conftest import Console
from tests.browser.test_quick_log import ADD, answer, norms, save
from tests.builders import fill_team, make_person, make_team

pytestmark = pytest.mark.django_db(transaction=True)

CUTS = 50
KEPT = "Dit contact is bewaard in deze browser"
WAITING = "Object.keys(localStorage).filter((key) => key.startsWith('klantgedrag-draft-')).length"
ONLINE = "dispatchEvent(new Event('online'))"


@pytest.fixture
def team() -> Team:
    team = make_team("Balie", slug="balie")
    fill_team(team)
    norms("do", "dont")
    return team


def cut(page: Page, *, arrives: Callable[[], bool] = lambda: False) -> None:
    """Cut every contact off on its way, or on the way back once the server has it."""

    def handle(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        if arrives():
            route.fetch()
        route.abort()

    page.route("**/contacts/new/**", handle)


def mend(page: Page) -> None:
    page.unroute("**/contacts/new/**")
    page.evaluate(ONLINE)


def wait_until_sent(page: Page) -> None:
    for _ in range(250):
        if page.evaluate(WAITING) == 0:
            return
        page.wait_for_timeout(20)
    raise AssertionError("something still waits to be sent")


def forget_cuts(console: Console) -> None:
    """The browser reports each cut by itself; nothing else may be left."""
    console.said = [
        line
        for line in console.said
        if "net::ERR_FAILED" not in line and not line.startswith("failed: ")
    ]


def test_fifty_cut_connections_lose_nothing_and_note_nothing_twice(
    team: Team, signed_in: Callable[..., Page], console: Console
):
    page = signed_in(make_person(team), ADD)
    numbers = count()
    for number in range(CUTS):
        cut(page, arrives=lambda: next(numbers) % 2 == 1)
        answer(page, "do", "Ja" if number % 3 else "Nee").check()
        save(page).click()
        expect(page.get_by_text(KEPT)).to_be_visible()
        expect(answer(page, "do", "Niet gezien")).to_be_checked()
        mend(page)
        wait_until_sent(page)
        assert Incident.objects.count() == number + 1
    assert next(numbers) == CUTS
    assert Incident.objects.filter(score=0).count() == len(range(0, CUTS, 3))
    expect(page.get_by_text("Alles wat bewaard was, is genoteerd.")).to_be_visible()
    forget_cuts(console)


def test_several_wait_with_their_own_moment_until_the_page_is_opened_again(
    team: Team,
    signed_in: Callable[..., Page],
    console: Console,
    assert_accessible: Callable[[Page], None],
    assert_fits: Callable[[Page], None],
):
    page = signed_in(make_person(team), ADD, phone=True)
    cut(page)
    for hour, words in (("00:01", "Ja"), ("00:02", "Nee")):
        page.locator("[data-moment]").evaluate("(details) => { details.open = true }")
        page.get_by_label("Tijd").fill(hour)
        answer(page, "do", words).check()
        save(page).click()
        expect(answer(page, "do", words)).not_to_be_checked()
    expect(page.locator("[data-waiting]")).to_have_text("Nog te versturen: 2")
    assert_accessible(page)
    assert_fits(page)
    assert Incident.objects.count() == 0
    page.unroute("**/contacts/new/**")
    page.reload()
    wait_until_sent(page)
    rows = Incident.objects.order_by("occurred_at").values_list("occurred_at__minute", "score")
    assert list(rows) == [(1, 10_000), (2, 0)]
    forget_cuts(console)


def test_what_waits_is_for_its_own_user_and_goes_when_that_one_logs_out(
    team: Team, signed_in: Callable[..., Page], console: Console, base_url: str
):
    first, second = make_person(team), make_person(team)
    page = signed_in(first, ADD)
    cut(page)
    answer(page, "do", "Ja").check()
    save(page).click()
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.unroute("**/contacts/new/**")

    sign_in_as(page.context, second, base_url)
    page.goto(ADD)
    page.wait_for_timeout(300)
    assert (page.evaluate(WAITING), Incident.objects.count()) == (1, 0)
    log_out(page)
    assert page.evaluate(WAITING) == 1

    sign_in_as(page.context, first, base_url)
    page.goto("/privacy/")
    log_out(page)
    assert (page.evaluate(WAITING), Incident.objects.count()) == (0, 0)
    forget_cuts(console)


def test_a_page_that_stays_open_sends_nothing_in_the_name_of_who_logged_in_since(
    team: Team, signed_in: Callable[..., Page], console: Console, base_url: str
):
    page = signed_in(make_person(team), ADD)
    cut(page)
    answer(page, "do", "Ja").check()
    save(page).click()
    expect(page.get_by_text(KEPT)).to_be_visible()
    sign_in_as(page.context, make_person(team), base_url)
    # Logging in changes the token too, so that the page's own is no longer good.
    page.context.add_cookies([{"name": "csrftoken", "value": "x" * 32, "url": base_url}])
    mend(page)
    expect(page.get_by_text("kon zo niet genoteerd worden")).to_be_visible()
    assert (page.evaluate(WAITING), Incident.objects.count()) == (1, 0)
    console.expect("403")
    forget_cuts(console)


def test_what_can_no_longer_be_noted_as_it_stands_is_shown_again(
    team: Team, signed_in: Callable[..., Page], console: Console
):
    page = signed_in(make_person(team), ADD)
    cut(page)
    answer(page, "do", "Ja").check()
    page.locator("[data-moment]").evaluate("(details) => { details.open = true }")
    page.get_by_label("Datum").fill("2099-01-01")
    save(page).click()
    expect(page.get_by_text(KEPT)).to_be_visible()
    mend(page)
    page.get_by_role("button", name="Bekijk het").click()
    expect(page.get_by_text("Dit moment moet nog komen").first).to_be_visible()
    expect(answer(page, "do", "Ja")).to_be_checked()
    page.get_by_label("Datum").fill("2026-01-05")
    save(page).click()
    expect(page.get_by_role("heading", name="Genoteerd")).to_be_visible()
    assert (Incident.objects.count(), page.evaluate(WAITING)) == (1, 0)
    forget_cuts(console)


def test_two_tabs_note_two_contacts(team: Team, signed_in: Callable[..., Page]):
    page = signed_in(make_person(team), ADD)
    other = page.context.new_page()
    other.goto(page.url)
    for tab in (page, other):
        answer(tab, "do", "Ja").check()
    for number, tab in enumerate((page, other), start=1):
        save(tab).click()
        expect(tab.get_by_role("heading", name=f"Genoteerd, {number} vandaag")).to_be_visible()
    assert Incident.objects.count() == 2


def sign_in_as(context: BrowserContext, user: User, url: str) -> None:
    """The same browser, somebody else."""
    client = Client()
    client.force_login(user)
    cookies: list[Any] = [
        {"name": name, "value": morsel.value, "url": url} for name, morsel in client.cookies.items()
    ]
    context.add_cookies(cookies)


def log_out(page: Page) -> None:
    page.locator("details.menu summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Uitloggen").click()
