"""Closing a week from its page, opening it again from above, and the line that says so."""

from datetime import timedelta

import pytest
import time_machine

from incidents.actions import withdraw_contact
from incidents.models import Incident, Promise, TeamWeek, WeekClosing
from incidents.promises.actions import settle_promise
from periods.local_time import midnight
from scoring.freezing import close_and_freeze
from scoring.models import TallyState
from tests.builders import NOW, log_contact, make_department, make_person
from tests.dashboards.office import (
    ADDRESS,
    WEEK,
    as_reader,
    log_week,
    make_balie,
    norm_of,
    reader,
    small_team_with_a_week,
)
from tests.incidents.promises.making import promise, promise_norm

pytestmark = pytest.mark.django_db

CLOSE, REOPEN = f"{ADDRESS}close/", f"{ADDRESS}reopen/"
#: Tuesday of the week after.
LATER = WEEK.ends_at + timedelta(days=1, hours=9)
REASON = {"reason": "The file of the phone system came too late"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def team():
    team = make_balie()
    team.parent = make_department("Klantcontact", slug="klantcontact")
    team.save()
    behaviour, _ = norm_of()
    log_week(team, behaviour, 12, 15)
    return team


@pytest.fixture
def lead(team):
    return as_reader(reader(team, "team_lead"))


@pytest.fixture
def manager(team):
    return as_reader(make_person(team.parent, "manager", language="en"))


def closed(team):
    close_and_freeze(team=team, week=WEEK, at=WEEK.ends_at, by=None)


def text(client, address=ADDRESS):
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_lead_reads_what_closing_means_and_closes(team, lead):
    promise_norm()
    promise(team)
    log_contact(team, {})
    assert f'<a href="{CLOSE}"> Close the week </a>' in text(lead)
    shown = text(lead, CLOSE)
    assert "1 promise is not kept yet." in shown
    assert "1 contact says nothing about any norm." in shown
    assert "the week closes by itself on Mon 30 Nov 2026" in shown
    answer = lead.post(CLOSE, follow=True)
    assert "The week is closed: its figures stand." in answer.content.decode()
    assert (Promise.objects.get().outcome, TallyState.objects.get().frozen) == ("missed", True)
    assert lead.post(CLOSE, follow=True).status_code == 200
    assert WeekClosing.objects.count() == 1
    assert "Closed by Persoon" in text(lead, CLOSE)


def test_a_running_week_is_not_closed(team, lead):
    with time_machine.travel(NOW, tick=False):
        assert "Close the week" not in text(lead)
        assert "This week is still running. It can be closed" in text(lead, CLOSE)
        answer = lead.post(CLOSE, follow=True)
    assert "This week is still running: it is closed when it is over." in answer.content.decode()
    assert not WeekClosing.objects.exists()


def test_a_week_to_come_is_no_page(team, lead):
    assert lead.get(f"/teams/balie/weeks/{WEEK + 9}/close/").status_code == 404


@pytest.mark.parametrize("kind", ["employee", "observer"])
def test_nobody_else_is_asked_to_close(team, kind):
    client = as_reader(reader(team, kind))
    assert "not closed yet" not in text(client)
    assert (client.get(CLOSE).status_code, client.post(CLOSE).status_code) == (403, 403)


def test_a_manager_reads_how_it_stands_and_no_count_of_the_team(team, manager):
    log_contact(team, {})
    shown = text(manager, CLOSE)
    assert "The lead of the team closes it; else it closes by itself on Mon 30 Nov 2026" in shown
    assert "says nothing about any norm" not in shown
    assert manager.post(CLOSE).status_code == 403
    assert not WeekClosing.objects.exists()


def test_what_came_in_later_stands_in_one_line_and_changes_no_figure(team, lead):
    promise_norm()
    made = promise(team)
    me = make_person(team)
    about_me = log_contact(team, {}, employee=me, logged_by=me)
    closed(team)
    before = text(lead)
    assert "This week is closed: its figures stand." in before
    assert "after closing" not in before
    for _ in range(3):
        log_contact(team, {})
    withdraw_contact(incident=about_me, version=1, by=me, at=LATER, reason="Dubbel genoteerd")
    settle_promise(promise=made, how="kept", at=LATER, by=None)
    after = text(lead)
    line = (
        f'<a href="/contacts/?team=balie&amp;week={WEEK}&amp;late=yes">'
        "3 contacts, 1 correction and 1 promise kept after closing</a>."
    )
    assert line in after
    figures = '<dl class="figures">'
    assert after[after.index(figures) :] == before[before.index(figures) :]
    assert Incident.objects.filter(after_closing=True).count() == 4


def test_who_opens_no_rows_reads_the_line_without_a_link(team, manager):
    closed(team)
    log_contact(team, {})
    shown = text(manager)
    assert "1 contact after closing." in shown
    assert "late=yes" not in shown
    assert f'<a href="{CLOSE}"> How it was closed </a>' in shown


def test_of_a_small_team_others_read_nothing_of_it():
    team = small_team_with_a_week()
    closed(team)
    log_contact(team, {})
    outsider = as_reader(make_person(team.parent, "manager", language="en"))
    assert "after closing" not in text(outsider)


def test_a_manager_above_opens_it_again_with_a_reason(team, manager):
    closed(team)
    log_contact(team, {})
    assert f'href="{REOPEN}"' in text(manager, CLOSE)
    assert manager.post(REOPEN, {"reason": " "}).status_code == 200
    assert TeamWeek.objects.get().closed_at is not None
    answer = manager.post(REOPEN, REASON, follow=True)
    assert "The week is open again" in answer.content.decode()
    assert "16 contacts" in text(manager)
    shown = text(manager, CLOSE)
    assert REASON["reason"] in shown
    assert "it closes by itself on Tue 1 Dec 2026" in shown


def test_a_reason_names_nobody(team, manager):
    closed(team)
    answer = manager.post(REOPEN, {"reason": "Bel 0612345678"})
    assert list(answer.context["form"].errors) == ["reason"]


def test_the_lead_does_not_open_it_again_nor_a_manager_of_the_team_itself(team, lead):
    closed(team)
    beside = as_reader(make_person(team, "manager", language="en"))
    for client in (lead, beside):
        assert (client.get(REOPEN).status_code, client.post(REOPEN, REASON).status_code) == (
            403,
            403,
        )
    assert "Open the week again" not in text(lead, CLOSE)


def test_an_open_week_is_not_opened_again(team, manager):
    answer = manager.post(REOPEN, REASON, follow=True)
    assert "This week is not closed." in answer.content.decode()
    assert not WeekClosing.objects.exists()


def test_it_says_by_which_formula_a_closed_week_was_counted(team, lead):
    closed(team)
    assert "Its figures are counted by formula 1." in text(lead, CLOSE)
    assert "Weeks that are open are counted" not in text(lead, CLOSE)
    TallyState.objects.update(formula_version=0)
    assert "Weeks that are open are counted by formula 1 now." in text(lead, CLOSE)


def test_the_page_asks_as_much_after_one_closing_as_after_three(
    team, lead, django_assert_num_queries
):
    closed(team)
    row = TeamWeek.objects.get()
    for revision in (50, 51):
        at = midnight(WEEK.next.monday)
        WeekClosing.objects.create(team_week=row, kind="closed", at=at, revision=revision)
    lead.get(CLOSE)
    with django_assert_num_queries(7):
        lead.get(CLOSE)
