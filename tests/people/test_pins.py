"""PINs: which may be chosen, who gives one, and how few tries there are."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, check_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from people.models import Notice, Pin, PinTry, User
from people.pins import TooManyTriesError, choose_pin, give_first_pin, refuse_easy, try_pin
from tests.builders import NOW, make_person, make_station, make_team, make_user

pytestmark = pytest.mark.django_db
PIN = "4806"


class CountingHasher(MD5PasswordHasher):
    """Counts how often anything is hashed: what a try costs."""

    algorithm = "counting"
    count = 0

    def encode(self, password: str, salt: str) -> str:
        type(self).count += 1
        return super().encode(password, salt)


def with_pin(team, pin: str = PIN) -> User:
    user = make_person(team)
    choose_pin(user=user, pin=pin, at=NOW)
    return user


@pytest.mark.parametrize("pin", ["4806", "80357", "159482", "0413", "1999"])
def test_a_pin_is_four_to_six_digits(pin):
    refuse_easy(pin, NOW)


@pytest.mark.parametrize(
    ("pin", "code"),
    [
        ("480", "digits"),
        ("4806123", "digits"),
        ("48o6", "digits"),
        ("٤٨٠٦", "digits"),
        ("", "digits"),
        ("4806\n", "digits"),
        ("0000", "easy"),
        ("777777", "easy"),
        ("1234", "easy"),
        ("56789", "easy"),
        ("7890", "easy"),
        ("4321", "easy"),
        ("1212", "easy"),
        ("474747", "easy"),
        ("2026", "easy"),
    ],
)
def test_what_everybody_tries_first_is_refused(pin, code):
    with pytest.raises(ValidationError) as refused:
        refuse_easy(pin, NOW)
    assert refused.value.code == code


def test_a_chosen_pin_is_kept_as_a_hash_alone():
    user = make_user()
    pin = choose_pin(user=user, pin=PIN, at=NOW)
    assert PIN not in pin.encoded
    assert check_password(PIN, pin.encoded)
    assert (pin.is_first, pin.set_by, pin.set_at) == (False, user, NOW)


def test_the_pin_one_has_is_not_chosen_again():
    user = with_pin(make_team())
    with pytest.raises(ValidationError) as refused:
        choose_pin(user=user, pin=PIN, at=NOW)
    assert refused.value.code == "same"


def test_a_first_pin_takes_the_place_of_the_former_and_is_told():
    team = make_team()
    user, lead = with_pin(team), make_person(team, "team_lead", "Lia Leider")
    given = give_first_pin(user=user, by=lead, url="/pin/", at=NOW)
    pin = Pin.objects.get(user=user)
    assert (pin.is_first, pin.set_by) == (True, lead)
    assert check_password(given, pin.encoded)
    assert not check_password(PIN, pin.encoded)
    notice = Notice.objects.get(user=user)
    assert (notice.text.startswith("Lia Leider"), notice.url) == (True, "/pin/")
    assert given not in notice.text


def test_nobody_is_given_a_first_pin_by_oneself_nor_while_the_account_is_closed():
    lead = make_user()
    for user in (lead, make_user(is_active=False)):
        with pytest.raises(ValidationError):
            give_first_pin(user=user, by=lead, url="/pin/", at=NOW)
    assert not Pin.objects.exists()


def test_a_pin_of_another_is_always_a_first_one():
    user, lead = make_user(), make_user()
    Pin.objects.create(user=user, encoded="x", is_first=True, set_at=NOW, set_by=lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pin.objects.create(user=lead, encoded="x", is_first=False, set_at=NOW, set_by=user)


def test_a_right_pin_is_no_wrong_try_and_forgets_none_before_it():
    team = make_team()
    user, (station, _token) = with_pin(team), make_station(team)
    assert try_pin(station=station, user=user, pin="9999", at=NOW) is None
    assert PinTry.objects.count() == 1
    found = try_pin(station=station, user=user, pin=PIN, at=NOW)
    assert found is not None
    assert found.user == user
    assert PinTry.objects.count() == 1
    fail(station, user, 4)
    with pytest.raises(TooManyTriesError):
        try_pin(station=station, user=user, pin=PIN, at=NOW)


def fail(station, user, times: int, at=NOW) -> None:
    for _ in range(times):
        assert try_pin(station=station, user=user, pin="9999", at=at) is None


def test_after_five_wrong_tries_a_person_waits_a_quarter_of_an_hour_at_every_station():
    team = make_team()
    user = with_pin(team)
    one, other = make_station(team)[0], make_station(team)[0]
    fail(one, user, 5)
    with pytest.raises(TooManyTriesError):
        try_pin(station=other, user=user, pin=PIN, at=NOW)
    assert try_pin(station=other, user=with_pin(team), pin=PIN, at=NOW)
    later = NOW + timedelta(minutes=15)
    assert try_pin(station=one, user=user, pin=PIN, at=later)


def test_after_fifteen_on_a_day_a_person_waits_for_the_next_or_for_a_new_pin():
    team = make_team()
    user, (station, _token) = with_pin(team), make_station(team)
    for turn in range(3):
        fail(station, user, 5, NOW + timedelta(minutes=20 * turn))
    later = NOW + timedelta(hours=20)
    with pytest.raises(TooManyTriesError):
        try_pin(station=station, user=user, pin=PIN, at=later)
    pin = give_first_pin(user=user, by=make_user(), url="/pin/", at=later)
    assert try_pin(station=station, user=user, pin=pin, at=later)


def test_after_twenty_wrong_tries_a_station_waits_and_another_does_not():
    team = make_team()
    station, other = make_station(team)[0], make_station(team)[0]
    for _ in range(5):
        fail(station, make_person(team), 4)
    user = with_pin(team)
    with pytest.raises(TooManyTriesError):
        try_pin(station=station, user=user, pin=PIN, at=NOW)
    assert try_pin(station=other, user=user, pin=PIN, at=NOW)


def test_tries_are_kept_for_a_day():
    team = make_team()
    user, (station, _token) = with_pin(team), make_station(team)
    fail(station, user, 3)
    fail(station, user, 1, NOW + timedelta(days=1))
    assert PinTry.objects.count() == 1


def test_a_try_costs_as_much_for_who_has_no_pin(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    team = make_team()
    station = make_station(team)[0]
    costs = []
    for user in (with_pin(team), make_person(team)):
        CountingHasher.count = 0
        fail(station, user, 1)
        costs.append(CountingHasher.count)
    assert costs == [1, 1]


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each of these gives, or the error it ends in, started together."""
    found: list[object] = []
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        start.wait(timeout=30)
        try:
            found.append(work())
        except Exception as error:
            found.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_many_first_pins_at_once_one_holds():
    user, lead = make_person(make_team()), make_user()
    works = [lambda: give_first_pin(user=user, by=lead, url="/pin/", at=NOW)] * 8
    given = at_once(*works)
    pin = Pin.objects.get(user=user)
    assert all(isinstance(each, str) for each in given), given
    assert sum(check_password(str(each), pin.encoded) for each in given) == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_first_pin_and_an_own_one_at_once_leave_one_that_works():
    user, lead = make_person(make_team()), make_user()
    given = at_once(
        lambda: give_first_pin(user=user, by=lead, url="/pin/", at=NOW),
        lambda: choose_pin(user=user, pin=PIN, at=NOW) and PIN,
    )
    pin = Pin.objects.get(user=user)
    assert [check_password(str(each), pin.encoded) for each in given].count(True) == 1
    assert pin.is_first == (pin.set_by_id == lead.pk)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_twenty_tries_at_once_only_five_are_looked_at():
    team = make_team()
    user, (station, _token) = with_pin(team), make_station(team)
    works = [lambda: try_pin(station=station, user=user, pin="9999", at=NOW)] * 20
    found = at_once(*works)
    assert found.count(None) == 5
    assert sum(isinstance(each, TooManyTriesError) for each in found) == 15


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_without_writing_tries_down_first_all_twenty_are_looked_at():
    """The control: the test above would notice tries that are counted after they are made."""
    team = make_team()
    user, (station, _token) = with_pin(team), make_station(team)
    counted = Barrier(20)

    def look() -> bool:
        allowed = PinTry.objects.filter(user=user).count() < 5
        counted.wait(timeout=30)
        PinTry.objects.create(station=station, user=user, tried_at=NOW)
        return allowed

    assert at_once(*[look] * 20) == [True] * 20
