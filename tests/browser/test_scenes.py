"""Scenes as they happen at a counter and on the phone, from the contact to what the lead reads."""

from collections.abc import Callable
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from behaviours.library import library, load_items
from behaviours.models import Norm
from incidents.models import Observation
from people.models import Team
from tests.browser.thumb import THUMB
from tests.builders import (
    LONG_AGO,
    NOW,
    TODAY,
    fill_team,
    make_location,
    make_person,
    make_root,
    make_team,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team() -> Team:
    team = make_team("Balie", slug="balie")
    fill_team(team)
    return team


def in_force(*codes: str) -> dict[str, Norm]:
    """The norms of the starter library with these codes, by code."""
    items = [library()[code] for code in codes]
    load_items(items=items, team=make_root(), starts_on=LONG_AGO, at=NOW, today=TODAY)
    return {norm.behaviour.code: norm for norm in Norm.objects.select_related("behaviour")}


def tell(what: str, taps: int, started_at: float) -> None:
    print(f"\n{what}: {taps} taps, {monotonic() - started_at:.1f} s")


def row_of(page: Page, norm: Norm) -> str:
    """What the week of the team says of this norm."""
    return page.locator(".norm-row", has_text=norm.behaviour.title).inner_text()


def test_a_phone_contact_of_two_norms_in_four_taps_and_the_lead_reads_a_count_and_no_name(
    team: Team, signed_in: Callable[..., Page]
):
    norms = in_force("TBN-01", "BEJ-03")
    employee = make_person(team, name="Karin van Dongen")
    page = signed_in(employee, "/contacts/new/", **THUMB)
    started_at = monotonic()
    page.get_by_role("link", name="Telefoon").or_(
        page.get_by_role("button", name="Telefoon")
    ).first.tap()
    for norm in norms.values():
        page.get_by_role("group", name=norm.sentence).get_by_label("Ja", exact=True).tap()
    page.get_by_role("button", name="Contact noteren", exact=True).tap()
    expect(page.get_by_role("heading", name="Genoteerd, 1 vandaag")).to_be_visible()
    tell("a phone contact with two norms", 4, started_at)

    page = signed_in(make_person(team, "team_lead"), "/teams/balie/")
    for norm in norms.values():
        assert "1 van 1" in row_of(page, norm)
    page.get_by_role("link", name="1", exact=True).first.click()
    expect(page.get_by_text("1 contact")).to_be_visible()
    assert "Karin" not in page.content()


SEEDS = {
    "forty seconds of ringing": ("TEL-01", "phone", "40", (False, 5_000)),
    "no callback note": ("TBN-01", "phone", "Nee", (False, 0)),
    "four hand-overs": ("TEL-02", "phone", "4", (False, 0)),
    "my colleague comes, after twelve minutes": ("VRP-03", "desk", "720", (False, 0)),
    "je instead of u": ("BEJ-03", "phone", "Nee", (False, 0)),
}


@pytest.mark.parametrize("scene", SEEDS)
def test_a_miss_at_the_counter_is_noted_judged_and_read_by_the_lead(
    team: Team, signed_in: Callable[..., Page], scene: str
):
    code, channel, said, verdict = SEEDS[scene]
    norm = in_force(code)[code]
    observer = make_person(team, "observer")
    page = signed_in(observer, f"/contacts/new/?team=balie&channel={channel}&for=observed", **THUMB)
    started_at = monotonic()
    group = page.get_by_role("group", name=norm.sentence)
    if said.isdigit():
        group.get_by_role("textbox").fill(said)
    else:
        group.get_by_label(said, exact=True).tap()
    page.get_by_role("button", name="Contact noteren", exact=True).tap()
    expect(page.get_by_role("heading", name="Genoteerd, 1 vandaag")).to_be_visible()
    tell(scene, 2, started_at)
    assert Observation.objects.values_list("met", "score").get() == verdict

    page = signed_in(make_person(team, "team_lead"), "/teams/balie/")
    assert "0 van 1" in row_of(page, norm)


def test_lunch_without_a_replacement_is_an_open_point_of_the_next_round(
    team: Team, signed_in: Callable[..., Page]
):
    norm = in_force("REC-01")["REC-01"]
    make_location(team, "Receptie")
    page = signed_in(make_person(team), "/rounds/balie/receptie/", **THUMB)
    started_at = monotonic()
    page.get_by_role("group", name=norm.sentence).get_by_label("Nee", exact=True).tap()
    page.get_by_role("button", name="Ronde bewaren").tap()
    expect(page.get_by_role("status")).to_contain_text("1 niet in orde")
    tell("lunch without a replacement", 2, started_at)
    page = signed_in(make_person(team), "/rounds/balie/receptie/", **THUMB)
    open_points = page.get_by_role("region", name="1 open punt")
    expect(open_points).to_contain_text(norm.sentence)
