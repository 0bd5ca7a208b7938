"""What a manager fills in becomes a behaviour and a norm, or a message where it belongs."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from behaviours.measures import MeasureKind
from behaviours.models import Behaviour, Goal, Norm
from people.models import Team
from tests.behaviours.pages import (
    ADD,
    new_behaviour,
    text,
    today,
)
from tests.builders import make_behaviour

pytestmark = pytest.mark.django_db

#: The least that is filled in for each kind beside the sentence and the examples.
NUMBERS: dict[str, dict[str, str]] = {
    "time_limit": {"time_limit-threshold": "20"},
    "count_limit": {"count_limit-threshold": "1", "count_limit-zero_point": "3"},
    "count_minimum": {"count_minimum-threshold": "4"},
    "do": {},
    "dont": {},
    "rating": {"rating-threshold": "4"}
    | {f"rating-anchor_{n}": f"Zo ziet {n} eruit" for n in range(1, 6)},
    "promise": {
        "promise-late_tolerance": "2",
        "promise-late_zero_point": "4",
        "promise-tolerance_unit": "working_days",
    },
    "extra": {},
}
STORED: dict[str, dict[str, Any]] = {
    "time_limit": {"threshold": 20, "zero_point": None},
    "count_limit": {"threshold": 1, "zero_point": 3},
    "count_minimum": {"threshold": 4},
    "do": {"threshold": None, "anchors": []},
    "dont": {"threshold": None},
    "rating": {"threshold": 4, "anchors": [f"Zo ziet {n} eruit" for n in range(1, 6)]},
    "promise": {"late_tolerance": 2, "late_zero_point": 4, "tolerance_unit": "working_days"},
    "extra": {"threshold": None},
}


def errors(response) -> dict[str, list[str]]:
    assert response.status_code == 200
    return {name: list(each) for name, each in response.context["form"].errors.items()}


def test_there_is_a_form_for_every_kind():
    assert set(NUMBERS) == set(STORED) == {kind.value for kind in MeasureKind}


@pytest.mark.parametrize("kind", NUMBERS)
def test_four_questions_make_a_behaviour_with_a_norm_of_every_kind(manager: Client, team, kind):
    asked = new_behaviour(kind=kind)
    asked = {name: value for name, value in asked.items() if "-" not in name} | NUMBERS[kind]
    response = manager.post(ADD, asked)
    norm = Norm.objects.get()
    assert response.headers["Location"] == "/behaviours/TEL-01/"
    assert (norm.behaviour.kind, norm.team, norm.starts_on) == (kind, team.parent, today())
    assert {name: getattr(norm, name) for name in STORED[kind]} == STORED[kind]
    assert (norm.weight, norm.critical, norm.share_target) == (1, False, None)
    assert norm.behaviour.title == norm.sentence
    assert norm.behaviour.channels == ["phone"]


def test_what_stands_under_more_is_kept_too(manager: Client, team: Team):
    goal = Goal.objects.create(title="Bereikbaar")
    asked = new_behaviour(
        code="opn-7",
        title="Snel opnemen",
        why="Wachten voelt lang",
        goal=str(goal.pk),
        seen_by=["observer"],
        customer_kind="internal",
        journey_stage="welkom",
        team="klantenservice",
        starts_on="2021-01-01",
        share_percent="82,5",
        weight="5",
        critical="on",
        reason="Uit het overleg",
    )
    manager.post(ADD, asked)
    norm = Norm.objects.select_related("behaviour").get()
    behaviour = norm.behaviour
    assert (behaviour.code, behaviour.title, behaviour.goal) == ("OPN-7", "Snel opnemen", goal)
    assert (behaviour.why, behaviour.seen_by) == ("Wachten voelt lang", ["observer"])
    assert (behaviour.customer_kind, behaviour.journey_stage) == ("internal", "welkom")
    assert (norm.team, norm.starts_on) == (team, date(2021, 1, 1))
    assert (norm.share_target, norm.weight, norm.critical) == (Decimal("0.825"), 5, True)
    assert norm.reason == "Uit het overleg"


@pytest.mark.parametrize(
    ("channels", "code"),
    [(["phone"], "TEL-02"), (["desk"], "BAL-01"), ([], "GED-01"), (["phone", "desk"], "GED-01")],
)
def test_a_code_that_nobody_chose_is_the_next_free_one(manager: Client, channels, code):
    make_behaviour("TEL-01")
    manager.post(ADD, new_behaviour(channels=channels))
    assert Norm.objects.get().behaviour.code == code


def test_numbers_of_another_kind_are_not_read(manager: Client):
    asked = new_behaviour(kind="do") | {
        "time_limit-threshold": "no number",
        "rating-threshold": "77",
    }
    assert manager.post(ADD, asked).status_code == 302
    norm = Norm.objects.get()
    assert (norm.behaviour.kind, norm.threshold, norm.zero_point) == ("do", None, None)


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"sentence": ""}, "sentence", "Vul dit nog in."),
        ({"sentence": "x" * 201}, "sentence", "200"),
        ({"sentence": "x" * 121}, "title", "Vul ook een korte titel in"),
        ({"good_example": " "}, "good_example", "Vul dit nog in."),
        ({"bad_example": ""}, "bad_example", "Vul dit nog in."),
        ({"kind": ""}, "kind", "Vul dit nog in."),
        ({"kind": "trait"}, "kind", "trait"),
        ({"time_limit-threshold": ""}, "time_limit-threshold", "Vul dit in"),
        ({"time_limit-threshold": "-1"}, "time_limit-threshold", "0"),
        ({"time_limit-threshold": "3.5"}, "time_limit-threshold", "geheel getal"),
        ({"time_limit-threshold": "9" * 12}, "time_limit-threshold", "2147483647"),
        (
            {"time_limit-zero_point": "19"},
            "time_limit-zero_point",
            "kan niet lager zijn dan de grens",
        ),
        ({"share_percent": "0"}, "share_percent", "Vul meer dan 0 en hooguit 100 in."),
        ({"share_percent": "100,5"}, "share_percent", "Vul meer dan 0 en hooguit 100 in."),
        ({"weight": "6"}, "weight", "6"),
        ({"seen_by": []}, "seen_by", "Vul dit nog in."),
        ({"channels": ["telepathie"]}, "channels", "telepathie"),
        ({"starts_on": "29-02-2026"}, "starts_on", "geldige datum"),
        ({"code": "TEL 01"}, "code", "Gebruik letters en cijfers"),
        ({"code": "tel-01"}, "code", "Er is al gedrag met deze code"),
        ({"kind": "extra", "critical": "on"}, "critical", "nooit kritisch"),
        (
            {"kind": "rating"} | NUMBERS["rating"] | {"rating-anchor_2": ""},
            "rating-anchor_2",
            "Schrijf op wat je",
        ),
        (
            {"kind": "rating"} | NUMBERS["rating"] | {"rating-threshold": "6"},
            "rating-threshold",
            "hoog",
        ),
        (
            {"kind": "promise"} | NUMBERS["promise"] | {"promise-late_zero_point": "2"},
            "promise-late_zero_point",
            "kan niet lager zijn dan de grens",
        ),
        (
            {"kind": "promise"} | NUMBERS["promise"] | {"promise-early_zero_point": "9"},
            "promise-early_tolerance",
            "Vul dit in",
        ),
    ],
)
def test_a_mistake_is_named_at_its_field_and_nothing_is_kept(
    manager: Client, changes: dict, field: str, message: str
):
    make_behaviour("TEL-01")
    response = manager.post(ADD, new_behaviour() | changes)
    found = errors(response)
    assert list(found) == [field]
    assert message in found[field][0]
    assert Behaviour.objects.count() == 1
    assert not Norm.objects.exists()


def test_a_wrong_form_keeps_what_was_filled_in(manager: Client):
    page = text(manager.post(ADD, new_behaviour(bad_example="", share_percent="82,5", weight="4")))
    assert "We nemen de telefoon binnen 20 seconden op" in page
    assert 'value="82,5"' in page
    assert '<option value="4" selected' in page
    assert "Er moet iets anders" in page


def test_a_mistake_under_more_opens_it(manager: Client):
    assert '<details class="more" open' in text(manager.post(ADD, new_behaviour(weight="9")))
    assert '<details class="more" open' not in text(manager.post(ADD, new_behaviour(sentence="")))


def test_all_that_is_missing_is_said_at_once(manager: Client):
    found = errors(manager.post(ADD, {"kind": "time_limit"}))
    assert {"sentence", "time_limit-threshold", "good_example", "bad_example"} <= set(found)
