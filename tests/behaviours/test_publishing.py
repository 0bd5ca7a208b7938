"""From which day, for whom and with which terms a norm is published."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from behaviours.actions import (
    NormTerms,
    StartRefused,
    publish_norm,
)
from behaviours.measures import InvalidMeasure
from behaviours.models import Behaviour, Norm
from tests.builders import (
    NOW,
    TERMS,
    TODAY,
    make_behaviour,
    make_department,
    make_norm,
    make_root,
    make_team,
    make_user,
)

pytestmark = pytest.mark.django_db

NEXT_MONDAY = TODAY + timedelta(weeks=1)


def terms_of(kind: str, **changes) -> NormTerms:
    return NormTerms(**({"sentence": "Binnen 20 seconden opnemen"} | TERMS[kind] | changes))


def publish(behaviour: Behaviour, team=None, starts_on: date = NEXT_MONDAY, **fields) -> Norm:
    fields = {"outcome": Norm.Outcome.NORM, "by": None, "at": NOW, "today": TODAY} | fields
    default = terms_of(behaviour.kind) if fields["outcome"] == Norm.Outcome.NORM else None
    return publish_norm(
        behaviour=behaviour,
        team=team or make_root(),
        starts_on=starts_on,
        terms=fields.pop("terms", default),
        **fields,
    )


@pytest.mark.parametrize("kind", list(TERMS))
def test_a_norm_of_every_kind_is_published_with_its_terms(kind: str):
    behaviour = make_behaviour(kind=kind)
    author = make_user()
    norm = publish(
        behaviour,
        terms=terms_of(kind, share_target=Decimal("0.8"), weight=3),
        by=author,
        reason="Afgesproken in het overleg",
    )
    norm.refresh_from_db()
    stored = {name: getattr(norm, name) for name in TERMS[kind]}
    assert stored == TERMS[kind]
    assert norm.sentence == "Binnen 20 seconden opnemen"
    assert (norm.share_target, norm.weight, norm.critical) == (Decimal("0.8"), 3, False)
    assert (norm.published_by, norm.published_at, norm.reason) == (
        author,
        NOW,
        "Afgesproken in het overleg",
    )


@pytest.mark.parametrize(
    "starts_on",
    [date(2015, 3, 4), TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1), NEXT_MONDAY],
)
def test_the_first_norm_anywhere_starts_on_any_day(starts_on: date):
    assert publish(make_behaviour(), starts_on=starts_on).starts_on == starts_on


def test_an_earlier_first_norm_is_put_before_it_on_the_same_node():
    behaviour = make_behaviour()
    publish(behaviour, starts_on=date(2026, 3, 4))
    publish(behaviour, starts_on=date(2021, 1, 1))
    publish(behaviour, starts_on=date(2015, 6, 7))
    assert behaviour.norms.count() == 3


def test_an_earlier_first_norm_is_not_put_on_another_node():
    behaviour = make_behaviour()
    publish(behaviour, starts_on=date(2026, 3, 4))
    with pytest.raises(StartRefused) as refused:
        publish(behaviour, make_team(), starts_on=date(2026, 3, 2))
    assert refused.value.code == "not_later"


def test_a_second_version_is_not_put_between_two_that_were_in_force():
    behaviour = make_behaviour()
    publish(behaviour, starts_on=date(2026, 3, 2))
    publish(behaviour, starts_on=NEXT_MONDAY)
    with pytest.raises(StartRefused) as refused:
        publish(behaviour, starts_on=date(2026, 4, 6))
    assert refused.value.code == "not_later"


def test_where_two_nodes_share_the_first_day_each_takes_an_earlier_one():
    behaviour, team = make_behaviour(), make_team()
    publish(behaviour, starts_on=NEXT_MONDAY)
    publish(behaviour, team, starts_on=NEXT_MONDAY)
    assert publish(behaviour, team, starts_on=date(2026, 1, 7)).team == team


@pytest.mark.parametrize(
    ("starts_on", "code"),
    [
        (TODAY - timedelta(weeks=1), "not_later"),
        (TODAY, "not_later"),  # a Monday
        (TODAY + timedelta(days=1), "not_monday"),
        (NEXT_MONDAY - timedelta(days=1), "not_monday"),
        (NEXT_MONDAY + timedelta(days=1), "not_monday"),
    ],
)
@pytest.mark.parametrize("elsewhere", [False, True])
def test_every_other_version_starts_on_a_monday_later_than_today(
    starts_on: date, code: str, elsewhere: bool
):
    behaviour = make_behaviour()
    publish(behaviour, starts_on=date(2026, 3, 2))
    node = make_team() if elsewhere else make_root()
    with pytest.raises(StartRefused) as refused:
        publish(behaviour, node, starts_on=starts_on)
    assert refused.value.code == code
    assert behaviour.norms.count() == 1
    assert publish(behaviour, node, starts_on=NEXT_MONDAY).starts_on == NEXT_MONDAY


def test_another_behaviour_does_not_count_as_an_earlier_norm():
    publish(make_behaviour(), starts_on=date(2026, 3, 2))
    assert publish(make_behaviour(), starts_on=date(2026, 3, 3)).starts_on == date(2026, 3, 3)


def test_one_node_has_one_version_from_a_day():
    behaviour = make_behaviour()
    publish(behaviour)
    with pytest.raises(StartRefused) as refused:
        publish(behaviour)
    assert refused.value.code == "taken"
    assert publish(behaviour, make_team()).starts_on == NEXT_MONDAY


def test_nothing_is_published_on_a_node_from_the_day_it_ends():
    team = make_team(ended_on=NEXT_MONDAY)
    with pytest.raises(StartRefused) as refused:
        publish(make_behaviour(), team, starts_on=NEXT_MONDAY)
    assert refused.value.code == "node_ended"
    assert publish(make_behaviour(), team, starts_on=NEXT_MONDAY - timedelta(days=1)).team == team


@pytest.mark.parametrize("make_node", [make_root, make_department, make_team])
def test_a_norm_is_published_on_every_kind_of_node(make_node):
    node = make_node()
    assert publish(make_behaviour(), node).team == node


@pytest.mark.parametrize("outcome", ["not_applicable", "retired", "inherit"])
def test_an_outcome_without_a_norm_has_no_terms(outcome: str):
    behaviour = make_behaviour()
    publish(behaviour, starts_on=date(2026, 3, 2))
    ended = publish(behaviour, outcome=outcome, reason="Wordt anders georganiseerd")
    assert (ended.outcome, ended.sentence, ended.threshold) == (outcome, "", None)
    with pytest.raises(InvalidMeasure) as refused:
        publish(behaviour, make_team(), outcome=outcome, terms=terms_of(behaviour.kind))
    assert refused.value.field == "outcome"


@pytest.mark.parametrize("outcome", ["not_applicable", "retired", "inherit"])
def test_what_never_began_is_not_ended(outcome: str):
    behaviour = make_behaviour()
    with pytest.raises(InvalidMeasure) as refused:
        publish(behaviour, outcome=outcome)
    assert (refused.value.field, refused.value.code) == ("outcome", "nothing_before")
    publish(behaviour, starts_on=date(2026, 3, 2))
    with pytest.raises(InvalidMeasure):
        publish(behaviour, outcome=outcome, starts_on=date(2026, 2, 2))


@pytest.mark.parametrize(
    ("kind", "changes", "field", "code"),
    [
        ("time_limit", {"threshold": None}, "threshold", "required"),
        ("time_limit", {"threshold": 20, "zero_point": 19}, "zero_point", "too_low"),
        ("time_limit", {"threshold": 2**31, "zero_point": None}, "threshold", "too_high"),
        ("count_limit", {"threshold": -1}, "threshold", "too_low"),
        ("count_minimum", {"threshold": 0}, "threshold", "too_low"),
        ("count_minimum", {"zero_point": 9}, "zero_point", "not_for_this_kind"),
        ("do", {"threshold": 1}, "threshold", "not_for_this_kind"),
        ("dont", {"anchors": ("a", "b")}, "anchors", "not_for_this_kind"),
        ("rating", {"threshold": 6}, "threshold", "too_high"),
        ("rating", {"anchors": ("een", " ", "drie", "vier", "vijf")}, "anchors", "empty_anchor"),
        ("promise", {"late_tolerance": None}, "late_tolerance", "required"),
        ("promise", {"late_zero_point": 15}, "late_zero_point", "too_low"),
        ("promise", {"early_tolerance": None}, "early_tolerance", "required"),
        ("extra", {"critical": True}, "critical", "extra_never_critical"),
        ("do", {"sentence": "  "}, "sentence", "required"),
    ],
)
def test_terms_that_cannot_judge_are_refused_at_their_field(kind, changes, field, code):
    behaviour = make_behaviour(kind=kind)
    with pytest.raises(InvalidMeasure) as refused:
        publish(behaviour, terms=terms_of(kind, **changes))
    assert (refused.value.field, refused.value.code) == (field, code)
    assert not behaviour.norms.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"weight": 0},
        {"weight": 6},
        {"share_target": Decimal("0")},
        {"share_target": Decimal("1.01")},
        {"sentence": "x" * 201},
        {"tolerance_unit": "weeks"},
    ],
)
def test_terms_that_cannot_be_stored_are_refused(changes: dict):
    behaviour = make_behaviour()
    with pytest.raises(ValidationError):
        publish(behaviour, terms=terms_of("time_limit", **changes))
    assert not behaviour.norms.exists()


def test_tolerances_in_working_days_are_stored():
    promise = make_behaviour(kind="promise")
    terms = NormTerms(
        sentence="Binnen 2 werkdagen",
        tolerance_unit=Norm.ToleranceUnit.WORKING_DAYS,
        late_tolerance=2,
        late_zero_point=4,
    )
    norm = publish(promise, terms=terms)
    norm.refresh_from_db()
    assert (norm.tolerance_unit, norm.late_tolerance, norm.late_zero_point) == (
        "working_days",
        2,
        4,
    )


@pytest.mark.postgresql
def test_publishing_locks_the_behaviour_and_then_the_node():
    behaviour = make_behaviour()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        publish(behaviour)
    locks = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    tables = [lock.partition(" FROM ")[2].split()[0].strip('"') for lock in locks]
    assert tables == ["behaviours_behaviour", "people_team"]


def test_a_refused_norm_leaves_nothing_behind():
    behaviour = make_behaviour()
    make_norm(behaviour, starts_on=date(2026, 3, 2))
    with pytest.raises(StartRefused):
        publish(behaviour, starts_on=TODAY)
    assert Norm.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_for_one_day_at_once_one_is_told():
    behaviour = make_behaviour()
    make_norm(behaviour, starts_on=date(2026, 3, 2))
    both_ready = Barrier(2)

    def publish_when_ready() -> str:
        both_ready.wait()
        try:
            publish(behaviour)
        except StartRefused as refused:
            return refused.code
        finally:
            connection.close()
        return "published"

    with ThreadPoolExecutor(2) as pool:
        results = [pool.submit(publish_when_ready) for _ in range(2)]
    assert sorted(result.result() for result in results) == ["published", "taken"]
