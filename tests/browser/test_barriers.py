"""What was in the way, in a browser: from a miss at the desk to the manager and back."""

from collections.abc import Callable
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from behaviours.models import Behaviour
from coaching.models import BarrierAnswer
from incidents.models import BarrierReport, Incident, Story
from people.models import Team, User
from tests.browser.thumb import LEAST_OF_A_LINK, LEAST_PIXELS, THUMB, Thumb
from tests.builders import (
    fill_team,
    log_miss,
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
    return make_person(team)


@pytest.fixture
def behaviour() -> Behaviour:
    """A norm, and the list of what can be in its way."""
    make_barrier("not_thought_of", words="niet aan gedacht", is_persons=True, rank=1)
    make_barrier("too_busy", words="te druk", rank=2)
    behaviour = make_behaviour()
    make_norm(behaviour)
    return behaviour


def tap(page: Page, name: str) -> None:
    """One touch on a button, or on a link, which may be smaller where it stands in a text."""
    target = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first
    is_button = target.evaluate("it => it.matches('.btn')")
    Thumb().tap(target, least=LEAST_PIXELS if is_button else LEAST_OF_A_LINK)


def test_too_busy_reaches_the_manager_in_one_tap_of_the_lead(
    team: Team, me: User, behaviour: Behaviour, signed_in: Callable[..., Page]
):
    started = monotonic()
    incident = log_miss(team, me, behaviour)
    page = signed_in(me, f"/contacts/{incident.pk}/", **THUMB)
    tap(page, "te druk")
    expect(page.get_by_role("button", name="te druk")).to_have_attribute("aria-pressed", "true")
    assert BarrierReport.objects.get().barrier.code == "too_busy"

    page = signed_in(make_person(team, "team_lead"), "/teams/balie/barriers/", **THUMB)
    expect(page.get_by_role("main")).to_contain_text("Te druk 1 keer")
    assert me.name not in page.content()
    tap(page, "Doorgeven aan de manager")
    expect(page.get_by_role("main")).to_contain_text("aan de manager van Dienstverlening")

    manager = make_person(team.parent, "manager")
    page = signed_in(manager, "/", **THUMB)
    tap(page, "Aan jou doorgegeven")
    expect(page.get_by_role("main")).to_contain_text("Te druk Balie, 1 keer")
    tap(page, "Beantwoorden")
    page.get_by_label("Je antwoord").fill("Er komt iemand bij.")
    tap(page, "Antwoord geven")
    expect(page.get_by_role("main")).to_contain_text("Beantwoord")
    assert BarrierAnswer.objects.get().text == "Er komt iemand bij."

    page = signed_in(me, "/", **THUMB)
    told = page.get_by_role("link", name="Antwoord op “te druk”: Er komt iemand bij.")
    told.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wat er in de weg zat")
    expect(page.get_by_role("main")).to_contain_text("door de manager")
    print(f"barrier to answer: 1 tap, 1 tap of the lead, {monotonic() - started:.1f} s in all")


def test_a_story_in_one_line_without_javascript_stands_on_the_wall(
    team: Team, me: User, behaviour: Behaviour, signed_in: Callable[..., Page]
):
    incident = log_miss(team, me, behaviour)
    page = signed_in(me, f"/contacts/{incident.pk}/", java_script_enabled=False)
    page.get_by_label("Wat zou deze klant thuis vertellen?").fill("Ik stond zo weer buiten.")
    page.get_by_role("button", name="Verhaal bewaren").click()
    page.get_by_role("link", name="Verhaal wijzigen").click()
    page.get_by_label("Mag op de muur van ons team").check()
    page.get_by_role("button", name="Verhaal bewaren").click()
    expect(page.get_by_role("main")).to_contain_text("op de muur")
    assert Story.objects.get().wall == "shown"
    page = signed_in(me, "/teams/balie/stories/", java_script_enabled=False)
    expect(page.get_by_role("main")).to_contain_text("Ik stond zo weer buiten.")


@pytest.mark.parametrize("options", [{}, {"phone": True, "dark": True}])
def test_every_page_is_accessible_and_fits(
    team: Team,
    me: User,
    behaviour: Behaviour,
    signed_in: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
    assert_fits: Callable[[Page], None],
    options: dict[str, bool],
):
    lead, manager = make_person(team, "team_lead"), make_person(team.parent, "manager")
    barriers = [make_barrier("too_busy", words="te druk"), make_barrier("system", words="systeem")]
    contacts: list[Incident] = [log_miss(team, me, behaviour, barrier) for barrier in barriers]
    board, story = "/teams/balie/barriers/", f"/contacts/{contacts[0].pk}/story/"
    page = signed_in(me, story, **options)
    page.get_by_label("Wat zou deze klant thuis vertellen?").fill("Ik kwam er niet door.")
    page.get_by_label("Mag op de muur van ons team").check()
    page.get_by_role("button", name="Verhaal bewaren").click()
    visits = [
        (me, ["/", f"/contacts/{contacts[0].pk}/", story, "/teams/balie/stories/", board]),
        (lead, [board, *(f"{board}{barriers[0].pk}/{then}/" for then in ("answer", "action"))]),
        (manager, ["/barriers/", "/barriers/new/", f"/barriers/{barriers[0].pk}/"]),
    ]
    for user, paths in visits:
        for path in paths:
            page = signed_in(user, path, **options)
            assert_accessible(page)
            assert_fits(page)
    page = signed_in(lead, board, **options)
    page.get_by_role("button", name="Doorgeven aan de manager : te druk").click()
    page = signed_in(manager, "/barriers/passed/", **options)
    assert_accessible(page)
    page.get_by_role("link", name="Beantwoorden").click()
    assert_accessible(page)
    assert_fits(page)
