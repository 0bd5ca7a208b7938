"""Every page of the site as axe, a phone and the console find it, and every form filled in wrong.

Which pages there are and who opens them stands in tests/test_walk.py: each is opened here as the
first of VISITORS it opens for.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import ElementHandle, Page, expect

from behaviours.models import Behaviour
from people.actions import record_head_count
from people.models import ShareAgreement, User
from periods.week import Week
from tests.addresses import FOUND
from tests.browser.conftest import DESKTOP, PHONE, Console
from tests.builders import LONG_AGO, TERMS, TODAY, fill_team, make_behaviour, make_norm, make_root
from tests.dashboards.office import log_week
from tests.test_walk import OPENED, expected
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)

#: A stranger first: the entrance shows itself to nobody else.
VISITORS = ("stranger", "manager", "employee", "works_council", "team_lead")
#: Not a page of its own: it takes a form only, or leads on to another page of the site.
NO_PAGE = {
    "attention_handle",
    "handled_take_back",
    "notice_seen",
    "organisation_now",
    "account_confirm_login_code",
    "account_set_password",
    "barrier_pass",
    "barrier_report",
    "compliment_give",
    "compliment_take_back",
    "excluded_week_take_back",
    "first_pin",
    "fresh_eyes_later",
    "guideline_set",
    "incident_find",
    "incident_undo",
    "meeting_attendance",
    "norms_by_lead",
    "password_link",
    "promise_attempt",
    "promise_settle",
    "promise_take_over",
    "closing_day_remove",
    "set_language",
    "story_remove",
    "story_wall_answer",
    # No browser of the walk is a station; tests/browser/test_station.py looks at these.
    "station",
    "station_add",
    "station_end",
    "station_leave",
    "station_person",
    "station_unlock",
    "team_now",
}
#: It leads on to a form that has no other address.
LEADS_TO_A_FORM = {"account_reset_password_from_key": "stranger"}
#: Where an empty form is not wrong, because there is nothing to fill in.
NOTHING_TO_FILL_IN = {"account_logout", "promise_by_link"}

OWN_FORM = """() => [...document.querySelectorAll("main form[method=post]")]
  .find((form) => new URL(form.action).pathname === location.pathname)"""
EMPTY = """form => {
  for (const field of form.querySelectorAll("input:not([type=hidden]), textarea, select")) {
    if (["checkbox", "radio"].includes(field.type)) field.checked = false;
    else field.value = "";
  }
}"""


@pytest.fixture(autouse=True)
def _customers_can_leave(settings):
    settings.CUSTOMERS_CAN_LEAVE = True


def visitors() -> dict[str, list[str]]:
    """The names of the pages that each visitor opens; a page is opened once."""
    pages = defaultdict(list)
    for name in sorted(set(FOUND) - NO_PAGE):
        opened = expected(OPENED[name])
        able = (visitor for visitor in VISITORS if opened[visitor] == 200)
        visitor = LEADS_TO_A_FORM.get(name) or next(able, None)
        assert visitor is not None, f"nobody in VISITORS opens {name}; is it a page?"
        pages[visitor].append(name)
    return pages


@pytest.fixture
def world(transactional_db: None) -> World:
    """The small organisation of the walk, with every kind of measure and some weeks of one."""
    world = World()
    fill_team(world.team)
    for kind in TERMS:
        behaviour = make_behaviour(f"SOORT-{kind}", kind, title=f"Gedrag van de soort {kind}")
        make_norm(behaviour, make_root(), sentence=f"Zo gaat het bij {kind}")
    make_behaviour("LEEG-01", title="Nog zonder norm")
    for back in range(3):
        log_week(world.team, Behaviour.objects.get(code="TEL-01"), 3, 6, week=Week.of(TODAY) - back)
    # So that the form for another one is there to be looked at.
    ShareAgreement.objects.update(ends_on=TODAY)
    record_head_count(team=world.team, people=12, starts_on=LONG_AGO, by=world.people["manager"])
    return world


@dataclass(frozen=True)
class Look:
    """Looks at one page in both of its sizes, and once more after an empty form was sent."""

    page: Page
    check: Callable[[Page], None]
    fits: Callable[[Page], None]

    def at(self, address: str) -> None:
        self.wait()
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size(DESKTOP)
        self.page.goto(address)
        self.check(self.page)
        self.page.emulate_media(color_scheme="dark")
        self.page.set_viewport_size(PHONE)
        self.on_a_phone()

    def at_what_an_empty_form_answers(self, form: ElementHandle) -> None:
        """The list of errors has the focus; each line leads to a field that says what is wrong."""
        assert form.evaluate("form => form.noValidate"), "the browser's own words, not ours"
        self.wait()
        with self.page.expect_navigation():
            form.evaluate(f"form => {{ ({EMPTY})(form); form.requestSubmit(); }}")
        assert self.page.evaluate("document.activeElement.className") == "error-summary"
        for link in self.page.query_selector_all(".error-summary a"):
            field = self.page.locator(f"[id='{(link.get_attribute('href') or '')[1:]}']")
            assert field.count() == 1, link.text_content()
        self.on_a_phone()

    def on_a_phone(self) -> None:
        self.check(self.page)
        self.fits(self.page)

    def wait(self) -> None:
        """Until the page has all it asked for, so that going on breaks nothing off."""
        self.page.wait_for_load_state("load")


def test_no_page_is_forgotten():
    looked_at = {name for names in visitors().values() for name in names}
    assert looked_at == set(FOUND) - NO_PAGE


@pytest.mark.parametrize("visitor", VISITORS)
def test_every_page_is_accessible_fits_a_phone_and_keeps_the_console_quiet(
    visitor: str,
    world: World,
    page: Page,
    signed_in: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
    assert_fits: Callable[[Page], None],
):
    user: User | None = world.people[visitor]
    look = Look(signed_in(user) if user else page, assert_accessible, assert_fits)
    for name in visitors()[visitor]:
        look.at(world.address(name))
        form = look.page.evaluate_handle(OWN_FORM).as_element()
        if form and name not in NOTHING_TO_FILL_IN:
            look.at_what_an_empty_form_answers(form)


@pytest.mark.parametrize(("address", "status"), [("/nowhere/", 404), ("/organisation/", 403)])
def test_what_is_not_here_and_what_is_not_for_you_are_pages_too(
    address: str,
    status: int,
    world: World,
    signed_in: Callable[..., Page],
    console: Console,
    assert_accessible: Callable[[Page], None],
    assert_fits: Callable[[Page], None],
):
    look = Look(signed_in(world.people["employee"]), assert_accessible, assert_fits)
    look.at(address)
    console.expect(f"status of {status}")


def test_the_link_to_hand_over_is_a_page_too(
    world: World,
    signed_in: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
    assert_fits: Callable[[Page], None],
):
    page = signed_in(world.people["manager"], "/organisation/balie/invite/", phone=True, dark=True)
    page.fill("[name=name]", "Wilhelmina van den Broek-Oudeschans tot Voorburgwal")
    page.fill("[name=login_name]", "wilhelmina-van-den-broek-oudeschans-voorburgwal")
    page.get_by_role("button", name="Uitnodigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Geef deze link door")
    assert_accessible(page)
    assert_fits(page)
