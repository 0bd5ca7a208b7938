"""Writes: a compliment is given, gets a line, or is taken back at once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour
from coaching.models import Compliment
from incidents.models import Incident
from people.models import Team, User
from people.notices import take_back_notice, tell
from people.text import tidy


class NoLongerFresh(Exception):
    """Given too long ago to change, or taken back already."""


@transaction.atomic
def give_compliment(
    *,
    to: User,
    from_user: User,
    team: Team,
    submission_key: UUID,
    at: datetime,
    incident: Incident | None = None,
) -> Compliment:
    """Say well done to a colleague, who is told at once.

    The same key, or the same contact, a second time gives back the compliment that is there.
    Refuses (IntegrityError) one to oneself.
    """
    key = {"submission_key": submission_key}
    given = Compliment.objects.filter(to=to, from_user=from_user)
    once: dict[str, Any] = {"incident": incident} if incident else key
    if incident and (same := given.filter(**key).first()):
        return same
    compliment, is_new = given.get_or_create(
        **once, defaults={"to": to, "from_user": from_user, "team": team, "given_at": at, **key}
    )
    if is_new:
        tell(
            users=[to],
            text=format_lazy(_("{name} gives you a compliment."), name=from_user.name),
            url=_address(compliment),
            at=at,
        )
    return compliment


@transaction.atomic
def say_what_went_well(
    *, compliment: Compliment, text: str, behaviour: Behaviour | None, at: datetime
) -> None:
    """Put a line with a compliment, and the behaviour it is about; NoLongerFresh after a while."""
    compliment = _locked(compliment, at)
    compliment.text, compliment.behaviour = tidy(text), behaviour
    compliment.save(update_fields=["text", "behaviour"])


@transaction.atomic
def take_back_compliment(*, compliment: Compliment, at: datetime) -> None:
    """A slip of the thumb: it is gone, and so is what the colleague was told.

    NoLongerFresh after a while.
    """
    compliment = _locked(compliment, at)
    take_back_notice(user=compliment.to, url=_address(compliment))
    compliment.delete()


def _locked(compliment: Compliment, at: datetime) -> Compliment:
    found = Compliment.objects.select_for_update().filter(pk=compliment.pk).first()
    if found is None or not found.is_fresh(at):
        raise NoLongerFresh
    return found


def _address(compliment: Compliment) -> str:
    return reverse("compliment_detail", args=[compliment.pk])
