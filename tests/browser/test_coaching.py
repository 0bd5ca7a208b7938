"""A compliment in one tap and a question with its answer, in a browser; the taps are counted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from coaching.models import Compliment, Question
from people.models import Team, User
from people.notices import tell
from periods.local_time import local_date
from tests.browser.thumb import LEAST_PIXELS, Thumb
from tests.builders import (
    NOW,
    give_role,
    make_behaviour,
    make_department,
    make_norm,
    make_person,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Er is een antwoord op je vraag “Waarom noteren we een adreswijziging eerst op papier?” "


@pytest.fixture
def team() -> Team:
    return make_team("Balie", slug="balie", parent=make_department("Dienstverlening"))


@pytest.fixture
def eva(team: Team) -> User:
    return make_person(team, name="Eva van der Eigenwijs")


@pytest.fixture
def olaf(team: Team) -> User:
    return make_person(team, name="Olaf Oog")


@pytest.fixture
def lead(team: Team) -> User:
    return make_person(team, "team_lead", name="Lia Leider")


def newcomer(team: Team) -> User:
    user = make_user("Noor Nieuw")
    first = local_date(timezone.now()) - timedelta(days=8)
    give_role(user, team, "employee", starts_on=first)
    return user


def test_a_compliment_is_one_tap_from_the_start_page(
    eva: User, olaf: User, signed_in: Callable[..., Page]
):
    page, thumb = signed_in(olaf, phone=True, has_touch=True), Thumb()
    thumb.tap(page.get_by_role("button", name="Compliment voor Eva van der Eigenwijs"))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Eva van der Eigenwijs leest: “Goed gedaan”"
    )
    thumb.report("compliment from the start page")
    assert thumb.taps == 1
    assert Compliment.objects.get().to == eva
    hers = signed_in(eva)
    expect(hers.get_by_role("link", name="Olaf Oog geeft je een compliment.")).to_be_visible()


def test_a_line_goes_with_it_and_a_slip_is_taken_back(
    eva: User, olaf: User, signed_in: Callable[..., Page]
):
    page, thumb = signed_in(olaf, phone=True, has_touch=True), Thumb()
    for text in ("Je bleef rustig", ""):
        thumb.tap(page.get_by_role("button", name="Compliment voor Eva van der Eigenwijs"))
        if text:
            page.fill("[name=text]", text)
            thumb.tap(page.get_by_role("button", name="Deze regel toevoegen"))
            expect(page.get_by_role("status")).to_contain_text("Je collega leest het nu.")
    thumb.tap(page.get_by_role("button", name="Dit compliment terugnemen"))
    expect(page.get_by_role("status")).to_contain_text("Teruggenomen")
    thumb.report("a compliment with a line, and one that is taken back")
    assert thumb.taps == 4
    assert Compliment.objects.get().text == "Je bleef rustig"


def test_by_keyboard_and_without_javascript(eva: User, olaf: User, signed_in: Callable[..., Page]):
    page = signed_in(olaf, java_script_enabled=False)
    page.get_by_role("button", name="Compliment voor Eva van der Eigenwijs").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("leest: “Goed gedaan”")
    assert Compliment.objects.get().to == eva


def test_a_double_tap_gives_one(eva: User, olaf: User, signed_in: Callable[..., Page]):
    page = signed_in(olaf, phone=True, has_touch=True)
    page.evaluate(
        """async () => {
          const form = document.querySelector("form[action='/compliments/give/']");
          const body = () => new FormData(form, form.querySelector("[name=to]"));
          const send = () => fetch(form.action, {method: "POST", body: body()});
          await Promise.all([send(), send()]);
        }"""
    )
    assert Compliment.objects.count() == 1


def test_a_question_from_a_behaviour_is_answered_and_told(
    team: Team, eva: User, lead: User, signed_in: Callable[..., Page]
):
    make_norm(make_behaviour("TEL-01", title="Snel opnemen"))
    page, thumb = signed_in(eva, "/behaviours/TEL-01/", phone=True, has_touch=True), Thumb()
    thumb.tap(page.locator("main").get_by_role("link", name="Waarom doen we dit zo?"))
    expect(page.get_by_label("Gedrag")).to_contain_text("Snel opnemen")
    page.fill("[name=text]", "Waarom na vier keer overgaan?")
    thumb.tap(page.get_by_role("button", name="Naar je teamleider sturen"))
    expect(page.get_by_role("status")).to_contain_text("Je vraag ligt bij de teamleider")
    thumb.report("a question from a behaviour")
    assert thumb.taps == 2
    assert Question.objects.get().behaviour is not None

    page, thumb = signed_in(lead, phone=True, has_touch=True), Thumb()
    page.get_by_role("link", name="Balie: 1 vraag wacht op je antwoord").tap()
    thumb.tap(page.get_by_role("link", name="Beantwoorden", exact=False))
    page.get_by_label("We proberen iets anders").check()
    page.fill("[name=answer_text]", "Twee weken na twee keer overgaan.")
    thumb.tap(page.get_by_role("button", name="Antwoord geven"))
    expect(page.get_by_role("status")).to_contain_text("Beantwoord")

    page = signed_in(eva)
    page.get_by_role("link", name="Er is een antwoord op je vraag", exact=False).click()
    expect(page.get_by_text("Twee weken na twee keer overgaan.")).to_be_visible()


def test_a_new_colleague_answers_or_says_not_now(team: Team, signed_in: Callable[..., Page]):
    noor = newcomer(team)
    page, thumb = signed_in(noor, phone=True, has_touch=True), Thumb()
    thumb.tap(page.get_by_role("link", name="Twee vragen beantwoorden"))
    page.get_by_label("Wat verbaasde je?").fill("Zoveel papier")
    thumb.tap(page.get_by_role("button", name="Naar je teamleider sturen"))
    expect(page.get_by_role("status")).to_contain_text("Dank je wel")
    thumb.report("fresh eyes")
    assert thumb.taps == 2
    assert Question.objects.get().prompt == "surprised"
    page = signed_in(newcomer(team), phone=True, has_touch=True)
    page.get_by_role("button", name="Nu niet").tap()
    expect(page.get_by_role("status")).to_contain_text("Volgende week vragen we het nog een keer.")
    expect(page.get_by_role("link", name="Twee vragen beantwoorden")).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True])
def test_ten_long_notices_fold_and_each_is_as_tall_as_a_thumb(
    eva: User,
    signed_in: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
    assert_fits: Callable[[Page], None],
    dark: bool,
):
    for number in range(10):
        tell(users=[eva], text=f"{LONG}{number}", url="/questions/1/", at=NOW)
    page = signed_in(eva, phone=True, dark=dark, has_touch=True)
    seen = page.get_by_role("button", name="Gezien", exact=False)
    expect(seen.locator("visible=true")).to_have_count(3)
    page.get_by_text("Eerder voor jou").tap()
    expect(seen.locator("visible=true")).to_have_count(10)
    targets = [*seen.all(), *page.locator(".told .row-title").all()]
    heights = [box["height"] for target in targets if (box := target.bounding_box())]
    assert len(heights) == 20
    assert min(heights) >= LEAST_PIXELS
    assert_accessible(page)
    assert_fits(page)
    seen.first.tap()
    expect(page.locator(".told .row-title")).to_have_count(9)


@pytest.mark.parametrize("phone", [False, True])
def test_what_only_a_new_colleague_a_late_lead_or_a_giver_sees_is_accessible(
    team: Team,
    eva: User,
    olaf: User,
    lead: User,
    signed_in: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
    assert_fits: Callable[[Page], None],
    phone: bool,
):
    asked = Question.objects.create(
        team=team, asked_by=eva, prompt="why", text=LONG, asked_at=NOW - timedelta(days=20)
    )
    given = Compliment.objects.create(to=lead, from_user=olaf, team=team, given_at=timezone.now())
    pages = [
        (newcomer(team), ["/", "/fresh-eyes/"]),
        (lead, ["/", "/teams/balie/questions/"]),
        (olaf, [f"/compliments/{given.pk}/", f"/questions/{asked.pk}/"]),
    ]
    for user, addresses in pages:
        page = signed_in(user, phone=phone, dark=phone)
        for address in addresses:
            # All it asked for is there, so that going on breaks nothing off.
            page.wait_for_load_state("load")
            page.goto(address)
            assert_accessible(page)
            assert_fits(page)
