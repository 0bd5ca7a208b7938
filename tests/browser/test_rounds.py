"""A round by thumb: from the code on the wall to saved, with the taps counted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from behaviours.models import Behaviour
from incidents.judging import Entry
from incidents.models import Incident, Location
from people.models import Team
from tests.browser.thumb import THUMB
from tests.builders import (
    fill_team,
    log_round,
    make_behaviour,
    make_location,
    make_norm,
    make_person,
    make_team,
)

pytestmark = pytest.mark.django_db(transaction=True)

MOST_TAPS = 7
#: Counts what a thumb does on the page, whatever it hits; kept while the page is left.
COUNT_TAPS = """() => addEventListener("click", (event) => {
  if (event.isTrusted) sessionStorage.taps = Number(sessionStorage.taps || 0) + 1;
}, true)"""


@pytest.fixture
def team() -> Team:
    team = make_team("Balie", slug="balie")
    fill_team(team)
    return team


@pytest.fixture
def points() -> list[Behaviour]:
    points = []
    for number in range(1, 6):
        points.append(make_behaviour(f"REC-0{number}", "do", seen_by=["round"]))
        make_norm(points[-1], sentence=f"Punt {number} is in orde")
    return points


@pytest.fixture
def reception(team: Team, points: list[Behaviour]) -> Location:
    location = make_location(team, "Receptie", look_at="Kom binnen door de voordeur")
    log_round(location, {points[0]: Entry(value=0, needed="Een vervanger"), points[1]: 1})
    return location


def answer(page: Page, number: int, words: str) -> None:
    group = page.get_by_role("group", name=f"Punt {number} is in orde")
    group.get_by_label(words, exact=True).tap()


@pytest.mark.parametrize("dark", [False, True])
def test_five_points_take_at_most_seven_taps(
    reception: Location,
    signed_in: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
    assert_fits: Callable[[Page], None],
    dark: bool,
    capsys: pytest.CaptureFixture[str],
):
    page = signed_in(make_person(reception.team), "/rounds/balie/receptie/", dark=dark, **THUMB)
    expect(page.get_by_text("Nodig: Een vervanger")).to_be_visible()
    page.evaluate(COUNT_TAPS)
    for number, words in enumerate(("Ja", "Ja", "Nee", "N.v.t.", "Ja"), start=1):
        answer(page, number, words)
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Ronde bewaren").tap()
    expect(page.get_by_role("status")).to_contain_text("4 punten gezien, 1 niet in orde")
    taps = int(page.evaluate("sessionStorage.taps"))
    with capsys.disabled():
        print(f"\n  a round of five points: {taps} taps")
    assert taps <= MOST_TAPS
    done = Incident.objects.rounds().latest("pk")
    assert (
        sorted(done.observations.values_list("state", flat=True))
        == ["not_applicable"] + ["seen"] * 4
    )
    assert_accessible(page)
    assert_fits(page)


def test_what_is_needed_is_asked_where_something_is_missing(
    reception: Location, signed_in: Callable[..., Page]
):
    page = signed_in(make_person(reception.team), "/rounds/balie/receptie/", **THUMB)
    line = page.get_by_label("Wat is er nodig?: Punt 1 is in orde")
    expect(line).to_be_hidden()
    answer(page, 1, "Nee")
    expect(line).to_be_visible()
    expect(line).to_have_value("Een vervanger")
    answer(page, 1, "Ja")
    expect(line).to_be_hidden()


def test_a_round_without_javascript(reception: Location, signed_in: Callable[..., Page]):
    page = signed_in(
        make_person(reception.team), "/rounds/balie/receptie/", java_script_enabled=False
    )
    page.get_by_role("group", name="Punt 3 is in orde").get_by_label("Nee", exact=True).check()
    page.get_by_label("Wat is er nodig?: Punt 3 is in orde").fill("Een lamp")
    page.get_by_role("button", name="Ronde bewaren").click()
    expect(page.get_by_text("Nodig: Een lamp")).to_be_visible()


def test_the_sheet_for_the_wall_is_one_page(
    reception: Location, signed_in: Callable[..., Page], assert_accessible: Callable[[Page], None]
):
    lead = make_person(reception.team, "team_lead")
    page = signed_in(lead, f"/locations/{reception.pk}/qr/", dark=True)
    assert_accessible(page)
    assert page.pdf(format="A4", print_background=True).count(b"/Type /Page\n") == 1


def test_the_code_opens_the_round_after_log_in(reception: Location, page: Page):
    user = make_person(reception.team)
    user.login_name = "eva"
    user.set_password("een-lang-wachtwoord")
    user.save()
    page.goto("/rounds/balie/receptie/")
    page.fill("[name=login]", "eva")
    page.fill("[name=password]", "een-lang-wachtwoord")
    page.press("[name=password]", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Receptie")
