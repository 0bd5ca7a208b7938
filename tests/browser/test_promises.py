"""Promises in a browser: a callback for who has no account, and a printer before ten."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from incidents.models import Promise
from incidents.promises.actions import NewPromise, make_promise
from incidents.promises.moments import Due
from periods.local_time import AMSTERDAM
from periods.week import Week
from tests.browser.thumb import Thumb
from tests.builders import (
    fill_team,
    make_behaviour,
    make_department,
    make_norm,
    make_person,
    make_team,
)
from tests.incidents.promises.making import promise_norm

pytestmark = pytest.mark.django_db(transaction=True)
Accessible = Callable[[Page], None]
NAME, NUMBER = "Mevrouw Aalders", "06 12 34 56 78"


class Hand(Thumb):
    """Counts what a hand does, and how long it takes."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page, self.typed = page, 0

    def write(self, name: str, text: str) -> None:
        """Fill in one field."""
        self.typed += 1
        self.page.fill(f"[name={name}]", text)

    def report(self, what: str) -> None:
        """Say what it took, for who reads the run."""
        print(f"\n{what}: {self.taps} taps, {self.typed} fields, {self.seconds:.1f} s")


def link_in_the_mail() -> str:
    (sent,) = mail.outbox
    whole = f"{sent.subject} {sent.body}"
    assert NAME not in whole
    assert NUMBER not in whole
    found = re.search(r"https?://[^/]+(/p/\S+)", str(sent.body))
    assert found
    return found[1]


def note_for(signed_in: Callable[..., Page], address: str, **options: Any) -> Page:
    """Reception takes a callback for a planner who is not there and has no account."""
    reception = make_team("Receptie", slug="receptie")
    planning = make_team("Planning", slug="planning")
    promise_norm(share_target="0.9")
    page = signed_in(make_person(reception), "/promises/", has_touch=True, **options)
    hand = Hand(page)
    hand.tap(page.get_by_role("link", name="Terugbelnotitie", exact=True))
    hand.write("name", NAME)
    hand.write("number", NUMBER)
    hand.write("subject", "Over de planning van donderdag")
    hand.tap(page.locator("[name=moment][value=two_days]"))
    page.select_option("[name=keeper]", str(planning.pk))
    hand.taps += 1
    hand.tap(page.locator("summary", has_text="Iemand zonder account"))
    hand.write("owner_email", address)
    hand.tap(page.get_by_role("button", name="Toezegging bewaren", exact=True))
    expect(page.get_by_role("status")).to_contain_text("er is een link gemaild")
    hand.report("a callback note for somebody without an account")
    return page


@pytest.mark.parametrize("has_javascript", [True, False])
def test_reception_takes_a_callback_for_a_planner_without_an_account(
    signed_in: Callable[..., Page],
    page: Page,
    console,
    assert_accessible: Accessible,
    assert_fits: Accessible,
    has_javascript: bool,
):
    desk = note_for(signed_in, "planner@example.nl", phone=True, java_script_enabled=has_javascript)
    made = Promise.objects.get()
    assert (made.kept_by.slug, made.promised_by.slug) == ("planning", "receptie")
    address = link_in_the_mail()
    page.goto(address)
    expect(page.get_by_text(NAME)).to_be_visible()
    expect(page.get_by_role("link", name=NUMBER)).to_be_visible()
    assert_accessible(page)
    assert Promise.objects.get().is_running
    page.get_by_role("button", name="Nagekomen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dank je, het is afgerond")
    made.refresh_from_db()
    assert (made.outcome, made.met, made.sealed) == ("kept", True, "")

    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 410
    console.expect("410")
    expect(page.get_by_text(NAME)).to_have_count(0)
    desk.reload()
    expect(desk.get_by_text(NAME)).to_have_count(0)
    expect(desk.get_by_text("nagekomen", exact=True)).to_be_visible()
    assert_fits(desk)


def test_had_he_not_it_would_have_counted_with_planning(signed_in: Callable[..., Page]):
    note_for(signed_in, "planner@example.nl", phone=True)
    made = Promise.objects.get()
    long_ago = timedelta(weeks=3)
    Promise.objects.update(
        made_at=made.made_at - long_ago,
        due_at=made.due_at - long_ago,
        overdue_at=made.overdue_at - long_ago,
        week=made.week - long_ago,
    )
    week = Week(made.week) - 3
    made.kept_by.weeks.update(week=week.monday)
    call_command("settle_promises")
    made.refresh_from_db()
    assert (made.outcome, made.met, made.sealed) == ("missed", False, "")
    fill_team(made.kept_by)
    lead = signed_in(make_person(made.kept_by, "team_lead"), f"/teams/planning/weeks/{week}/")
    expect(lead.locator(".norm-row", has_text="Terugbellen")).to_contain_text("0 van 1")


def test_a_printer_before_ten_is_not_kept_yet_for_both_departments_at_five_past(
    signed_in: Callable[..., Page], assert_accessible: Accessible
):
    helpdesk = make_team("Helpdesk", parent=make_department("ICT"))
    counter = make_team("Balie", parent=make_department("Dienstverlening"))
    behaviour = make_behaviour("AFS-01", "promise", customer_kind="internal")
    make_norm(behaviour, tolerance_unit="working_days", late_tolerance=0, late_zero_point=2)
    at = five_minutes_ago()
    new = NewPromise(
        kind="internal",
        subject="Printer bij de balie",
        promised_by=helpdesk,
        kept_by=helpdesk,
        promised_to=counter,
        due=Due("at", at),
    )
    made = make_promise(new=new, at=at - timedelta(hours=1))
    pages = []
    for team in (helpdesk, counter):
        page = signed_in(make_person(team), "/promises/?show=overdue")
        row = page.get_by_role("row", name=re.compile("printer bij de balie", re.I))
        expect(row).to_contain_text("nog niet nagekomen")
        pages.append(page)
    assert_accessible(pages[0])
    pages[0].get_by_role("link", name=f"{at.astimezone(AMSTERDAM):%H:%M}").click()
    pages[0].get_by_role("button", name="Nagekomen").click()
    pages[1].goto(f"/promises/{made.pk}/")
    expect(pages[1].get_by_text("te laat nagekomen")).to_be_visible()


def five_minutes_ago():
    """The agreed time, five minutes back on the clock the pages read."""
    return timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=5)
