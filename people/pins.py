"""PINs: which may be chosen, how they come about, and how they are tried at a station.

Four digits are ten thousand guesses, so what protects a PIN is how few tries there are: each is
counted in the database before it is looked at, by person and by station.
"""

import re
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from people.models import Pin, PinTry, Station, User
from people.notices import tell
from periods.local_time import local_date

#: How long, and how many wrong tries fit in it: of one person, and at one station.
LIMITS = ((timedelta(minutes=15), 5, 20), (timedelta(days=1), 15, 60))
#: Digits in a row, up and down.
_ROWS = ("01234567890", "09876543210")


class TooManyTriesError(Exception):
    """Somebody has to wait before this person's PIN, or any at this station, is looked at."""


def refuse_easy(pin: str, at: datetime) -> None:
    """Refuse what is not 4 to 6 digits, and what everybody tries first."""
    if not re.fullmatch(r"[0-9]{4,6}", pin):
        raise ValidationError(_("A PIN is 4 to 6 digits."), code="digits")
    halves = len(pin) % 2 == 0 and pin == pin[:2] * (len(pin) // 2)
    in_a_row = any(pin in digits for digits in _ROWS)
    if halves or len(set(pin)) == 1 or in_a_row or pin == str(local_date(at).year):
        raise ValidationError(
            _("This PIN is too easy to guess. Take digits that are no row and no year."),
            code="easy",
        )


@transaction.atomic
def choose_pin(*, user: User, pin: str, at: datetime) -> Pin:
    """The person's own PIN, in place of any before. Refuses an easy one and the one it was."""
    refuse_easy(pin, at)
    _lock(user)
    former = Pin.objects.filter(user=user).first()
    if former is not None and check_password(pin, former.encoded):
        raise ValidationError(_("That is the PIN you have now. Take another one."), code="same")
    return _keep(user, pin, at, by=user)


@transaction.atomic
def give_first_pin(*, user: User, by: User, url: str, at: datetime) -> str:
    """A PIN made by chance, to be handed over once and changed at the first use; returns it.

    It takes the place of any before, the tries at that one are forgotten, and the person is told
    (`url` is where they are led). Refuses oneself, and who may not log in.
    """
    if user.pk == by.pk or not user.is_active:
        raise ValidationError(_("Choose your own PIN on your own page."), code="oneself")
    pin = _by_chance(at)
    _lock(user)
    _keep(user, pin, at, by=by)
    PinTry.objects.filter(user=user).delete()
    text = _("{who} gave you a new PIN for the shared computers. Did you not ask for it? Say so.")
    tell(users=[user], text=format_lazy(text, who=by.name), url=url, at=at)
    return pin


def try_pin(*, station: Station, user: User, pin: str, at: datetime) -> Pin | None:
    """The person's PIN when it is this one, else None; as slow for who has none.

    Raises TooManyTriesError. A right one is no wrong try; the wrong ones before it stay counted,
    else who shares the computer would guess a few times before each of the person's own entries.
    """
    counted = _count_try(station, user, at)
    kept = Pin.objects.filter(user=user).first()
    # For who has no PIN the hasher runs as well, and nothing is right.
    if not check_password(pin, kept.encoded if kept else make_password(None)):
        return None
    counted.delete()
    return kept


@transaction.atomic
def _count_try(station: Station, user: User, at: datetime) -> PinTry:
    """Write the try down before it is looked at, so that many at once are not one."""
    Station.objects.select_for_update().get(pk=station.pk)
    _lock(user)
    for window, most_of_person, most_at_station in LIMITS:
        since = PinTry.objects.filter(tried_at__gt=at - window)
        of_person = since.filter(user=user).count()
        if of_person >= most_of_person or since.filter(station=station).count() >= most_at_station:
            raise TooManyTriesError
    longest = max(window for window, _person, _station in LIMITS)
    PinTry.objects.filter(tried_at__lte=at - longest).delete()
    return PinTry.objects.create(station=station, user=user, tried_at=at)


def _lock(user: User) -> None:
    """Whoever else sets or tries this person's PIN waits; of two set at once the last holds."""
    User.objects.select_for_update().get(pk=user.pk)


def _keep(user: User, pin: str, at: datetime, *, by: User) -> Pin:
    values = {
        "encoded": make_password(pin),
        "is_first": by.pk != user.pk,
        "set_at": at,
        "set_by": by,
    }
    return Pin.objects.update_or_create(user=user, defaults=values)[0]


def _by_chance(at: datetime) -> str:
    while True:
        pin = f"{secrets.randbelow(10**6):06d}"
        try:
            refuse_easy(pin, at)
        except ValidationError:
            continue
        return pin
