"""Locations of a team: the list with how each stands, a new one, its change, end and QR code."""

from typing import Any

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from behaviours.models import Norm
from behaviours.queries import norms_in_force
from incidents.forms.round import LocationForm
from incidents.locations import add_location, change_location, end_location
from incidents.models import Location, LocationQuerySet
from incidents.rounds import OpenPoint, Standing, round_norms, standings
from incidents.wording import date_text, day_text
from people.access import ScopedRequest, get_or_404, never_stored, team_or_404
from people.forms import EndForm
from people.models import Team


@never_stored
def location_list(request: ScopedRequest, slug: str) -> HttpResponse:
    """The locations of a team with the last round of each and what is still open."""
    scope = request.scope
    team = location_team(request, slug, *LocationQuerySet.SEEN_BY)
    rows = list(team.locations.prefetch_related("behaviours").order_by("name"))
    norms = {norm.behaviour_id: norm for norm in norms_in_force(team, scope.today)}
    in_use = [row for row in rows if row.is_in_use(scope.today)]
    context = {
        "team": team,
        "lines": [standing_words(each, request) for each in standings(in_use, norms)],
        "ended": [row for row in rows if row not in in_use],
        "does_rounds": scope.covers(team, *LocationQuerySet.ROUNDED_BY),
        "keeps": scope.covers(team, *LocationQuerySet.KEPT_BY),
    }
    return render(request, "incidents/location_list.html", context)


def location_add(request: ScopedRequest, slug: str) -> HttpResponse:
    """A new location of a team; for its lead and its manager."""
    team = location_team(request, slug, *LocationQuerySet.KEPT_BY)
    form = LocationForm(_posted(request), norms=_norms(request, team))
    if form.is_bound and form.attempt(add_location, team=team):
        messages.success(
            request, _("%(location)s is made: print its QR code.") % {"location": form.result}
        )
        return redirect("location_list", team.slug)
    return render(request, "incidents/location_add.html", {"team": team, "form": form})


def location_change(request: ScopedRequest, pk: int) -> HttpResponse:
    """The name, the words and the points of a location."""
    location = _kept(request, pk)
    norms = _norms(request, location.team)
    initial = {
        "name": location.name,
        "look_at": location.look_at,
        "behaviours": location.behaviours.all(),
    }
    form = LocationForm(_posted(request), norms=norms, initial=initial)
    given = {"location": location} | ({} if norms else {"behaviours": location.behaviours.all()})
    if form.is_bound and form.attempt(change_location, **given):
        messages.success(request, _("%(location)s is changed.") % {"location": form.result})
        return redirect("location_list", location.team.slug)
    context = {"team": location.team, "location": location, "form": form}
    return render(request, "incidents/location_change.html", context)


def location_end(request: ScopedRequest, pk: int) -> HttpResponse:
    """The first day without rounds here."""
    location = _kept(request, pk)
    form = EndForm(_posted(request), today=request.scope.today)
    if form.is_bound and form.attempt(end_location, location=location):
        messages.success(
            request, _("It is recorded when %(location)s ends.") % {"location": location}
        )
        return redirect("location_list", location.team.slug)
    context = {"team": location.team, "location": location, "form": form}
    return render(request, "incidents/location_end.html", context)


def location_qr(request: ScopedRequest, pk: int) -> HttpResponse:
    """A sheet for the wall: the name, the QR code of its round, and the address in words."""
    location = _kept(request, pk)
    path = reverse("round_add", args=[location.team.slug, location.slug])
    address = request.build_absolute_uri(path)
    context = {
        "team": location.team,
        "location": location,
        "address": address,
        "code": _code(address),
    }
    return render(request, "incidents/location_qr.html", context)


def location_team(request: ScopedRequest, slug: str, *kinds: str) -> Team:
    """The team in use with this slug, for who holds one of these roles on it; 404 for a node."""
    team = team_or_404(request.scope, slug, *kinds)
    if team.kind != Team.Kind.TEAM or not team.is_in_use(request.scope.today):
        raise Http404
    return team


def standing_words(standing: Standing, request: ScopedRequest) -> dict[str, Any]:
    """How a location stands, for a page; who did the last round is told to that person only."""
    last = standing.last_round
    return {
        "location": standing.location,
        "points": len(standing.checklist),
        "last_round": day_text(last.occurred_at) if last else "",
        "is_yours": bool(last) and last is not None and last.is_open_to(request.user),
        "open_points": [_point_words(point) for point in standing.open_points],
    }


def _point_words(point: OpenPoint) -> dict[str, str]:
    met_on = point.last_met_on
    return {
        "sentence": point.norm.sentence,
        "needed": point.row.needed,
        "seen_on": date_text(point.row.local_date),
        "last_met_on": date_text(met_on) if met_on else "",
    }


def _kept(request: ScopedRequest, pk: int) -> Location:
    """The location with this key, for who keeps the locations of its team."""
    rows = Location.objects.select_related("team")
    location: Location = get_or_404(rows, request.scope, pk=pk)
    if not request.scope.covers(location.team, *LocationQuerySet.KEPT_BY):
        raise PermissionDenied
    return location


def _norms(request: ScopedRequest, team: Team) -> list[Norm]:
    return round_norms(norms_in_force(team, request.scope.today))


def _posted(request: ScopedRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _code(address: str) -> str:
    """The address as an SVG, dark on white in every theme: scanners need that."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        dark="#000", light="#fff", border=4, omitsize=True, svgclass="qr-code", lineclass=None
    )
    # Drawn by a library out of an address of our own: modules of a code, no text.
    return mark_safe(drawn)  # noqa: S308
