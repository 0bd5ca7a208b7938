"""The team together, in a browser: the lead runs the meeting, the day begins on a phone."""

from collections.abc import Callable
from datetime import timedelta
from time import monotonic

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from behaviours.actions import set_focus
from coaching.actions.meetings import agree, note_attendance
from coaching.models import Action, Attendance, LunchCover
from incidents.stories import Telling, tell_story
from people.models import Notice, Team, User
from periods.local_time import local_date
from periods.week import Week
from tests.browser.thumb import THUMB, Thumb
from tests.builders import (
    fill_team,
    log_contact,
    log_miss,
    make_barrier,
    make_behaviour,
    make_department,
    make_norm,
    make_person,
    make_team,
)
from tests.incidents.promises.making import promise

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Bij drukte zeggen we eerst hoe lang het duurt, en dan pas zetten we iemand in de wacht; "


@pytest.fixture
def team() -> Team:
    team = make_team("Balie", slug="balie", parent=make_department("Dienstverlening"))
    fill_team(team, 4)
    return team


@pytest.fixture
def lead(team: Team) -> User:
    return make_person(team, "team_lead", name="Lea Leider")


def meeting_of(team: Team) -> str:
    return f"/teams/{team.slug}/weeks/{Week.of(local_date(timezone.now()))}/meeting/"


def everything_at_its_longest(team: Team, lead: User) -> None:
    """A team with more of everything than a sheet holds, in as many words as fit."""
    now = timezone.now()
    today, week = local_date(now), Week.of(local_date(now))
    behaviour = make_behaviour(title=(LONG * 2)[:120], good_example=(LONG * 4)[:300])
    make_norm(behaviour, sentence=(LONG * 3)[:200])
    set_focus(team=team, behaviour=behaviour, week=week, weeks=1, by=lead, at=now)
    member = make_person(team, name="Wilhelmina van den Broek-Oudeschans tot Voorburgwal")
    barrier = make_barrier("too_busy", words="te druk aan de balie en aan de telefoon tegelijk")
    for number in range(3):
        contact = log_miss(team, member, behaviour, barrier, at=now, occurred_at=now)
        line = f"{number} {LONG * 3}"[:200]
        tell_story(incident=contact, telling=Telling(line=line, for_wall=True), by=member, at=now)
    for number in range(8):
        promise(team, now + timedelta(minutes=5), subject=f"{number} {LONG * 2}"[:120], at=now)
        for about in (week.previous, week):
            agree(
                team=team,
                week=about,
                title=f"{number} {LONG * 3}"[:200],
                owner=member,
                due_on=today,
                by=lead,
                at=now,
            )
    page = meeting_of(team)
    note_attendance(team=team, week=week, present=[lead], page=page, by=lead, at=now)


def sheets(page: Page) -> int:
    """How many sheets of A4 the page takes in print."""
    return page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")


def test_the_lead_runs_the_meeting_and_who_was_away_finds_one_card(
    team: Team, lead: User, signed_in: Callable[..., Page]
):
    away = make_person(team, name="Willem Weg")
    started = monotonic()
    page = signed_in(lead)
    page.get_by_role("link", name="Balie").click()
    page.get_by_role("link", name="Teamoverleg").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Teamoverleg")
    expect(page.locator(".agenda > li")).to_have_count(6)
    page.get_by_label("Wat spreken we af?").fill("Rooster ophangen")
    page.get_by_label("Wie doet het?").select_option(label="Willem Weg")
    page.get_by_role("button", name="Dit afspreken").click()
    expect(page.locator(".agreed")).to_contain_text("Rooster ophangen")
    for _ in range(2):
        page.get_by_role("checkbox", name="Willem Weg").uncheck()
        page.get_by_role("button", name="Bewaren wie er was").click()
        expect(page.locator("#counted")).to_have_text("Erbij: 5 van 6.")
    seconds = monotonic() - started
    assert Action.objects.get().meeting is not None
    assert Attendance.objects.filter(was_present=False).count() == 1
    assert Notice.objects.filter(url=meeting_of(team)).count() == 1

    page = signed_in(away, "/", **THUMB)
    expect(page.get_by_role("main")).to_contain_text("Rooster ophangen")
    page.get_by_role("link", name="Dit is afgesproken in het overleg van Balie").tap()
    expect(page.get_by_role("main")).to_contain_text("Rooster ophangen")
    print(f"meeting: 2 clicks to the pack, 3 fields and 1 click an agreement, {seconds:.1f} s")


def test_the_day_begins_on_a_phone_with_lunch_in_two_taps(
    team: Team, lead: User, signed_in: Callable[..., Page]
):
    make_norm(make_behaviour())
    me = make_person(team, name="Karim Kok")
    page, thumb = signed_in(me, **THUMB), Thumb()
    thumb.tap(page.get_by_role("link", name="Begin van de dag"))
    expect(page.get_by_role("main")).to_contain_text("Telefoon binnen 20 seconden opnemen")
    expect(page.get_by_role("main")).to_contain_text("nog niemand")
    thumb.tap(page.get_by_role("radio", name="Karim Kok"))
    thumb.tap(page.get_by_role("button", name="Bewaren wie er is"))
    expect(page.get_by_role("main")).to_contain_text("Karim Kok is er voor de klant")
    assert LunchCover.objects.get().person == me
    thumb.report("start of the day, with who covers at lunch")
    assert thumb.taps == 3


@pytest.mark.parametrize("is_full", [False, True], ids=["empty", "full"])
def test_the_pack_is_one_sheet_of_a4(
    is_full: bool, team: Team, lead: User, signed_in: Callable[..., Page]
):
    if is_full:
        everything_at_its_longest(team, lead)
    page = signed_in(lead, meeting_of(team))
    assert sheets(page) == 1
    page.locator(".agenda").evaluate("agenda => { agenda.style.minHeight = '300mm' }")
    assert sheets(page) == 2


@pytest.mark.parametrize("options", [{}, {"phone": True, "dark": True}])
def test_every_page_is_accessible_and_fits(
    team: Team,
    lead: User,
    signed_in: Callable[..., Page],
    assert_accessible: Callable[[Page], None],
    assert_fits: Callable[[Page], None],
    options: dict[str, bool],
):
    everything_at_its_longest(team, lead)
    log_contact(team)
    for path in (meeting_of(team), "/teams/balie/day/"):
        page = signed_in(lead, path, **options)
        assert_accessible(page)
        assert_fits(page)
