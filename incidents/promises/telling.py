"""Who is told what happens to a promise, and where they read it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.text import format_lazy

from incidents.models import Promise
from people.access import TEAM_LEAD
from people.models import User
from people.notices import tell
from periods.local_time import local_date


def tell_of(users: Iterable[User], promise: Promise, at: datetime, text: Any) -> None:
    """What it is about may be named: its readers see that; name and number never are."""
    words = format_lazy(text, subject=promise.subject)
    tell(users=users, text=words, url=page_of(promise), at=at)


def concerned(promise: Promise) -> list[User]:
    """Who made it, who keeps it, and the stand-in."""
    people = (promise.made_by, promise.owner, promise.stand_in)
    return [each for each in people if each is not None]


def other_side(promise: Promise, at: datetime) -> list[User]:
    """Who leads the team that an internal commitment was made to."""
    if promise.promised_to is None:
        return []
    return list(User.objects.with_role_on(promise.promised_to, TEAM_LEAD, local_date(at)))


def page_of(promise: Promise) -> str:
    """The address of the promise."""
    return reverse("promise_detail", args=[promise.pk])
