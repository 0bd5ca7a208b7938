"""Every constraint of promises: one row accepted, one refused; and who sees what."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from incidents.models import ClosingDay, Promise, PromiseChange
from incidents.promises.actions import Keeper, settle_promise
from people.access import Scope
from tests.builders import (
    NOW,
    TODAY,
    make_department,
    make_norm,
    make_person,
    make_team,
    make_user,
)
from tests.incidents.promises.making import HOUR, promise
from tests.incidents.test_models import assert_refused

pytestmark = pytest.mark.django_db
KEY = UUID(int=9)
KEPT = {"settled_at": NOW, "outcome": "kept", "met": True, "score": 10_000}


def make_row(**fields: Any) -> Promise:
    team = make_team()
    given: dict[str, Any] = {
        "kind": "callback",
        "subject": "Vergunning",
        "promised_by": team,
        "kept_by": team,
        "made_at": NOW,
        "moment": "at",
        "due_at": NOW + HOUR,
        "overdue_at": NOW + 2 * HOUR,
        "week": TODAY,
    }
    if fields.pop("other_side", False):
        fields["promised_to"] = make_team()
    if fields.pop("judged", False):
        fields["norm"] = make_norm()
    if fields.pop("owned", False):
        fields["owner"] = make_user()
    return Promise.objects.create(**(given | fields))


CHECKS: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {
    "promise_internal_has_another_side": [
        ({"kind": "internal", "other_side": True}, {"kind": "internal"}),
        ({"kind": "callback"}, {"kind": "callback", "other_side": True}),
    ],
    "promise_owner_has_an_account_or_an_address": [
        ({"owned": True}, {"owned": True, "owner_email": "jan@example.nl"}),
    ],
    "promise_link_is_for_an_address": [
        ({"link_digest": "d", "owner_email": "jan@example.nl"}, {"link_digest": "d"}),
    ],
    "promise_moments_follow_each_other": [
        ({"due_from": NOW}, {"due_from": NOW + 2 * HOUR}),
        ({}, {"overdue_at": NOW + HOUR}),
    ],
    "promise_settled_has_an_outcome": [
        ({"settled_at": NOW, "outcome": "cancelled"}, {"settled_at": NOW}),
        ({}, {"outcome": "kept"}),
    ],
    "promise_settled_is_wiped": [
        ({"sealed": "x"}, {"sealed": "x", "settled_at": NOW, "outcome": "cancelled"}),
    ],
    "promise_met_and_score_by_a_norm": [
        (KEPT | {"judged": True}, KEPT | {"score": None, "judged": True}),
        ({"settled_at": NOW, "outcome": "kept"}, KEPT),
    ],
    "promise_met_as_it_ended": [
        (KEPT | {"judged": True}, KEPT | {"judged": True, "outcome": "late"}),
        (KEPT | {"judged": True, "outcome": "late", "met": False},
         KEPT | {"judged": True, "outcome": "cancelled", "met": False}),
    ],
    "promise_with_a_norm_is_judged": [
        ({"settled_at": NOW, "outcome": "cancelled", "judged": True},
         {"settled_at": NOW, "outcome": "missed", "judged": True}),
    ],
    "promise_score_is_ten_thousandths": [
        (KEPT | {"judged": True}, KEPT | {"judged": True, "score": 10_001}),
    ],
    "promise_attempt_that_counts_was_made": [
        ({"attempt_counts": True, "first_attempt_at": NOW}, {"attempt_counts": True}),
    ],
    "promise_kept_after_closing_was_missed": [
        ({"after_closing": True, "settled_at": NOW, "outcome": "missed"},
         {"after_closing": True, "settled_at": NOW, "outcome": "cancelled"}),
    ],
    "promise_choices_are_known": [
        ({"kind": "colleague"}, {"kind": "wish"}),
        ({"moment": "today"}, {"moment": "ever"}),
        ({"subject": "x"}, {"subject": ""}),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", CHECKS)
def test_a_sound_row_is_taken_and_an_unsound_one_refused(name):
    for sound, unsound in CHECKS[name]:
        make_row(**sound)
        assert_refused(name, make_row, **unsound)


def test_the_unique_ones():
    maker = make_user()
    make_row(made_by=maker, submission_key=KEY)
    make_row(made_by=make_user(), submission_key=KEY)
    assert_refused("promise_submitted_once", make_row, made_by=maker, submission_key=KEY)
    link = {"link_digest": "d", "owner_email": "jan@example.nl"}
    make_row(**link)
    make_row()
    assert_refused("promise_link_once", make_row, **link)


def test_every_check_of_the_table_is_tried():
    named = {each.name for each in Promise._meta.constraints}
    assert named == {*CHECKS, "promise_submitted_once", "promise_link_once"}


def make_change(**fields: Any) -> PromiseChange:
    given: dict[str, Any] = {"kind": "kept", "version": 2, "changed_at": NOW}
    given["promise"] = fields.pop("promise", None) or make_row()
    return PromiseChange.objects.create(**(given | fields))


def test_the_history_has_one_line_a_version_and_a_new_time_says_why():
    row = make_change().promise
    assert_refused("promise_change_once_a_version", make_change, promise=row)
    moved = {"kind": "new_time", "reason": "Ziek", "due_before": NOW, "due_at": NOW + HOUR}
    make_change(**moved)
    assert_refused("promise_new_time_has_a_reason", make_change, **(moved | {"reason": ""}))
    assert_refused("promise_new_time_has_a_reason", make_change, **(moved | {"due_at": None}))
    assert_refused("promise_change_kind_is_known", make_change, kind="dreamt")


def test_a_closing_day_is_there_once_and_says_why():
    ClosingDay.objects.create(day=TODAY, words="Personeelsdag")
    again = {"day": TODAY, "words": "Nog eens"}
    assert_refused("unique", ClosingDay.objects.create, **again)
    silent = {"day": TODAY + timedelta(days=1), "words": ""}
    assert_refused("closing_day_says_why", ClosingDay.objects.create, **silent)


def test_a_promise_is_seen_by_every_side_and_by_nobody_else():
    planning, reception, facilities = make_team(), make_team(), make_team()
    maker, owner, stand_in = make_user(), make_user(), make_user()
    made = promise(
        planning,
        kind="internal",
        promised_by=reception,
        promised_to=facilities,
        made_by=maker,
        keeper=Keeper(owner=owner),
        stand_in=stand_in,
    )
    sides = [make_person(team) for team in (planning, reception, facilities)]
    lead = make_person(planning, "team_lead")
    strangers = [
        make_person(make_team()),
        make_person(planning, "observer"),
        make_person(planning.parent, "manager"),
        make_person(make_department(), "team_lead"),
        make_user(),
    ]

    def sees(user) -> bool:
        return made in Promise.objects.visible_to(Scope(user, TODAY))

    assert all(map(sees, [*sides, lead, maker, owner, stand_in]))
    assert not any(map(sees, strangers))
    opens = [user for user in (*sides, lead, maker, owner, stand_in) if made.is_open_to(user)]
    assert opens == [maker, owner, stand_in]


def test_running_is_either_open_or_overdue_and_never_both():
    made = [promise(due_at=NOW + minutes * HOUR) for minutes in (1, 2, 3)]
    settle_promise(promise=promise(), how="kept", at=NOW, by=None)
    now = NOW + 2 * HOUR
    overdue, still_open = Promise.objects.overdue(now), Promise.objects.open(now)
    assert list(overdue) == made[:1]
    assert list(still_open.order_by("pk")) == made[1:]
