"""Writes: an improvement action begins, whatever it is born from, and its owner is told."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext_lazy as _

from coaching.models import Action, Meeting
from people.models import Team, User
from people.notices import tell
from people.text import tidy
from periods.local_time import local_date

#: So many letters of what was said are repeated in what people are told.
QUOTED_LETTERS = 200


@transaction.atomic
def start_action(
    *,
    team: Team,
    title: str,
    owner: User,
    due_on: date,
    by: User,
    at: datetime,
    meeting: Meeting | None = None,
) -> Action:
    """An action with an owner and a day. Refuses an empty title and a day that is over."""
    if due_on < local_date(at):
        raise ValidationError({"due_on": _("This day is over.")}, code="past")
    action = Action.objects.create(
        title=said(title),
        team=team,
        owner=owner,
        due_on=due_on,
        meeting=meeting,
        made_by=by,
        made_at=at,
    )
    if owner.pk != by.pk:
        text = format_lazy(_("An improvement action is yours: {title}"), title=quoted(title))
        tell(users=[owner], text=text, url=reverse("action_done", args=[action.pk]), at=at)
    return action


def said(text: str) -> str:
    """As it is stored; refuses what is empty."""
    text = tidy(text)
    if not text:
        raise ValidationError(_("This cannot be left empty."), code="empty")
    return text


def quoted(text: str) -> str:
    """As it is repeated in what people are told."""
    return Truncator(tidy(text)).chars(QUOTED_LETTERS)
