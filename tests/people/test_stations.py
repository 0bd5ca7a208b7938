"""Shared computers: set up, unlocked, ended."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from people.models import Station
from people.stations import (
    UNLOCKED_FOR,
    end_station,
    set_up_station,
    token_hash,
    unlock_station,
)
from tests.builders import NOW, TODAY, make_department, make_station, make_team, make_user

pytestmark = pytest.mark.django_db


def test_a_station_keeps_no_token_and_is_unlocked_for_twelve_hours():
    station, token = make_station(make_team())
    assert len(token) >= 43
    assert station.token_hash == token_hash(token)
    assert token not in str(Station.objects.values_list().get())
    assert station.is_unlocked(NOW + UNLOCKED_FOR - timedelta(seconds=1))
    assert not station.is_unlocked(NOW + UNLOCKED_FOR)


def test_unlocking_counts_from_that_moment():
    station, _token = make_station(make_team())
    unlock_station(station=station, at=NOW + timedelta(days=1))
    station.refresh_from_db()
    assert station.unlocked_until == NOW + timedelta(days=1) + UNLOCKED_FOR


def test_only_a_team_in_use_has_stations():
    for node in (make_department(), make_team(ended_on=TODAY)):
        with pytest.raises(ValidationError) as refused:
            set_up_station(team=node, name="Balie 1", by=make_user(), at=NOW)
        assert refused.value.code == "not_a_team"


def test_a_name_is_used_once_on_a_team_until_its_station_ends():
    team = make_team()
    station, _token = make_station(team, name="Balie 1")
    with pytest.raises(ValidationError) as refused:
        make_station(team, name=" balie 1 ")
    assert refused.value.code == "name_taken"
    end_station(station=station, at=NOW)
    assert make_station(team, name="balie 1")[0].name == "balie 1"


def test_what_the_browser_was_before_ends():
    team = make_team()
    former, _token = make_station(team, name="Balie 1")
    make_station(team, name="Balie 1", former=former)
    assert list(Station.objects.values_list("ended_at", flat=True).order_by("pk")) == [NOW, None]


def test_the_first_end_stands():
    station, _token = make_station(make_team())
    end_station(station=station, at=NOW)
    end_station(station=station, at=NOW + timedelta(days=1))
    station.refresh_from_db()
    assert station.ended_at == NOW


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"ended_at": NOW - timedelta(seconds=1)}, {"token_hash": "taken"}]
)
def test_the_database_refuses_what_is_no_station(wrong):
    fields = {
        "team": make_team(), "name": "Balie 1", "set_up_by": make_user(),
        "set_up_at": NOW, "unlocked_until": NOW, "ended_at": NOW,
    }  # fmt: skip
    Station.objects.create(**fields, token_hash="taken")
    with pytest.raises(IntegrityError), transaction.atomic():
        Station.objects.create(**({"token_hash": "other"} | fields | wrong))
