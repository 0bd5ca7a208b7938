"""A page is sent again when it says something else, and its tag tells nothing it does not show."""

from datetime import timedelta

import pytest
import time_machine
from django.test import RequestFactory

from dashboards.freshness import entity_tag
from dashboards.state import state_of
from incidents.models import Promise
from incidents.promises.actions import note_attempt, settle_promise
from people.access import Scope
from people.models import HeadCount
from periods.week import weeks_ending
from tests.builders import NOW, give_role, log_contact, make_team
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
from tests.incidents.promises.making import HOUR, MINUTE, promise, promise_norm

pytestmark = pytest.mark.django_db

NORM_ADDRESS = f"{ADDRESS}behaviours/TEL-01/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def test_an_unchanged_page_is_not_sent_again():
    team = make_balie()
    behaviour, _ = norm_of()
    log_week(team, behaviour, 3, 6)
    client = as_reader(reader(team, "team_lead"))
    client.get("/privacy/")  # sets the cookie that forms are signed with
    first = client.get(ADDRESS)
    again = client.get(ADDRESS, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for answer in (first, again):
        assert answer.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["ETag"] == again.headers["ETag"]


def _tag(client) -> str:
    return client.get(ADDRESS).headers["ETag"]


def test_a_write_a_role_a_language_and_the_minute_each_make_it_another_page():
    team = make_balie()
    behaviour, _ = norm_of()
    log_week(team, behaviour, 3, 6)
    lead = reader(team, "team_lead")
    client = as_reader(lead)
    client.get("/privacy/")
    tags = [_tag(client), _tag(as_reader(reader(team, "team_lead")))]
    log_contact(team, {behaviour: 10})
    tags.append(_tag(client))
    give_role(lead, team, "observer")
    tags.append(_tag(client))
    lead.language = "nl"
    lead.save()
    tags.append(_tag(client))
    norm_of("TEL-02", published_at=NOW + timedelta(hours=1))
    tags.append(_tag(client))
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        tags.append(_tag(client))
    assert len(set(tags)) == len(tags) == 7


@pytest.mark.parametrize("address", [ADDRESS, NORM_ADDRESS])
@pytest.mark.parametrize("people_now", [3, 5], ids=["small now", "small before"])
def test_a_page_that_hides_a_week_does_not_tell_of_writes_by_its_tag(address, people_now):
    team = small_team_with_a_week()
    HeadCount.objects.create(team=team, starts_on=WEEK.monday, people=people_now)
    client = as_reader(reader(team, "manager"))
    before = client.get(address)
    log_contact(team, {norm_of("TEL-02")[0]: 10})
    after = client.get(address)
    for answer in (before, after):
        assert "ETag" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store, private"


def test_a_tag_is_made_with_the_key_of_the_site(settings):
    team = make_balie()
    request = RequestFactory().get(ADDRESS)
    request.scope, request.now = Scope(reader(team, "manager"), WEEK.monday), NOW
    state = state_of(team, weeks_ending(WEEK, 13), NOW)
    tag = entity_tag(request, state)
    assert entity_tag(request, state) == tag
    settings.SECRET_KEY = "another"
    assert entity_tag(request, state) != tag


def test_a_known_tag_opens_nothing_to_who_may_not_read():
    team = make_balie()
    tag = _tag(as_reader(reader(team, "team_lead")))
    stranger = as_reader(reader(make_team(), "team_lead"))
    assert stranger.get(ADDRESS, headers={"If-None-Match": tag}).status_code == 404


def test_what_is_kept_for_one_reader_is_not_shown_to_another():
    team = small_team_with_a_week()
    assert "12 of 15" in as_reader(reader(team, "team_lead")).get(ADDRESS).text
    assert "12 of 15" not in as_reader(reader(team, "manager")).get(ADDRESS).text


def test_a_page_after_a_write_shows_the_write():
    team = make_balie()
    behaviour, _ = norm_of()
    client = as_reader(reader(team, "team_lead"))
    log_week(team, behaviour, 3, 6)
    assert "3 of 6 within 20 seconds" in client.get(ADDRESS).text
    log_contact(team, {behaviour: 10})
    assert "4 of 7 within 20 seconds" in client.get(ADDRESS).text


@pytest.mark.parametrize("minutes", [0, 74, 75, 76, 200])
def test_the_promises_of_the_week_stand_as_their_own_words_have_it(minutes: int):
    """Made now and due in an hour with a quarter to spare; tried, kept, late and left unkept."""
    team = make_balie()
    promise_norm()
    for _ in range(3):
        promise(team)
    note_attempt(promise=promise(team), at=NOW, by=None, voicemail=True)
    settle_promise(promise=promise(team), how="kept", at=NOW + HOUR, by=None)
    settle_promise(promise=promise(team), how="kept", at=NOW + 2 * HOUR, by=None)
    promise(team, due_at=NOW + timedelta(weeks=1))
    promise(make_team())
    now = NOW + minutes * MINUTE
    due = Promise.objects.filter(kept_by=team, week=WEEK.monday)
    counts = state_of(team, weeks_ending(WEEK, 13), now).promises
    assert counts[:2] == (due.open(now).count(), due.overdue(now).count())
    assert sum(counts[:2]) == 4
    assert counts == ((4, 0, 1, 0) if minutes < 76 else (1, 3, 1, 0))


def test_a_promise_that_becomes_overdue_is_another_page():
    team = make_balie()
    promise_norm()
    promise(team)
    weeks = weeks_ending(WEEK, 13)
    now, later = (state_of(team, weeks, at) for at in (NOW, NOW + 2 * HOUR))
    assert now.identity(belongs=False) != later.identity(belongs=False)
