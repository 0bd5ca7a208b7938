"""Every constraint of the tables: one row accepted, one refused."""

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from incidents.models import (
    Incident,
    IncidentChange,
    Latecomer,
    Location,
    Observation,
    Source,
    TeamWeek,
    WeekClosing,
)
from tests.builders import NOW, TODAY, make_behaviour, make_norm, make_team, make_user

pytestmark = pytest.mark.django_db
KEY = UUID(int=7)


def make_incident(**fields: Any) -> Incident:
    fields = {
        "team": fields.pop("team", None) or make_team(),
        "channel": "phone",
        "occurred_at": NOW,
        "local_date": TODAY,
        "week": TODAY,
        "origin": "self",
        "logged_at": NOW,
    } | fields
    return Incident.objects.create(**fields)


def make_observation(**fields: Any) -> Observation:
    incident = fields.pop("incident", None) or make_incident()
    behaviour = fields.pop("behaviour", None) or make_behaviour()
    if fields.pop("judged", True):
        fields["norm"] = make_norm(behaviour)
    fields = {
        "state": "seen",
        "value": 5,
        "met": True,
        "score": 10_000,
        "team": incident.team,
        "week": incident.week,
        "local_date": incident.local_date,
        "origin": incident.origin,
    } | fields
    return Observation.objects.create(incident=incident, behaviour=behaviour, **fields)


def assert_refused(constraint: str, make: Any, **fields: Any) -> None:
    """The database itself says no; SQLite names the columns of an index, not its name."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make(**fields)
    said = str(refusal.value)
    assert constraint in said or "UNIQUE constraint failed" in said


INCIDENT: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "incident_row_key_belongs_to_a_source": ({"row_key": ""}, {"row_key": "r1"}),
    "incident_score_is_ten_thousandths": ({"score": 10_000}, {"score": 10_001}),
    "incident_not_answered_names_its_rule": (
        {"answered": False, "not_answered_rule": "by_wait"},
        {"answered": False},
    ),
    "incident_withdrawn_with_a_reason": (
        {"withdrawn_at": NOW, "withdrawn_reason": "dubbel"},
        {"withdrawn_at": NOW},
    ),
}

OBSERVATION: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "observation_unseen_has_no_value": (
        {"state": "not_observed", "value": None, "met": None, "score": None},
        {"state": "not_observed", "value": 5, "met": None, "score": None},
    ),
    "observation_met_and_score_together": (
        {"met": None, "score": None},
        {"met": True, "score": None},
    ),
    "observation_judged_by_a_norm": (
        {"judged": False, "met": None, "score": None},
        {"judged": False, "met": True, "score": 10_000},
    ),
    "observation_seen_says_what": (
        {"value": None, "met": False, "score": 0},
        {"value": None, "met": None, "score": None},
    ),
    "observation_without_value_is_all_or_nothing": (
        {"value": None, "met": True, "score": 10_000},
        {"value": None, "met": True, "score": 5_000},
    ),
    "observation_score_is_ten_thousandths": ({"score": 0}, {"score": 10_001}),
}


@pytest.mark.parametrize("name", INCIDENT)
def test_a_contact_keeps(name: str):
    accepted, refused = INCIDENT[name]
    assert make_incident(**accepted).pk
    assert_refused(name, make_incident, **refused)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "hearsay"},
        {"channel": "fax"},
        {"customer_kind": "friend"},
        {"answered": False, "not_answered_rule": "perhaps"},
    ],
)
def test_a_contact_takes_known_choices_only(wrong: dict[str, Any]):
    assert make_incident().pk
    assert_refused("incident_choices_are_known", make_incident, **wrong)


def make_location(**fields: Any) -> Location:
    fields = {"name": "Receptie", "slug": "receptie"} | fields
    return Location.objects.create(team=fields.pop("team", None) or make_team(), **fields)


ROUND = "incident_round_has_a_location_instead_of_a_channel"


def test_a_round_has_a_location_instead_of_a_channel():
    location = make_location()
    done = {"team": location.team, "location": location, "origin": "round", "channel": ""}
    assert make_incident(**done).pk
    for wrong in ({"location": None}, {"channel": "desk"}, {"origin": "self"}):
        assert_refused(ROUND, make_incident, **(done | wrong))
    assert_refused(ROUND, make_incident, channel="")
    assert_refused(ROUND, make_incident, location=location)


def test_the_team_of_a_customer_is_another_team_of_ours():
    name = "incident_customer_team_is_another_team_of_ours"
    team, customer = make_team(), make_team()
    internal = {"team": team, "customer_kind": "internal", "customer_team": customer}
    assert make_incident(**internal).pk
    assert_refused(name, make_incident, **(internal | {"customer_team": team}))
    assert_refused(name, make_incident, **(internal | {"customer_kind": "external"}))


def test_only_what_is_not_met_needs_something():
    missed = {"met": False, "score": 0, "needed": "Een kast"}
    assert make_observation(**missed).pk
    name = "observation_something_is_needed_where_not_met"
    for wrong in ({"met": True, "score": 10_000}, {"met": None, "score": None}):
        assert_refused(name, make_observation, **(missed | wrong))


def test_a_location_has_a_name_and_a_slug_of_its_own_in_its_team():
    location = make_location()
    assert make_location(team=make_team()).pk
    for name, wrong in (
        ("location_name_once_a_team", {"name": "RECEPTIE", "slug": "hal"}),
        ("location_slug_once_a_team", {"name": "Hal"}),
        ("location_has_a_name_and_a_slug", {"name": "", "slug": "hal"}),
        ("location_has_a_name_and_a_slug", {"name": "Hal", "slug": ""}),
    ):
        assert_refused(name, make_location, team=location.team, **wrong)


def test_a_submission_has_an_author():
    assert make_incident(logged_by=make_user(), submission_key=KEY).pk
    assert_refused("incident_submitted_by_somebody", make_incident, submission_key=KEY)


@pytest.mark.parametrize(
    "wrong",
    [{"origin": "hearsay"}, {"state": "guessed", "value": None, "met": None, "score": None}],
)
def test_an_observation_takes_known_choices_only(wrong: dict[str, Any]):
    assert make_observation().pk
    assert_refused("observation_choices_are_known", make_observation, **wrong)


@pytest.mark.parametrize("name", OBSERVATION)
def test_an_observation_keeps(name: str):
    accepted, refused = OBSERVATION[name]
    assert make_observation(**accepted).pk
    assert_refused(name, make_observation, **refused)


def test_a_rule_for_not_answered_stands_with_no_other_contact():
    assert_refused(
        "incident_not_answered_names_its_rule", make_incident, not_answered_rule="not_met"
    )


def test_a_reason_stands_with_no_contact_that_counts():
    assert_refused("incident_withdrawn_with_a_reason", make_incident, withdrawn_reason="dubbel")


def test_a_submission_key_is_used_once_by_an_author():
    author = make_user()
    make_incident(logged_by=author, submission_key=KEY)
    assert make_incident(logged_by=make_user(), submission_key=KEY).pk
    assert_refused("incident_submitted_once", make_incident, logged_by=author, submission_key=KEY)


def test_a_row_of_a_source_is_imported_once():
    source = Source.objects.create(name="centrale")
    make_incident(source=source, row_key="r1")
    assert make_incident(source=source, row_key="r2").pk
    assert_refused("incident_row_imported_once", make_incident, source=source, row_key="r1")
    assert_refused("incident_row_key_belongs_to_a_source", make_incident, source=source)


def test_a_contact_has_one_observation_of_a_behaviour():
    incident, answer = make_incident(), make_behaviour()
    make_observation(incident=incident, behaviour=answer, judged=False, met=None, score=None)
    assert make_observation(incident=incident).pk
    assert_refused(
        "observation_one_a_behaviour",
        make_observation,
        incident=incident,
        behaviour=answer,
        judged=False,
        met=None,
        score=None,
    )


def test_a_version_of_a_contact_is_kept_once():
    incident = make_incident()
    line = {"incident": incident, "kind": "corrected", "before": {}, "changed_at": NOW}
    IncidentChange.objects.create(version=1, **line)
    assert IncidentChange.objects.create(version=2, **line).pk
    assert_refused(
        "incident_change_once_a_version", IncidentChange.objects.create, version=1, **line
    )


def test_a_team_has_one_row_a_week():
    team = make_team()
    TeamWeek.objects.create(team=team, week=TODAY)
    assert TeamWeek.objects.create(team=make_team(), week=TODAY).pk
    assert_refused("team_week_once", TeamWeek.objects.create, team=team, week=TODAY)


@pytest.mark.parametrize(
    "fields",
    [{"closed_at": NOW}, {"closed_revision": 1}, {"closed_at": NOW, "closed_revision": 2}],
)
def test_a_week_is_closed_at_a_revision_it_has_reached(fields: dict[str, Any]):
    closed = {"closed_at": NOW, "closed_revision": 1}
    assert TeamWeek.objects.create(team=make_team(), week=TODAY, **closed).pk
    name = "team_week_closed_at_a_revision"
    assert_refused(name, TeamWeek.objects.create, team=make_team(), week=TODAY, **fields)


def test_a_revision_of_a_week_is_one_closing():
    week = TeamWeek.objects.create(team=make_team(), week=TODAY)
    line = {"team_week": week, "kind": "closed", "at": NOW}
    WeekClosing.objects.create(revision=1, **line)
    assert WeekClosing.objects.create(revision=2, **line).pk
    name = "week_closing_once_a_revision"
    assert_refused(name, WeekClosing.objects.create, revision=2, **line)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "closed", "reason": "zomaar"},
        {"kind": "reopened", "reason": ""},
        {"kind": "reopened", "by": None},
        {"kind": "paused"},
    ],
)
def test_a_week_is_reopened_by_somebody_with_a_reason(fields: dict[str, Any]):
    week = TeamWeek.objects.create(team=make_team(), week=TODAY)
    line = {"team_week": week, "at": NOW, "by": make_user(), "reason": "te laat"}
    line |= {"kind": "reopened"}
    assert WeekClosing.objects.create(revision=1, **line).pk
    name = "week_reopened_by_somebody_with_a_reason"
    assert_refused(name, WeekClosing.objects.create, revision=2, **line | fields)


def test_a_contact_comes_late_once_a_closing():
    week = TeamWeek.objects.create(team=make_team(), week=TODAY)
    late = {"team_week": week, "incident": make_incident(), "kind": "recorded"}
    Latecomer.objects.create(closed_revision=1, **late)
    assert Latecomer.objects.create(closed_revision=2, **late).pk
    assert_refused("latecomer_once_a_closing", Latecomer.objects.create, closed_revision=2, **late)


def test_a_contact_came_late_recorded_or_changed():
    week = TeamWeek.objects.create(team=make_team(), week=TODAY)
    late = {"team_week": week, "closed_revision": 1}
    for kind in ("recorded", "changed"):
        assert Latecomer.objects.create(incident=make_incident(), kind=kind, **late).pk
    fields = {"incident": make_incident(), "kind": "lost"} | late
    assert_refused("latecomer_kind_is_known", Latecomer.objects.create, **fields)


def test_a_source_has_a_name_of_its_own():
    Source.objects.create(name="centrale")
    assert_refused("incidents_source_name", Source.objects.create, name="centrale")
