"""Promises on the pages of a team: in the week's norms, beside it, and on the start page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dashboards.reader import Links, reader_of
from dashboards.week_page import WeekPage
from incidents.promises.actions import Keeper, settle_promise
from people.access import Scope
from periods.local_time import local_date
from periods.week import Week
from tests.builders import NOW, log_contact, make_behaviour, make_norm, make_team
from tests.dashboards.office import as_reader, make_balie, reader
from tests.incidents.promises.making import HOUR, promise, promise_norm

pytestmark = pytest.mark.django_db
WEEK = Week.of(NOW.date())


def page_of(user, team, week=WEEK) -> WeekPage:
    return as_reader(user).get(f"/teams/{team.slug}/weeks/{week}/").context["page"]


def v20(team) -> None:
    """The week of table V20: 7 kept, 2 late, 1 missed, 3 open, 1 cancelled; 1 not kept yet."""
    far = timezone.now() + timedelta(days=1)
    moments = {"kept": (7, HOUR), "late": (2, 2 * HOUR), "came": (1, 3 * HOUR)}
    for how, (count, after) in moments.items():
        for _ in range(count):
            made = promise(team)
            settled = "came" if how == "came" else "kept"
            settle_promise(promise=made, how=settled, at=NOW + after, by=None)
    settle_promise(promise=promise(team), how="cancelled", at=NOW, by=None)
    for _ in range(3):
        made = promise(team, far)
        type(made).objects.filter(pk=made.pk).update(week=WEEK.monday)
    promise(team)


def test_the_week_shows_the_share_kept_and_beside_it_what_still_runs():
    promise_norm(share_target="0.9", weight=3)
    team = make_balie()
    v20(team)
    page = page_of(reader(team, "team_lead"), team)
    assert page.promises == "3 still open, 1 not kept yet, 2 too late"
    assert "7 of 10" in page.rows
    assert page.promises in page.rows
    assert page.norms == 1
    assert page.contacts == 0


def test_promises_are_in_no_score_and_in_no_count_of_contacts():
    promise_norm(weight=5)
    behaviour = make_behaviour()
    make_norm(behaviour)
    team = make_balie()
    for _ in range(5):
        log_contact(team, {behaviour: 10})
    before = page_of(reader(team, "team_lead"), team)
    for _ in range(5):
        settle_promise(promise=promise(team), how="came", at=NOW + 2 * HOUR, by=None)
    after = page_of(reader(team, "team_lead"), team)
    assert after.figures == before.figures
    assert (before.norms, after.norms) == (1, 2)


def test_a_number_opens_the_promises_behind_it_for_the_team_and_for_nobody_else():
    norm = promise_norm()
    team = make_balie()
    settle_promise(promise=promise(team), how="kept", at=NOW, by=None)
    page = page_of(reader(team, "employee"), team)
    address = (
        f"/promises/?team=balie&amp;week={WEEK}&amp;show=settled&amp;norm={norm.pk}&amp;met=true"
    )
    assert address in page.rows
    lead = as_reader(reader(team, "team_lead"))
    assert lead.get(address.replace("&amp;", "&")).context["table"].paginator.count == 1
    manager = page_of(reader(team.parent, "manager"), team)
    assert "/promises/" not in manager.rows
    assert manager.promises_url == ""


def test_a_team_links_to_what_it_still_has_to_keep():
    team = make_team("Balie", slug="balie")
    user = reader(team, "team_lead")
    scope = Scope(user, WEEK.monday)
    links = Links(reader_of(scope, team), team, WEEK)
    assert links.promises("show=team") == f"/promises/?team=balie&week={WEEK}&show=team"


def test_the_start_page_shows_what_is_to_be_kept_today():
    team = make_balie()
    user = reader(team, "employee")
    now = timezone.now()
    late = promise(team, now - HOUR, subject="Over gisteren", keeper=Keeper(owner=user))
    promise(team, now - HOUR, subject="Van niemand")
    promise(
        team, now - HOUR, subject="Van een ander", keeper=Keeper(owner=reader(team, "employee"))
    )
    promise(team, now + timedelta(days=3), subject="Later", keeper=Keeper(owner=user))
    page = as_reader(user).get("/").context["page"]
    assert [line.title for line in page.promises] == ["Over gisteren", "Van niemand"]
    assert (page.promises[0].pk, page.promises[0].standing) == (late.pk, "not kept yet")
    assert local_date(now) >= WEEK.monday


def test_a_late_settlement_changes_the_tag_of_the_week():
    team = make_balie()
    made = promise(team)
    client = as_reader(reader(team, "team_lead"))
    address = f"/teams/balie/weeks/{WEEK}/"
    before = client.get(address)["ETag"]
    settle_promise(promise=made, how="kept", at=NOW, by=None)
    assert client.get(address)["ETag"] != before
