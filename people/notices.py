"""Telling people something on their start page, and putting it away again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import override

from people.models import Notice, User


def tell(*, users: Iterable[User], text: Any, url: str, at: datetime) -> None:
    """Put one line on the start page of each of these people, of whom nobody is told twice.

    `text` is a lazy translation, written in the language of each reader; at most 300 characters.
    `url` is the page of this site where there is more. Inside the transaction of what it tells.
    """
    lines = []
    for user in {user.pk: user for user in users}.values():
        with override(user.language):
            lines.append(Notice(user=user, text=str(text), url=url, made_at=at))
    Notice.objects.bulk_create(lines)


def put_away(*, notice: Notice, at: datetime) -> None:
    """It was seen; the first time stands."""
    Notice.objects.filter(pk=notice.pk, seen_at__isnull=True).update(seen_at=at)


def take_back_notice(*, user: User, url: str) -> None:
    """What stood on that page is gone, so nobody is told of it any more."""
    Notice.objects.filter(user=user, url=url).delete()
