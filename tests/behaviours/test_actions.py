"""What may be recorded as a goal and as a behaviour."""

import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from behaviours.actions import (
    create_behaviour,
    create_goal,
)
from behaviours.models import Behaviour, Channel, SeenBy
from tests.builders import (
    NOW,
    TODAY,
    make_user,
)

pytestmark = pytest.mark.django_db

NEXT_MONDAY = TODAY + timedelta(weeks=1)


def create(**changes: Any) -> Behaviour:
    fields: dict[str, Any] = {
        "code": "TEL-01",
        "title": "Telefoon binnen 20 seconden opnemen",
        "kind": Behaviour.Kind.TIME_LIMIT,
        "good_example": "Neemt op na drie keer overgaan",
        "bad_example": "Laat de telefoon rinkelen",
        "at": NOW,
        "by": None,
    } | changes
    return create_behaviour(**fields)


def test_a_goal_is_recorded_with_its_author():
    author = make_user()
    goal = create_goal(title="  Iedereen wordt geholpen ", by=author)
    goal.refresh_from_db()
    assert (goal.title, goal.created_by) == ("Iedereen wordt geholpen", author)


@pytest.mark.parametrize("title", ["", "   ", "Iedereen wordt geholpen", "x" * 201])
def test_a_goal_has_a_title_of_its_own(title: str):
    create_goal(title="Iedereen wordt geholpen", by=None)
    with pytest.raises(ValidationError) as refused:
        create_goal(title=title, by=None)
    assert list(refused.value.error_dict) == ["title"]


def test_a_behaviour_keeps_what_was_given_in_the_order_of_the_choices():
    author = make_user()
    goal = create_goal(title="Bereikbaar", by=author)
    behaviour = create(
        code=" tel-01 ",
        why="Wachten aan de telefoon voelt lang.",
        channels=["email", "phone", "phone"],
        seen_by=["system", "self"],
        customer_kind="internal",
        journey_stage="contact leggen",
        goal=goal,
        by=author,
    )
    behaviour.refresh_from_db()
    assert behaviour.code == "TEL-01"
    assert behaviour.channels == [Channel.PHONE, Channel.EMAIL]
    assert behaviour.seen_by == [SeenBy.SELF, SeenBy.SYSTEM]
    assert behaviour.goal == goal
    assert behaviour.created_by == author
    assert behaviour.created_at == NOW
    assert behaviour.customer_kind == "internal"
    assert behaviour.journey_stage == "contact leggen"
    assert behaviour.why == "Wachten aan de telefoon voelt lang."


def test_a_behaviour_without_channels_is_offered_in_every_channel():
    behaviour = create()
    assert behaviour.channels == []
    assert all(behaviour.is_offered_in(channel) for channel in Channel)


def test_text_is_stored_composed_so_that_what_looks_the_same_is_the_same():
    decomposed = unicodedata.normalize("NFD", "Één gesprek per keer")
    assert decomposed != "Één gesprek per keer"
    assert create(title=decomposed).title == "Één gesprek per keer"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", ""),
        ("code", "TEL 01"),
        ("code", "TEL/01"),
        ("code", "-TEL"),
        ("code", "X" * 21),
        ("title", " "),
        ("title", "x" * 121),
        ("kind", "trait"),
        ("good_example", ""),
        ("bad_example", ""),
        ("bad_example", "x" * 301),
        ("channels", ["telepathy"]),
        ("seen_by", ["the boss"]),
        ("seen_by", []),
        ("customer_kind", "nobody"),
    ],
)
def test_a_behaviour_that_cannot_be_is_refused_at_its_field(field: str, value):
    with pytest.raises(ValidationError) as refused:
        create(**{field: value})
    assert list(refused.value.error_dict) == [field]
    assert not Behaviour.objects.exists()


@pytest.mark.parametrize("code", ["TEL-01", "tel-01"])
def test_a_code_is_used_once(code: str):
    create()
    with pytest.raises(ValidationError) as refused:
        create(code=code)
    assert list(refused.value.error_dict) == ["code"]


def test_a_code_that_somebody_else_just_took_is_refused_at_its_field(monkeypatch):
    create()
    monkeypatch.setattr("behaviours.actions._check_behaviour", lambda behaviour: None)
    with pytest.raises(ValidationError) as refused:
        create()
    assert list(refused.value.error_dict) == ["code"]
