"""How a promise is put into words: how it stands, when it is due, what was done."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incidents.models import Promise, PromiseChange
from incidents.promises.queries import LiveCounts
from incidents.promises.rules import State
from incidents.wording import local_text, moment_text
from periods.local_time import AMSTERDAM

Moment = Promise.Moment
SIGNS = {
    State.OPEN: "status-around",
    State.OVERDUE: "status-below",
    State.KEPT: "status-above",
    State.LATE: "status-below",
    State.EARLY: "status-below",
    State.MISSED: "status-below",
    State.CANCELLED: "status-none",
}


def state_of(promise: Promise, now: datetime) -> State:
    """How it stands at `now`: as it ended, else by the clock."""
    if promise.outcome:
        return State(promise.outcome)
    tried = promise.first_attempt_at if promise.attempt_counts else None
    is_in_time = tried is not None and tried < promise.overdue_at
    return State.OPEN if is_in_time or now < promise.overdue_at else State.OVERDUE


def standing(promise: Promise, now: datetime) -> tuple[str, str]:
    """The sign and the words for how it stands."""
    state = state_of(promise, now)
    words = {
        State.OPEN: _("tried, not spoken yet") if promise.attempt_counts else _("still open"),
        State.OVERDUE: _("not kept yet"),
        State.KEPT: _("kept"),
        State.LATE: _("kept too late"),
        State.EARLY: _("kept too early"),
        State.MISSED: _("kept after closing") if promise.after_closing else _("not kept"),
        State.CANCELLED: _("cancelled"),
    }
    return SIGNS[state], words[state]


def due_text(promise: Promise) -> str:
    """ "ma 16 nov 14:00", "di 17 nov 8:00-12:00", "uiterlijk wo 18 nov 17:00"."""
    at = local_text(promise.due_at.astimezone(AMSTERDAM))
    if promise.moment == Moment.AT:
        return _("not before %(moment)s") % {"moment": at} if promise.not_before else at
    if promise.due_from is None:
        return _("by %(moment)s") % {"moment": at}
    start = promise.due_from.astimezone(AMSTERDAM)
    end = promise.due_at.astimezone(AMSTERDAM)
    text = f"{local_text(start)}–{end:%H:%M}"
    return _("%(moment)s, not before") % {"moment": text} if promise.not_before else text


def keeper_text(promise: Promise) -> str:
    """Who keeps it: a name, an address, or whoever of the team comes first."""
    if promise.owner is not None:
        return promise.owner.name
    return promise.owner_email or _("whoever comes first")


def change_text(change: PromiseChange) -> str:
    """One line of the history, with the new time or the former owner."""
    words = str(change.get_kind_display())
    if change.due_at is not None:
        return f"{words}: {moment_text(change.due_at)}"
    return words


def live_words(counts: LiveCounts) -> str:
    """ "3 lopen nog, 1 nog niet nagekomen, 2 te laat"; empty when there is nothing to say.

    What was kept after closing stands with what else came in then.
    """
    said = [
        ngettext("%(n)s still open", "%(n)s still open", counts.open) % {"n": counts.open},
        _("%(n)s not kept yet") % {"n": counts.overdue},
        _("%(n)s too late") % {"n": counts.late},
    ]
    shown = counts[: len(said)]
    return ", ".join(words for words, n in zip(said, shown, strict=True) if n)
