"""Every address of the site, opened by everyone: who gets in, who is refused, who finds nothing.

One line an address below. An address without a line fails, so a new page says who it is for.
200 opens, 302 leads on, 403 is a role that is missing, 404 lies outside one's part of the tree,
405 takes only another method; a stranger is led to the log-in page.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from people.actions import let_lead_publish
from tests.addresses import FOUND, contents, leads_to_log_in, patterns
from tests.builders import (
    TODAY,
)
from tests.world import World

#: Raise this with every room that lands: a walk that finds little proves little.
AT_LEAST = 95

PERSONAS = (
    "administrator",    # of the organisation
    "manager",          # of the department of the team
    "team_lead",        # of the team, as the next two
    "employee",
    "observer",
    "works_council",    # of the organisation
    "other_manager",    # of another department, as the next two of its team
    "other_lead",
    "other_employee",
    "no_role",          # logged in, with no role at all
    "stranger",
)  # fmt: skip

EVERYONE = "200 200 200 200 200 200 200 200 200 200 302"
PUBLIC = "200 200 200 200 200 200 200 200 200 200 200"
# Log-in, sign-up and the like lead on whoever is logged in.
ENTRANCE = "302 302 302 302 302 302 302 302 302 302 200"
LED_ON = "302 302 302 302 302 302 302 302 302 302 302"
POST_ONLY = "405 405 405 405 405 405 405 405 405 405 302"

#: What opening an address (GET) answers.
#:                   admin man lead empl obs wc o-man o-lead o-empl none stranger
OPENED = {
    # dashboards
    "start":            EVERYONE,
    "team_now":         "403 302 302 302 302 302 404 404 404 404 302",
    "team_week":        "403 200 200 200 200 200 404 404 404 404 302",
    "team_norm":        "403 200 200 200 200 200 404 404 404 404 302",
    # the team together: its meeting about a week, and the start of its day
    "team_meeting":     "403 403 200 200 403 403 404 404 404 404 302",
    "meeting_attendance": POST_ONLY,
    "team_day":         "403 403 200 200 403 403 404 404 404 404 302",
    "excluded_week_add": "403 403 200 403 403 403 404 404 404 404 302",
    "excluded_week_take_back": POST_ONLY,
    "week_close":       "403 200 200 403 403 403 404 404 404 404 302",
    # Of a week that is not closed, which the page says.
    "week_reopen":      "403 200 403 403 403 403 404 404 404 404 302",
    "organisation_now":  "403 302 302 302 302 302 302 302 302 403 302",
    "organisation_week": "403 200 200 200 200 200 200 200 200 403 302",
    # the results of one person: the own, and, while that is agreed, those of the lead's own team
    "my_results":       EVERYONE,
    "my_looks":         EVERYONE,
    "team_people":      "403 403 200 403 403 403 404 404 404 404 302",
    "person_results":   "403 403 200 403 403 403 404 404 404 404 302",
    # Without a key the lead is led back to the week.
    "attention_handle": "403 403 302 403 403 403 404 404 404 404 302",
    # people
    "organisation":     "200 200 200 403 403 403 200 200 403 403 302",
    "node_detail":      "200 200 200 403 403 403 404 404 404 404 302",
    "node_add":         "200 200 404 404 404 403 404 404 404 404 302",
    "node_end":         "200 200 403 403 403 403 404 404 404 404 302",
    "head_count_add":   "200 200 403 403 403 403 404 404 404 404 302",
    "norms_by_lead":    POST_ONLY,
    # What a small team agreed: the team reads it, its lead and the manager above keep it.
    "share_agreement_list": "403 200 200 200 403 403 404 404 404 404 302",
    "share_agreement_end":  "403 200 200 403 403 403 404 404 404 404 302",
    "person_invite":    "200 200 200 403 403 403 404 404 404 404 302",
    "person_place":     "200 200 200 403 403 403 404 404 404 404 302",
    "role_end":         "200 200 200 403 403 403 404 404 403 403 302",
    "password_link":    POST_ONLY,
    "notice_seen":      POST_ONLY,
    "privacy":          EVERYONE,
    "consent_add":      "403 403 403 403 403 200 403 403 403 403 302",
    "consent_end":      "403 403 403 403 403 200 403 403 403 403 302",
    # people: shared computers
    "station":          "404 404 404 404 404 404 404 404 404 404 404",
    "station_person":   "404 404 404 404 404 404 404 404 404 404 404",
    "station_unlock":   "404 404 404 404 404 404 404 404 404 404 302",
    "station_leave":    "405 405 405 405 405 405 405 405 405 405 405",
    "pin_change":       "403 403 403 200 200 403 403 403 200 403 302",
    "station_add":      POST_ONLY,
    "station_end":      POST_ONLY,
    "first_pin":        POST_ONLY,
    "set_language":     "405 405 405 405 405 405 405 405 405 405 405",
    # behaviours
    "behaviour_list":   "200 200 200 200 200 200 200 200 200 403 302",
    "behaviour_detail": "200 200 200 200 200 200 200 200 200 403 302",
    "behaviour_add":    "403 200 403 403 403 403 200 403 403 403 302",
    "norm_add":         "403 200 403 403 403 403 200 403 403 403 302",
    "goal_list":        "200 200 200 200 200 200 200 200 200 403 302",
    "goal_add":         "403 200 403 403 403 403 200 403 403 403 302",
    # incidents: the contact is the employee's own
    "incident_list":     EVERYONE,
    "incident_add":      "403 200 200 200 200 403 200 200 200 403 302",
    "incident_detail":   "404 404 200 200 404 404 404 404 404 404 302",
    # words and data
    "incident_find":     POST_ONLY,
    "incident_correct":  "404 404 403 200 404 404 404 404 404 404 302",
    "incident_withdraw": "404 404 403 200 404 404 404 404 404 404 302",
    # noting in seconds: the norm of the week, the guideline, the sheet of the day, taking back
    "focus_set":         "403 403 200 403 403 403 404 404 404 404 302",
    "guideline_set":     POST_ONLY,
    "incident_tally":    "403 200 200 200 403 403 200 200 200 403 302",
    "incident_undo":     POST_ONLY,
    # rounds: the location is the team's, the round the employee's own
    "location_list":     "403 200 200 200 200 403 404 404 404 404 302",
    "location_add":      "403 200 200 403 403 403 404 404 404 404 302",
    "location_change":   "404 200 200 403 403 404 404 404 404 404 302",
    "location_end":      "404 200 200 403 403 404 404 404 404 404 302",
    "location_qr":       "404 200 200 403 403 404 404 404 404 404 302",
    "round_add":         "403 403 200 200 200 403 404 404 404 404 302",
    "round_detail":      "404 404 200 200 404 404 404 404 404 404 302",
    "round_correct":     "404 404 403 200 404 404 404 404 404 404 302",
    "round_withdraw":    "404 404 403 200 404 404 404 404 404 404 302",
    # promises: one of the team, made by the employee
    "promise_list":        "403 200 200 200 200 403 200 200 200 403 302",
    "promise_add":         "403 200 200 200 200 403 200 200 200 403 302",
    "promises_hand_over":  "403 403 200 403 403 403 403 200 403 403 302",
    "promise_detail":      "403 404 200 200 404 403 404 404 404 403 302",
    "promise_new_time":    "403 404 200 200 404 403 404 404 404 403 302",
    "promise_hand_over":   "403 404 200 200 404 403 404 404 404 403 302",
    "promise_settle":      POST_ONLY,
    "promise_attempt":     POST_ONLY,
    "promise_take_over":   POST_ONLY,
    "promise_by_link":     PUBLIC,
    "closing_day_list":    "200 200 403 403 403 403 200 403 403 403 302",
    "closing_day_remove":  POST_ONLY,
    # compliments and fresh eyes: what the observer gave the employee, what the employee asked
    "compliment_list":    EVERYONE,
    "compliment_give":    POST_ONLY,
    "compliment_detail":  "404 404 404 200 200 404 404 404 404 404 302",
    "compliment_take_back": POST_ONLY,
    # Only the employee is new here; the others are asked nothing.
    "fresh_eyes":         "403 302 302 200 302 403 302 302 302 403 302",
    "fresh_eyes_later":   POST_ONLY,
    "question_ask":       "403 200 200 200 200 403 200 200 200 403 302",
    "question_detail":    "404 200 200 200 200 404 404 404 404 404 302",
    "question_list":      "403 200 200 200 200 403 404 404 404 404 302",
    # what was in the way, and the story
    "barrier_report":    POST_ONLY,
    "barrier_list":      "403 200 403 403 403 403 200 403 403 403 302",
    "barrier_add":       "403 200 403 403 403 403 200 403 403 403 302",
    "barrier_change":    "403 200 403 403 403 403 200 403 403 403 302",
    "story_add":         "404 404 403 200 404 404 404 404 404 404 302",
    "story_remove":      POST_ONLY,
    "story_wall_answer": POST_ONLY,
    "story_wall":        "403 403 200 200 403 403 404 404 404 404 302",
    "barrier_board":     "403 403 200 200 403 403 404 404 404 404 302",
    "barrier_answer":    "403 403 200 403 403 403 404 404 404 404 302",
    "barrier_action":    "403 403 200 403 403 403 404 404 404 404 302",
    "barrier_pass":      POST_ONLY,
    "barriers_passed":   "403 200 403 403 403 403 200 403 403 403 302",
    "passed_answer":     "403 200 403 403 403 403 404 403 403 403 302",
    "handled_list":      "403 403 200 403 403 403 404 404 404 404 302",
    "handled_take_back": POST_ONLY,
    # Not there where no customer can leave; the walk lets them.
    "loss_terms":        "403 200 403 403 403 403 200 403 403 403 302",
    "action_done":       "404 404 200 200 404 404 404 404 404 404 302",
    # log-in and passwords
    "account_login":                ENTRANCE,
    "account_confirm_login_code":   LED_ON,
    "account_logout":               EVERYONE,
    "account_inactive":             PUBLIC,
    "account_signup":               ENTRANCE,
    "account_reauthenticate":       EVERYONE,
    "account_change_password":      EVERYONE,
    "account_set_password":         LED_ON,
    "account_reset_password":       PUBLIC,
    "account_reset_password_done":  PUBLIC,
    "account_reset_password_from_key": LED_ON,
    "account_reset_password_from_key_done": PUBLIC,
}  # fmt: skip

#: Here a stranger is led elsewhere than to the log-in page with the way back.
LEADS_ELSEWHERE = {
    "account_confirm_login_code",
    "account_logout",
    "account_reset_password_from_key",
}

#: What posting an empty form answers, where it is not what opening answers.
POSTED = {
    # The meeting is the lead's to run; nobody was ticked.
    "team_meeting":       "403 403 200 403 403 403 404 404 404 404 302",
    "meeting_attendance": "403 403 302 403 403 403 404 404 404 404 302",
    "excluded_week_take_back": "404 404 302 404 404 404 404 404 404 404 302",
    # Only its lead closes a week.
    "week_close":    "403 403 302 403 403 403 404 404 404 404 302",
    "guideline_set": "403 403 200 403 403 403 404 404 404 404 302",
    # Noted longer than a minute ago: led to where a reason is asked.
    "incident_undo": "404 404 404 302 404 404 404 404 404 404 302",
    "norms_by_lead": "403 302 403 403 403 403 404 404 404 404 302",
    "share_agreement_list": "403 200 200 403 403 403 404 404 404 404 302",
    # A colleague with a log-in name and a password: only the administrator.
    "password_link": "200 403 403 403 403 403 404 404 403 403 302",
    # What the employee is told.
    "notice_seen":   "404 404 404 302 404 404 404 404 404 404 302",
    "promise_settle":     "403 404 302 302 404 403 404 404 404 403 302",
    "promise_attempt":    "403 404 302 302 404 403 404 404 404 403 302",
    "promise_take_over":  "403 404 302 302 404 403 404 404 404 403 302",
    "closing_day_remove": "302 302 403 403 403 403 302 403 403 403 302",
    "incident_find": LED_ON,
    # An empty name is refused with a message; everybody of the part sees it end, or gives a PIN.
    "station_add":   "302 302 302 403 403 403 404 404 404 404 302",
    "station_end":   "302 302 302 403 403 403 404 404 403 403 302",
    "station_leave": "302 302 302 302 302 302 302 302 302 302 302",
    "first_pin":     "200 200 200 403 403 403 404 404 403 403 302",
    "set_language":  "302 302 302 302 302 302 302 302 302 302 302",
    "compliment_give":      "403 302 302 302 302 403 302 302 302 403 302",
    "compliment_take_back": "404 404 404 403 302 404 404 404 404 404 302",
    "fresh_eyes_later":     "403 302 302 302 302 403 302 302 302 403 302",
    "question_detail":      "404 200 200 403 403 404 404 404 404 404 302",
    # what was in the way, and the story
    "barrier_report":    "404 404 403 302 404 404 404 404 404 404 302",
    "story_remove":      "404 404 404 302 404 404 404 404 404 404 302",
    "story_wall_answer": "404 404 404 302 404 404 404 404 404 404 302",
    "barrier_pass":      "403 403 302 403 403 403 404 404 404 404 302",
    "handled_take_back": "403 403 302 403 403 403 404 404 404 404 302",
}  # fmt: skip

#: The secret in the address is what the token against forgery would be.
CARRIES_ITS_OWN_TOKEN = {"promise_by_link"}


@pytest.fixture(scope="module")
def made_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The organisation, made once for the whole walk and taken away again."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture
def world(made_once: World, db: None, settings: Any) -> World:
    """What a test does to it is undone after that test."""
    settings.CUSTOMERS_CAN_LEAVE = True
    cache.clear()
    return made_once


def expected(line: str) -> dict[str, int]:
    """The statuses of one line of the tables, by persona."""
    return dict(zip(PERSONAS, map(int, line.split()), strict=True))


def test_enough_addresses_are_found_and_each_has_its_line():
    assert len(FOUND) >= AT_LEAST
    assert set(FOUND) <= set(OPENED)
    assert all(len(line.split()) == len(PERSONAS) for line in (*OPENED.values(), *POSTED.values()))


def test_a_name_stands_for_one_address():
    names = [name for name, _pattern in patterns()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", sorted(FOUND))
def test_who_opens_what_and_opening_changes_nothing(name, world):
    address = world.address(name)
    clients = list(world.clients())
    before = contents()
    answers = {persona: client.get(address) for persona, client in clients}
    assert {persona: answer.status_code for persona, answer in answers.items()} == expected(
        OPENED[name]
    )
    if name not in LEADS_ELSEWHERE:
        leads_to_log_in(answers["stranger"])
    assert contents() == before


@pytest.mark.parametrize("name", sorted(set(FOUND) & set(POSTED)))
def test_who_posts_where_only_posting_is_possible(name, world):
    address = world.address(name)
    answers = {}
    for persona, client in world.clients():
        with transaction.atomic():
            answers[persona] = client.post(address).status_code
            transaction.set_rollback(True)
    assert answers == expected(POSTED[name])


@pytest.mark.parametrize("name", sorted(set(FOUND) - set(POSTED)))
def test_who_may_not_open_a_page_may_not_post_to_it_either(name, world):
    address = world.address(name)
    opened = expected(OPENED[name])
    for persona, client in world.clients():
        cache.clear()
        with transaction.atomic():
            status = client.post(address).status_code
            transaction.set_rollback(True)
        assert status < 500
        if opened[persona] in {403, 404}:
            assert status in {opened[persona], 405}, persona
        if persona == "stranger" and opened[persona] == 302:
            assert status == 302


@pytest.mark.parametrize("persona", ["manager", "stranger"])
def test_nothing_is_taken_without_a_token(persona, world):
    client = dict(world.clients(enforce_csrf_checks=True))[persona]
    for name in set(FOUND) - CARRIES_ITS_OWN_TOKEN:
        address = world.address(name)
        assert client.post(address).status_code == 403, name
        for method in (client.put, client.patch, client.delete):
            assert method(address).status_code in {403, 405}, name


@pytest.mark.parametrize("name", ["behaviour_add", "norm_add"])
def test_a_lead_publishes_where_the_manager_allowed_it_and_only_there(name, world):
    if name not in FOUND:
        pytest.skip(f"{name} is no page yet")
    let_lead_publish(team=world.team, since=TODAY)
    address, browsers = world.address(name), dict(world.clients())
    allowed = {"team_lead": 200, "other_lead": 403, "employee": 403, "administrator": 403}
    opened = {persona: browsers[persona].get(address).status_code for persona in allowed}
    assert opened == allowed
