"""Noting by thumb and by keyboard: how many taps, keys and seconds one contact takes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from behaviours.models import Norm
from incidents.models import Incident, Observation
from people.models import Team
from tests.browser.thumb import THUMB, Thumb
from tests.builders import fill_team, make_behaviour, make_norm, make_person, make_root, make_team

pytestmark = pytest.mark.django_db(transaction=True)

ADD = "/contacts/new/?team=balie&channel=phone"
MOST_TAPS, MOST_KEYS, MOST_SECONDS = 4, 8, 10
SENTENCES = {
    "do": "We noemen onze naam",
    "dont": "We laten de mobiel liggen",
    "time_limit": "We nemen binnen 20 seconden op",
    "count_limit": "We verbinden hooguit een keer door",
    "rating": "We kijken op en groeten",
}


@pytest.fixture
def team() -> Team:
    team = make_team("Balie", slug="balie")
    fill_team(team)
    return team


def norms(*kinds: str) -> list[Norm]:
    """A norm of each kind, in this order on the page."""
    return [
        make_norm(make_behaviour(f"A-{place}", kind), make_root(), sentence=SENTENCES[kind])
        for place, kind in enumerate(kinds)
    ]


class Hand(Thumb):
    """A thumb or ten fingers: does it, and counts."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page, self.keys = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def tell(self, what: str) -> float:
        """Print what it took, and hand over the seconds."""
        seconds = self.seconds
        print(f"\n{what}: {self.taps} taps, {self.keys} keys, {seconds:.1f} s")
        return seconds


def norm_of(page: Page, kind: str) -> Locator:
    return page.get_by_role("group", name=SENTENCES[kind])


def answer(page: Page, kind: str, words: str) -> Locator:
    """The answer with these words to the norm of this kind."""
    return norm_of(page, kind).get_by_label(words, exact=True)


def save(page: Page) -> Locator:
    return page.get_by_role("button", name="Contact noteren", exact=True)


def verdicts() -> dict[str, bool | None]:
    return dict(Observation.objects.values_list("behaviour__kind", "met"))


def test_three_observations_take_four_taps(team: Team, signed_in: Callable[..., Page]):
    norms("do", "time_limit", "rating")
    page = signed_in(make_person(team), ADD, **THUMB)
    hand = Hand(page)
    hand.tap(answer(page, "do", "Ja"))
    hand.tap(answer(page, "time_limit", "Nee"))
    hand.tap(answer(page, "rating", "4 vier"))
    hand.tap(save(page))
    expect(page.get_by_role("heading", name="Genoteerd, 1 vandaag")).to_be_visible()
    seconds = hand.tell("three observations by thumb")
    assert (hand.taps, seconds < MOST_SECONDS) == (MOST_TAPS, True)
    assert verdicts() == {"do": True, "time_limit": False, "rating": True}


def test_all_in_order_is_one_tap_and_is_refined_before_saving(
    team: Team, signed_in: Callable[..., Page]
):
    norms("do", "dont", "count_limit", "rating", "time_limit")
    page = signed_in(make_person(team), ADD, **THUMB)
    hand = Hand(page)
    hand.tap(answer(page, "dont", "Wel gebeurd"))
    hand.tap(page.get_by_role("button", name="Alles in orde"))
    expect(page.get_by_text("Ingevuld, nog niet genoteerd.")).to_be_visible()
    assert Incident.objects.count() == 0
    hand.tap(answer(page, "time_limit", "Nee"))
    hand.tap(save(page))
    expect(page.get_by_role("heading", name="Genoteerd, 1 vandaag")).to_be_visible()
    hand.tell("all in order but two by thumb")
    assert hand.taps == MOST_TAPS
    assert verdicts() == {
        "do": True, "dont": False, "count_limit": True, "rating": None, "time_limit": False,
    }  # fmt: skip


def test_three_observations_take_six_keys_and_the_next_one_begins_at_once(
    team: Team, signed_in: Callable[..., Page]
):
    norms("do", "dont", "rating")
    page = signed_in(make_person(team), ADD)
    for number in (1, 2):
        hand = Hand(page)
        hand.press("j", "Tab", "n", "Tab", "4", "Enter")
        name = f"Genoteerd, {number} vandaag"
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        seconds = hand.tell("three observations by keyboard")
        assert (hand.keys <= MOST_KEYS, seconds < MOST_SECONDS) == (True, True)
    assert Incident.objects.filter(fully_in_order=False).count() == 2
    assert verdicts() == {"do": True, "dont": False, "rating": True}


def test_three_counts_take_eight_keys(team: Team, signed_in: Callable[..., Page]):
    norms("count_limit", "count_limit", "count_limit")
    page = signed_in(make_person(team), ADD)
    hand = Hand(page)
    hand.press("0", "Tab", "Tab", "2", "Tab", "Tab", "1", "Enter")
    expect(page.get_by_role("heading", name="Genoteerd, 1 vandaag")).to_be_visible()
    hand.tell("three counts by keyboard")
    assert hand.keys == MOST_KEYS
    assert set(Observation.objects.values_list("value", flat=True)) == {0, 1, 2}


def test_keys_are_letters_where_something_is_typed(team: Team, signed_in: Callable[..., Page]):
    norms("do")
    page = signed_in(make_person(team), ADD)
    page.locator("details.form-section summary").press("Enter")
    page.get_by_label("Onderwerp").press_sequentially("janvan")
    expect(page.get_by_label("Onderwerp")).to_have_value("janvan")
    expect(norm_of(page, "do").get_by_label("Niet gezien")).to_be_checked()
    norm_of(page, "do").get_by_label("Niet gezien").press("Control+j")
    expect(norm_of(page, "do").get_by_label("Niet gezien")).to_be_checked()


def test_an_observer_stops_the_clock_and_counts_with_plus(
    team: Team, signed_in: Callable[..., Page]
):
    norms("time_limit", "count_limit")
    page = signed_in(make_person(team, "observer"), f"{ADD}&for=observed", **THUMB)
    expect(page.get_by_role("heading", level=1)).to_have_text("Contact van een ander noteren")
    hand = Hand(page)
    hand.tap(page.get_by_role("button", name="Start de tijd"))
    page.wait_for_timeout(1_200)
    hand.tap(page.get_by_role("button", name="Stop"))
    hand.tap(norm_of(page, "count_limit").get_by_role("button", name="Eén meer"))
    hand.tap(save(page))
    expect(page.get_by_role("heading", name="Genoteerd, 1 vandaag")).to_be_visible()
    hand.tell("a stopwatch and a count by thumb")
    assert hand.taps == MOST_TAPS
    assert dict(Observation.objects.values_list("behaviour__kind", "value")) == {
        "time_limit": 1,
        "count_limit": 1,
    }


def test_now_is_when_it_is_saved_and_a_chosen_time_stays(
    team: Team, signed_in: Callable[..., Page]
):
    norms("do")
    page = signed_in(make_person(team), ADD)
    page.clock.install()
    page.clock.fast_forward(180_000)
    answer(page, "do", "Ja").check()
    with page.expect_navigation():
        save(page).click()
    contact = Incident.objects.get()
    assert timedelta(minutes=1) < contact.occurred_at - contact.logged_at < timedelta(minutes=4)

    page.locator("[data-moment]").evaluate("(details) => { details.open = true }")
    page.get_by_label("Tijd").fill("00:01")
    answer(page, "do", "Ja").check()
    with page.expect_navigation():
        save(page).click()
    assert Incident.objects.latest("pk").occurred_at.minute == 1


@pytest.mark.parametrize("has_javascript", [True, False])
def test_taking_back_and_all_in_order_with_and_without_javascript(
    team: Team, signed_in: Callable[..., Page], has_javascript: bool
):
    norms("do", "dont", "count_limit")
    page = signed_in(make_person(team), ADD, java_script_enabled=has_javascript)
    page.get_by_role("button", name="Alles in orde").click()
    expect(norm_of(page, "dont").get_by_label("Niet gebeurd")).to_be_checked()
    assert Incident.objects.count() == 0
    save(page).click()
    expect(page.get_by_role("heading", name="Genoteerd, 1 vandaag")).to_be_visible()
    assert Incident.objects.get().fully_in_order is True
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.get_by_role("status").first).to_contain_text("Ongedaan gemaakt")
    assert Incident.objects.counting().count() == 0


@pytest.mark.parametrize("dark", [False, True])
def test_the_page_with_its_panel_is_accessible_and_fits(
    team: Team,
    signed_in: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
    assert_fits: Callable[[Page], None],
    dark: bool,
):
    norms("do", "dont", "time_limit", "count_limit", "rating", "do")
    page = signed_in(make_person(team, "team_lead"), ADD, phone=True, dark=dark)
    answer(page, "dont", "Niet gebeurd").click()
    save(page).click()
    expect(page.get_by_role("heading", name="Genoteerd, 1 vandaag")).to_be_visible()
    page.get_by_text("2 andere normen").click()
    page.get_by_text("Sneller met het toetsenbord").click()
    assert_accessible(page)
    assert_fits(page)
    for path in ("/contacts/new/?for=observed", "/contacts/tally/", "/teams/balie/focus/"):
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)


def test_the_sheet_of_the_day_by_thumb_and_without_javascript(
    team: Team, signed_in: Callable[..., Page]
):
    norms("do", "time_limit")
    employee = make_person(team)
    page = signed_in(employee, "/contacts/tally/?team=balie&channel=desk", **THUMB)
    hand = Hand(page)
    for _ in range(3):
        hand.tap(page.get_by_role("button", name="Eén meer: Hoeveel contacten?"))
    rows = [norm_of(page, kind) for kind in ("do", "time_limit")]
    for _ in range(2):
        hand.tap(rows[0].get_by_role("button", name="Eén meer: Gelukt"))
    hand.tap(rows[1].get_by_role("button", name="Eén meer: Niet gelukt"))
    hand.tap(page.get_by_role("button", name="Contacten noteren"))
    expect(page.get_by_role("status").first).to_contain_text("3 contacten van vandaag")
    hand.tell("three contacts on the sheet by thumb")
    assert Incident.objects.filter(channel="desk", employee=employee).count() == 3

    page = signed_in(
        employee, "/contacts/tally/?team=balie&channel=desk", java_script_enabled=False
    )
    page.get_by_label("Hoeveel contacten?", exact=True).fill("2")
    norm_of(page, "do").get_by_label("Gelukt", exact=True).fill("2")
    page.get_by_role("button", name="Contacten noteren").click()
    expect(page.get_by_role("status").first).to_contain_text("2 contacten van vandaag")
    assert Observation.objects.filter(met=True).count() == 4
