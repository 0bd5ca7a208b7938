"""What a lead and a manager do about what was in the way; whoever tapped it is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from coaching.actions.barriers import (
    answer_barrier,
    answer_passed,
    finish_action,
    make_action,
    pass_barrier,
)
from coaching.models import Action, AnsweredReport, BarrierAnswer
from coaching.queries.barriers import (
    OpenBarrier,
    first_to_look_at,
    open_barriers,
    open_counts,
    passed_barriers,
    possible_owners,
)
from incidents.actions import withdraw_contact
from incidents.barriers import report_barrier
from incidents.models import Barrier, BarrierReport
from people.models import Notice
from tests.builders import (
    NOW,
    TODAY,
    log_miss,
    make_barrier,
    make_behaviour,
    make_department,
    make_norm,
    make_person,
    make_team,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team("Balie", slug="balie", parent=make_department("Publiek"))


@pytest.fixture
def lead(team):
    return make_person(team, "team_lead")


@pytest.fixture
def manager(team):
    return make_person(team.parent, "manager")


@pytest.fixture
def me(team):
    return make_person(team, language="en")


@pytest.fixture
def behaviour():
    behaviour = make_behaviour()
    make_norm(behaviour)
    return behaviour


@pytest.fixture
def busy():
    return make_barrier("too_busy", words="te druk", words_en="too busy", rank=3)


def given(team, barrier, by, text: str = "Er komt iemand bij", **fields: Any) -> BarrierAnswer:
    return answer_barrier(team=team, barrier=barrier, text=text, by=by, at=NOW, **fields)


def passed_on(team, barrier, by) -> BarrierAnswer:
    return pass_barrier(team=team, barrier=barrier, by=by, at=NOW)


def action_of(team, barrier, by, **fields: Any) -> Action:
    fields = {"title": "Bellen met beheer", "owner": by, "due_on": TODAY} | fields
    return make_action(team=team, barrier=barrier, by=by, at=NOW, **fields)


def counts(team) -> list[tuple[str, int]]:
    return [(row.barrier.code, row.count) for row in open_barriers(team)]


class TestOpen:
    def test_the_most_frequent_first_and_something_else_last(self, team, behaviour, me, busy):
        other, system = make_barrier("other", rank=12), make_barrier("system", rank=5)
        for barrier, times in ((other, 4), (system, 1), (busy, 2)):
            for _ in range(times):
                log_miss(team, me, behaviour, barrier)
        assert counts(team) == [("too_busy", 2), ("system", 1), ("other", 4)]

    def test_each_says_at_which_behaviours_and_when_last(self, team, behaviour, me, busy):
        second = make_behaviour(title="Naam noemen")
        make_norm(second)
        log_miss(team, me, second, busy)
        for days in (0, 3):
            log_miss(team, me, behaviour, busy, occurred_at=NOW - timedelta(days=days))
        (row,) = open_barriers(team)
        assert row.behaviours == [(behaviour.title, 2), ("Naam noemen", 1)]
        assert (row.count, row.newest) == (3, TODAY)

    def test_what_was_withdrawn_or_is_of_another_team_does_not_count(
        self, team, behaviour, me, busy
    ):
        gone = log_miss(team, me, behaviour, busy)
        log_miss(make_team(), me, behaviour, busy)
        assert open_counts([team]) == {team: 1}
        withdraw_contact(incident=gone, version=1, by=me, at=NOW, reason="dubbel")
        assert (counts(team), open_counts([team])) == ([], {})

    def test_the_few_that_make_up_four_fifths_from_twenty_on(self):
        def opened(*numbers: int) -> list[OpenBarrier]:
            return [OpenBarrier(Barrier(code=f"b{n}"), count=n) for n in numbers]

        few = first_to_look_at(opened(18, 11, 9, 5, 3, 3, 1))
        assert [barrier.code for barrier in few] == ["b18", "b11", "b9", "b5"]
        assert first_to_look_at(opened(19)) == []

    @pytest.mark.parametrize("count", [1, 3])
    def test_two_queries_however_much_it_is(
        self, team, behaviour, me, count, django_assert_num_queries
    ):
        for number in range(count):
            log_miss(team, me, behaviour, make_barrier(f"b{number}"))
        with django_assert_num_queries(2):
            assert len(open_barriers(team)) == count


class TestAnswer:
    def test_it_closes_what_lies_open_and_not_what_comes_later(
        self, team, behaviour, me, lead, busy
    ):
        log_miss(team, me, behaviour, busy)
        answer = given(team, busy, lead)
        assert (answer.text, answer.answered_by, answer.answered_at) == (
            "Er komt iemand bij",
            lead,
            NOW,
        )
        assert counts(team) == []
        log_miss(team, me, behaviour, busy)
        assert counts(team) == [("too_busy", 1)]

    def test_another_tap_on_the_same_miss_lies_open_again(self, team, behaviour, me, lead, busy):
        incident = log_miss(team, me, behaviour, busy)
        answer = given(team, busy, lead)
        system = make_barrier("system")
        report_barrier(incident=incident, behaviour=behaviour, barrier=system, by=me, at=NOW)
        assert counts(team) == [("system", 1)]
        assert not AnsweredReport.objects.exists()
        assert BarrierAnswer.objects.get() == answer

    def test_nothing_to_answer_and_nothing_said_are_refused(self, team, behaviour, me, lead, busy):
        with pytest.raises(ValidationError):
            given(team, busy, lead)
        log_miss(team, me, behaviour, busy)
        with pytest.raises(ValidationError):
            given(team, busy, lead, text=" \u200b ")
        assert not BarrierAnswer.objects.exists()

    def test_who_tapped_it_is_told_once_in_the_own_language_and_nobody_else(
        self, team, behaviour, me, lead, busy
    ):
        other = make_person(team)
        for user in (me, me, other):
            log_miss(team, user, behaviour, busy)
        log_miss(team, make_person(team), behaviour, make_barrier("system"))
        given(team, busy, lead)
        said = {notice.user: (notice.text, notice.url) for notice in Notice.objects.all()}
        assert Notice.objects.count() == 2
        assert said == {
            me: ("Answer to “too busy”: Er komt iemand bij", "/teams/balie/barriers/"),
            other: ("Antwoord op “te druk”: Er komt iemand bij", "/teams/balie/barriers/"),
        }

    def test_an_observer_is_led_to_the_own_contact(self, team, behaviour, lead, busy):
        observer = make_person(team, "observer")
        fields = {"logged_by": observer, "employee": None, "origin": "observed"}
        incident = log_miss(team, observer, behaviour, busy, **fields)
        given(team, busy, lead)
        assert Notice.objects.get().url == f"/contacts/{incident.pk}/"

    def test_the_longest_answer_fits_what_people_are_told(self, team, behaviour, me, lead, busy):
        log_miss(team, me, behaviour, busy)
        given(team, busy, lead, text="a" * 500)
        assert len(Notice.objects.get().text) < 300


class TestPassedOn:
    def test_it_waits_for_the_manager_of_the_node_above(
        self, team, behaviour, me, lead, manager, busy
    ):
        log_miss(team, me, behaviour, busy)
        answer = passed_on(team, busy, lead)
        assert (answer.passed_to, answer.answered_at) == (team.parent, None)
        assert counts(team) == []
        (passed,) = passed_barriers(BarrierAnswer.objects.waiting())
        assert (passed.count, passed.behaviours) == (1, [(behaviour.title, 1)])
        assert Notice.objects.get().text == "“too busy” was passed on to the manager."

    def test_the_manager_answers_once(self, team, behaviour, me, lead, manager, busy):
        log_miss(team, me, behaviour, busy)
        answer = passed_on(team, busy, lead)
        answer_passed(answer=answer, text="Akkoord", by=manager, at=NOW)
        answer.refresh_from_db()
        assert (answer.text, answer.answered_by, answer.taken_up_by) == ("Akkoord", manager, lead)
        with pytest.raises(ValidationError):
            answer_passed(answer=answer, text="Toch niet", by=manager, at=NOW)
        texts = Notice.objects.order_by("pk").values_list("text", flat=True)
        assert list(texts)[1:] == ["Answer to “too busy”: Akkoord"]


class TestAction:
    def test_it_has_an_owner_and_a_day_and_answers_what_lay_open(
        self, team, behaviour, me, lead, busy
    ):
        log_miss(team, me, behaviour, busy)
        owner = make_person(team, language="nl")
        action = action_of(team, busy, lead, owner=owner)
        assert (action.owner, action.due_on, action.barrier_answer.barrier) == (owner, TODAY, busy)
        assert counts(team) == []
        assert {notice.user: notice.text for notice in Notice.objects.all()} == {
            me: "An action was made of “too busy”: Bellen met beheer",
            owner: "Jij doet deze verbeteractie: Bellen met beheer",
        }

    def test_a_day_that_is_over_is_refused(self, team, behaviour, me, lead, busy):
        log_miss(team, me, behaviour, busy)
        with pytest.raises(ValidationError):
            action_of(team, busy, lead, due_on=TODAY - timedelta(days=1))
        assert not Action.objects.exists()

    def test_done_it_says_what_came_of_it_and_who_tapped_is_told(
        self, team, behaviour, me, lead, busy
    ):
        log_miss(team, me, behaviour, busy)
        action = action_of(team, busy, lead)
        assert (action.is_late(TODAY), action.is_late(TODAY + timedelta(days=1))) == (False, True)
        finish_action(action=action, outcome="Het werkt", at=NOW)
        action.refresh_from_db()
        assert (action.outcome, action.done_at, action.is_late(TODAY)) == ("Het werkt", NOW, False)
        assert list(Action.objects.open()) == []
        assert Notice.objects.latest("pk").text == "Done about “too busy”: Het werkt"
        with pytest.raises(ValidationError):
            finish_action(action=action, outcome="Nog eens", at=NOW)

    def test_its_owner_works_in_the_team_or_leads_or_manages_it(self, team, me, lead, manager):
        make_person(team, "observer")
        make_person(make_team())
        assert set(possible_owners(team, TODAY)) == {me, lead, manager}


def _answer_fields(team, lead, busy) -> dict[str, Any]:
    return {"team": team, "barrier": busy, "taken_up_by": lead, "taken_up_at": NOW}


ANSWERED = {"answered_at": NOW, "text": "Ja"}


@pytest.mark.parametrize(
    ("constraint", "taken", "refused"),
    [
        ("barrier_answer_is_given_or_passed_on", ANSWERED, {}),
        ("barrier_answer_given_says_what_by_whom", ANSWERED, {"answered_at": NOW}),
        ("barrier_answer_given_says_what_by_whom", ANSWERED, {"text": "Ja"}),
    ],
)
def test_an_answer_the_database_takes_and_one_it_refuses(
    team, lead, busy, constraint: str, taken: dict[str, Any], refused: dict[str, Any]
):
    fields = _answer_fields(team, lead, busy)
    BarrierAnswer.objects.create(**fields, **taken, answered_by=lead)
    by = {"answered_by": lead} if "answered_at" in refused else {}
    if "passed_on" not in constraint:
        fields["passed_to"] = team.parent
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        BarrierAnswer.objects.create(**fields, **refused, **by)


def test_a_tap_is_answered_once(team, behaviour, me, lead, busy):
    log_miss(team, me, behaviour, busy)
    answer = given(team, busy, lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnsweredReport.objects.create(answer=answer, report=BarrierReport.objects.get())


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("action_says_what", {"title": ""}),
        ("action_done_says_what_came_of_it", {"done_at": F("made_at")}),
        ("action_done_says_what_came_of_it", {"outcome": "Het werkt"}),
    ],
)
def test_an_action_the_database_refuses(team, behaviour, me, lead, busy, constraint, change):
    log_miss(team, me, behaviour, busy)
    action_of(team, busy, lead)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Action.objects.update(**change)
    assert Action.objects.update(done_at=NOW, outcome="Het werkt") == 1
