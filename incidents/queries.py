"""Reads over several models: which norms a contact's form offers, and where someone may log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count

from behaviours.models import Behaviour, Norm, SeenBy
from incidents.models import Incident, Observation, Origin, TeamWeek
from people.access import EMPLOYEE, MANAGER, OBSERVER, TEAM_LEAD, Scope
from people.models import Team, User

#: Which roles log a contact of this origin on the teams they cover.
LOGGED_BY: dict[str, tuple[str, ...]] = {
    Origin.SELF: (EMPLOYEE, TEAM_LEAD, MANAGER),
    Origin.OBSERVED: (OBSERVER, TEAM_LEAD),
}
#: So many norms are asked at once; the others are one tap away.
FEW = 4
#: Through whose eyes a contact of this origin was seen.
SEEN_THROUGH = {
    Origin.SELF: SeenBy.SELF,
    Origin.OBSERVED: SeenBy.OBSERVER,
    Origin.SYSTEM: SeenBy.SYSTEM,
}


@dataclass(frozen=True)
class Offer:
    """The norms one form shows: those that hold, and those a value is left of without holding."""

    norms: Sequence[Norm]
    homeless: Sequence[Norm] = ()

    @property
    def all(self) -> list[Norm]:
        """Every norm on the form, by behaviour code."""
        return sorted([*self.norms, *self.homeless], key=lambda norm: norm.behaviour.code)

    @property
    def ids(self) -> frozenset[int]:
        """The keys of the norms that hold."""
        return frozenset(norm.pk for norm in self.norms)


def offered_norms(norms: Iterable[Norm], *, channel: str, origin: str) -> list[Norm]:
    """Of these norms those a contact of this origin, in this channel, can show.

    A norm is offered only where it can be seen; a kept promise is on no contact's form.
    """
    return [norm for norm in norms if _is_offered(norm.behaviour, channel, origin)]


def norms_by_key(keys: Iterable[int]) -> list[Norm]:
    """The norms with these keys, behaviours included; one query, none for no keys."""
    wanted = list(keys)
    if not wanted:
        return []
    return list(Norm.objects.filter(pk__in=wanted).select_related("behaviour"))


def teams_to_log_on(scope: Scope, origin: str) -> list[Team]:
    """The teams in use where this person may log contacts of this origin."""
    return scope.teams(*LOGGED_BY[origin])


class LastNoted(NamedTuple):
    """Where somebody noted a contact last."""

    team_id: int
    channel: str
    origin: str


def last_noted(user: User) -> LastNoted | None:
    """Where this person noted last, on any device; None for who never did. One query."""
    rows = Incident.objects.contacts().filter(logged_by=user).order_by("-pk")
    last = rows.values_list("team_id", "channel", "origin").first()
    return LastNoted(*last) if last else None


def channels_used(team: Team, *, since: date) -> list[str]:
    """The channels of this team's contacts from this Monday on, the most used first. One query."""
    rows = Incident.objects.contacts().counting().filter(team=team, week__gte=since)
    counted = rows.values("channel").annotate(contacts=Count("pk")).order_by("-contacts", "channel")
    return [row["channel"] for row in counted]


def seen_lately(team: Team, *, since: date) -> dict[int, int]:
    """How often each behaviour was seen on this team from this Monday on, by key. One query."""
    rows = Observation.objects.filter(
        team=team, week__gte=since, counts=True, norm__isnull=False, state=Observation.State.SEEN
    )
    counted = rows.values_list("behaviour_id").annotate(times=Count("pk"))
    return dict(counted.order_by())


def matter_now(
    norms: Iterable[Norm], *, focus_id: int | None, seen: Mapping[int, int]
) -> list[int]:
    """The behaviours to ask about first: that of the week, then the FEW least seen, by code.

    All of them where only one more would be left.
    """
    by_need = sorted(
        (norm.behaviour for norm in norms),
        key=lambda behaviour: (behaviour.pk != focus_id, seen.get(behaviour.pk, 0), behaviour.code),
    )
    first = by_need if len(by_need) <= FEW + 1 else by_need[:FEW]
    return [
        behaviour.pk
        for behaviour in sorted(first, key=lambda each: (each.pk != focus_id, each.code))
    ]


def is_closed(incident: Incident) -> bool:
    """Whether the week of this contact is closed. One query."""
    weeks = TeamWeek.objects.filter(team=incident.team_id, week=incident.week)
    return weeks.filter(closed_at__isnull=False).exists()


def pinned_norms(rows: Iterable[Observation]) -> list[Norm]:
    """The norms a contact's observations were judged by."""
    return [row.norm for row in rows if row.norm]


def _is_offered(behaviour: Behaviour, channel: str, origin: str) -> bool:
    return (
        behaviour.kind != Behaviour.Kind.PROMISE
        and SEEN_THROUGH.get(Origin(origin)) in behaviour.seen_by
        and behaviour.is_offered_in(channel)
    )
