"""A published norm never changes, a kind is frozen, and the database refuses what cannot be."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from behaviours.measures import MeasureKind
from behaviours.models import Behaviour, Goal, KindFrozen, Norm, Published
from tests.builders import make_behaviour, make_norm, make_root, make_team

pytestmark = pytest.mark.django_db


def test_the_choices_of_kind_are_the_kinds_of_measure():
    assert Behaviour.Kind.values == [kind.value for kind in MeasureKind]


def change_by_save(norm: Norm) -> None:
    norm.threshold = 60
    norm.save()


def change_by_save_of_one_field(norm: Norm) -> None:
    norm.threshold = 60
    norm.save(update_fields=["threshold"])


def change_by_update(norm: Norm) -> None:
    Norm.objects.filter(pk=norm.pk).update(threshold=60)


def change_through_the_behaviour(norm: Norm) -> None:
    norm.behaviour.norms.update(threshold=F("threshold") + 40)


def change_by_bulk_update(norm: Norm) -> None:
    norm.threshold = 60
    Norm.objects.bulk_update([norm], ["threshold"])


def change_by_bulk_create(norm: Norm) -> None:
    norm.threshold = 60
    Norm.objects.bulk_create(
        [norm],
        update_conflicts=True,
        update_fields=["threshold"],
        unique_fields=["behaviour", "team", "starts_on"],
    )


def change_by_update_or_create(norm: Norm) -> None:
    Norm.objects.update_or_create(pk=norm.pk, defaults={"threshold": 60})


def delete_it(norm: Norm) -> None:
    norm.delete()


def delete_by_queryset(norm: Norm) -> None:
    Norm.objects.filter(pk=norm.pk).delete()


def delete_through_the_behaviour(norm: Norm) -> None:
    norm.behaviour.norms.all().delete()


@pytest.mark.parametrize(
    "attempt",
    [
        change_by_save,
        change_by_save_of_one_field,
        change_by_update,
        change_through_the_behaviour,
        change_by_bulk_update,
        change_by_bulk_create,
        change_by_update_or_create,
        delete_it,
        delete_by_queryset,
        delete_through_the_behaviour,
    ],
)
def test_a_published_norm_is_neither_changed_nor_deleted(attempt):
    norm = make_norm(threshold=20)
    with pytest.raises(Published):
        attempt(norm)
    assert Norm.objects.get(pk=norm.pk).threshold == 20


def test_several_norms_are_inserted_at_once():
    norm = make_norm()
    copies = [
        Norm(
            behaviour=norm.behaviour,
            team=norm.team,
            starts_on=date(2026, 1, day),
            sentence="Binnen 20 seconden",
            published_at=norm.published_at,
        )
        for day in (5, 12)
    ]
    Norm.objects.bulk_create(copies)
    assert Norm.objects.count() == 3


def test_a_behaviour_and_a_node_with_a_norm_stay():
    norm = make_norm(team=make_team())
    for row in (norm.behaviour, norm.team):
        with pytest.raises(IntegrityError):
            row.delete()
    assert Norm.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE behaviours_norm SET threshold = 60",
        "UPDATE behaviours_norm SET reason = 'x' WHERE id = %(id)s",
        "DELETE FROM behaviours_norm WHERE id = %(id)s",
        "INSERT INTO behaviours_norm SELECT * FROM behaviours_norm WHERE id = %(id)s"
        " ON CONFLICT (id) DO UPDATE SET threshold = 60",
    ],
)
def test_postgresql_itself_refuses_to_change_a_norm(statement: str):
    norm = make_norm(threshold=20)
    with (
        pytest.raises(DatabaseError, match="a published norm never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, {"id": norm.pk})
    assert Norm.objects.get(pk=norm.pk).threshold == 20


def other_kind_by_save(behaviour: Behaviour) -> None:
    behaviour.kind = "do"
    behaviour.save()


def other_kind_by_update(behaviour: Behaviour) -> None:
    Behaviour.objects.update(kind="do")


def other_kind_by_bulk_update(behaviour: Behaviour) -> None:
    behaviour.kind = "do"
    Behaviour.objects.bulk_update([behaviour], ["kind"])


def other_kind_by_bulk_create(behaviour: Behaviour) -> None:
    behaviour.kind = "do"
    Behaviour.objects.bulk_create(
        [behaviour], update_conflicts=True, update_fields=["kind"], unique_fields=["code"]
    )


CHANGES_OF_KIND = [other_kind_by_save, other_kind_by_update, other_kind_by_bulk_update]


@pytest.mark.parametrize("attempt", [*CHANGES_OF_KIND, other_kind_by_bulk_create])
def test_the_kind_is_frozen_once_there_is_a_norm(attempt):
    behaviour = make_norm().behaviour
    with pytest.raises(KindFrozen):
        attempt(behaviour)
    behaviour.refresh_from_db()
    assert behaviour.kind == "time_limit"


@pytest.mark.parametrize("attempt", CHANGES_OF_KIND)
def test_the_kind_may_change_before_there_is_a_norm(attempt):
    behaviour = make_behaviour()
    attempt(behaviour)
    behaviour.refresh_from_db()
    assert behaviour.kind == "do"


def test_other_texts_of_a_behaviour_with_a_norm_may_change():
    behaviour = make_norm().behaviour
    behaviour.why = "Wachten voelt lang"
    behaviour.save()
    Behaviour.objects.update(journey_stage="welkom")
    Behaviour.objects.bulk_update([behaviour], ["why"])
    behaviour.refresh_from_db()
    assert (behaviour.why, behaviour.journey_stage) == ("Wachten voelt lang", "welkom")


@pytest.mark.parametrize(
    ("accepted", "refused"),
    [
        ({"weight": 1}, {"weight": 0}),
        ({"weight": 5}, {"weight": 6}),
        ({"share_target": "0.0001"}, {"share_target": "0"}),
        ({"share_target": "1"}, {"share_target": "1.0001"}),
        ({"threshold": 20, "zero_point": 20}, {"threshold": 20, "zero_point": 19}),
        ({"threshold": None, "zero_point": None}, {"threshold": None, "zero_point": 60}),
        ({"sentence": "Binnen 20 seconden"}, {"sentence": ""}),
        ({"outcome": "retired", "sentence": ""}, {"outcome": "paused"}),
    ],
)
def test_the_database_refuses_a_norm_that_cannot_be(accepted: dict, refused: dict):
    behaviour = make_behaviour()
    make_norm(behaviour, **accepted)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_norm(behaviour, make_team(), **refused)
    assert Norm.objects.count() == 1


def test_the_database_refuses_two_norms_from_one_day_on_one_node():
    behaviour = make_behaviour()
    make_norm(behaviour)
    make_norm(behaviour, make_team())
    make_norm(behaviour, starts_on=date(2026, 1, 5))
    make_norm(make_behaviour())
    with pytest.raises(IntegrityError), transaction.atomic():
        make_norm(behaviour, make_root(), sentence="Een andere zin")
    assert Norm.objects.count() == 4


@pytest.mark.parametrize(
    "refused", [{"code": "TEL-01"}, {"title": ""}, {"kind": "trait"}, {"code": None}]
)
def test_the_database_refuses_a_behaviour_that_cannot_be(refused: dict):
    first = make_behaviour("TEL-01")
    fields = {"code": "TEL-02", "title": "Doorverbinden", "kind": "do"} | refused
    with pytest.raises(IntegrityError), transaction.atomic():
        Behaviour.objects.create(created_at=first.created_at, **fields)
    make_behaviour("TEL-02", kind="do")
    assert Behaviour.objects.count() == 2


def test_the_database_refuses_a_behaviour_without_a_code():
    first = make_behaviour("A")
    with pytest.raises(IntegrityError), transaction.atomic():
        Behaviour.objects.create(code="", title="x", kind="do", created_at=first.created_at)


@pytest.mark.parametrize("title", ["", "Bereikbaar"])
def test_the_database_refuses_a_goal_without_a_title_of_its_own(title: str):
    Goal.objects.create(title="Bereikbaar")
    Goal.objects.create(title="Beleefd")
    with pytest.raises(IntegrityError), transaction.atomic():
        Goal.objects.create(title=title)


def test_a_norm_is_read_as_its_sentence_or_what_became_of_it():
    behaviour = make_behaviour()
    assert str(make_norm(behaviour)) == "Binnen 20 seconden opnemen"
    ended = make_norm(behaviour, make_team(), outcome="retired", sentence="")
    assert str(ended) == str(ended.get_outcome_display())
