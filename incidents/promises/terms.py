"""By which norm a promise is judged, and what was agreed as the rules read it."""

from datetime import date

from behaviours.models import Behaviour, Channel, CustomerKind, Norm
from behaviours.queries import NormBook
from incidents.models import ClosingDay, Promise
from incidents.promises.rules import Agreed
from people.models import Team

#: In which channel a promise of this kind is given, which is how its norm is found.
GIVEN_IN = {Promise.Kind.CALLBACK: Channel.PHONE, Promise.Kind.COLLEAGUE: Channel.DESK}


def agreed_of(promise: Promise) -> Agreed:
    """What was agreed, as the rules read it; with the tolerances of its norm, and closing days."""
    if promise.norm is None:
        return Agreed(promise.due_at, promise.due_from, promise.not_before)
    return Agreed(
        promise.due_at,
        promise.due_from,
        promise.not_before,
        early_tolerance=promise.norm.early_tolerance,
        late_tolerance=promise.norm.late_tolerance or 0,
        unit=promise.norm.tolerance_unit,
        closed=closing_days(),
    )


def closing_days() -> frozenset[date]:
    """The organisation's own closing days; one query."""
    return frozenset(ClosingDay.objects.values_list("day", flat=True))


def norm_for(kind: str, team: Team, day: date) -> Norm | None:
    """The norm on promises of this kind in force for the team on this day; the first by code.

    An internal commitment by a norm for internal customers, another by one that is offered in the
    channel where it was given.
    """
    internal = kind == Promise.Kind.INTERNAL
    wanted = CustomerKind.INTERNAL if internal else CustomerKind.EXTERNAL
    found = [
        norm
        for norm in NormBook(team).in_force(day).values()
        if norm.behaviour.kind == Behaviour.Kind.PROMISE
        and norm.behaviour.customer_kind == wanted
        and (internal or norm.behaviour.is_offered_in(GIVEN_IN[Promise.Kind(kind)]))
    ]
    return min(found, key=lambda norm: norm.behaviour.code, default=None)
