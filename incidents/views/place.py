"""Where a contact is noted: the team, the channel, about oneself or observed; and its choices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from behaviours.models import Channel, Norm
from incidents.judging import Judge
from incidents.models import Origin
from incidents.queries import (
    LOGGED_BY,
    LastNoted,
    channels_used,
    last_noted,
    offered_norms,
    teams_to_log_on,
)
from people.access import Scope, ScopedRequest, team_or_404
from people.models import Team
from periods.week import Week

#: The button that was pressed to go to another place, with what is typed kept.
SWITCH = "switch"
#: The team chosen beside that button.
SWITCH_TEAM = "place_team"
#: How far back a team's use of channels is looked at.
LOOKED_BACK = timedelta(weeks=4)

_ORIGIN_LABELS = {Origin.SELF: _("My own contact"), Origin.OBSERVED: _("A contact I observed")}


@dataclass(frozen=True)
class Place:
    """Where a contact is noted: on which team, in which channel, about oneself or observed."""

    team: Team
    channel: str
    origin: str

    @property
    def query(self) -> str:
        """The address of the form for this place, from the question mark on."""
        return "?" + urlencode(
            {"team": self.team.slug, "channel": self.channel, "for": self.origin}
        )


class Choice(NamedTuple):
    """One button to another place."""

    label: str
    query: str
    is_current: bool


@dataclass
class TeamChannels:
    """The channels of a team, those it works in first; how it used them is read when asked."""

    team: Team
    origin: str
    norms: Sequence[Norm]
    week: Week

    @cached_property
    def used(self) -> list[str]:
        """In which channels it had contacts lately, the most used first."""
        return channels_used(self.team, since=self.week.monday - LOOKED_BACK)

    @property
    def usual(self) -> str:
        """The most used one, else the first that offers a norm."""
        return next(iter([*self.used, *self._offering()]), Channel.PHONE)

    def choices(self, place: Place) -> tuple[list[Choice], list[Choice]]:
        """The buttons that stand first, and the others.

        First come those in use and those a norm names; all of them where there are none.
        """
        known = {*self.used, *self._named()}
        buttons = [
            (
                key,
                Choice(str(label), Place(self.team, key, self.origin).query, key == place.channel),
            )
            for key, label in Channel.choices
        ]
        first = [button for key, button in buttons if not known or key in {*known, place.channel}]
        return first, [button for _key, button in buttons if button not in first]

    def _offering(self) -> list[str]:
        return [
            channel
            for channel in Channel.values
            if offered_norms(self.norms, channel=channel, origin=self.origin)
        ]

    def _named(self) -> set[str]:
        """The channels that a norm here is for in so many words."""
        return {
            channel
            for channel in self._offering()
            for norm in offered_norms(self.norms, channel=channel, origin=self.origin)
            if norm.behaviour.channels
        }


def is_switch(request: ScopedRequest) -> bool:
    """Whether another place was asked for, and nothing is to be noted yet."""
    return request.method == "POST" and SWITCH in request.POST


def asked_place(
    request: ScopedRequest, judge: Judge, *, only: str | None = None
) -> tuple[Place, TeamChannels] | None:
    """Where the address says, filled up with where this person noted last; None for nowhere.

    `only` is the one origin that a page is for. 404 for what is not there or not in scope, 403
    without the role for it.
    """
    channel, origin = request.GET.get("channel") or None, only or request.GET.get("for") or None
    slug = _asked_slug(request)
    if channel not in {None, *Channel.values} or origin not in {None, *LOGGED_BY}:
        raise Http404
    last = None if channel and origin and slug else last_noted(request.user)
    team = _team(request, slug, origin, last)
    if team is None:
        return None
    origin = origin or _usual_origin(request.scope, team, last)
    norms = list(judge.norms(team, request.scope.today).values())
    channels = TeamChannels(team, origin, norms, Week.of(request.scope.today))
    if not channel:
        channel = last.channel if last and last.team_id == team.pk else channels.usual
    return Place(team, channel, origin), channels


def teams_of(scope: Scope, origin: str | None) -> list[Team]:
    """The teams where this person may note contacts of this origin, or of any."""
    return scope.teams(*_kinds(origin))


def origin_choices(scope: Scope, place: Place) -> list[Choice]:
    """The buttons for oneself and observed, where there is a choice."""
    choices = [
        Choice(
            str(_ORIGIN_LABELS[Origin(origin)]),
            Place(place.team, place.channel, origin).query,
            origin == place.origin,
        )
        for origin in LOGGED_BY
        if scope.covers(place.team, *LOGGED_BY[origin])
    ]
    return choices if len(choices) > 1 else []


def _asked_slug(request: ScopedRequest) -> str | None:
    if request.method == "POST" and request.POST.get(SWITCH) == "team":
        return request.POST.get(SWITCH_TEAM) or None
    return request.GET.get("team") or None


def _team(
    request: ScopedRequest, slug: str | None, origin: str | None, last: LastNoted | None
) -> Team | None:
    if slug:
        team = team_or_404(request.scope, slug, *_kinds(origin))
        if not _holds_contacts(team, request.scope.today):
            raise Http404
        return team
    teams = teams_of(request.scope, origin)
    kept = (team for team in teams if last and team.pk == last.team_id)
    return next(kept, next(iter(teams), None))


def _holds_contacts(team: Team, today: date) -> bool:
    """Whether contacts are noted on this node; the tree is not read for it."""
    return team.kind == Team.Kind.TEAM and (team.ended_on is None or team.ended_on > today)


def _kinds(origin: str | None) -> list[str]:
    origins = [origin] if origin else LOGGED_BY
    return [kind for each in origins for kind in LOGGED_BY[each]]


def _usual_origin(scope: Scope, team: Team, last: LastNoted | None) -> str:
    """As last time where that may be, else about oneself, else observed."""
    allowed = [origin for origin in LOGGED_BY if team in teams_to_log_on(scope, origin)]
    return last.origin if last and last.origin in allowed else allowed[0]
