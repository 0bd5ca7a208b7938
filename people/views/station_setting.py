"""Shared computers and first PINs, as whoever places people on the team arranges them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people.access import Scope, ScopedRequest, door, get_or_404, never_stored, team_or_404
from people.forms import StationForm
from people.models import Role, Station
from people.pins import give_first_pin
from people.station_session import forget, make_station, station_of
from people.stations import end_station, set_up_station


@require_POST
@never_stored
def station_add(request: ScopedRequest, slug: str) -> HttpResponse:
    """Make the browser this comes from a station of the team; who does it is logged out."""
    team = team_or_404(request.scope, slug, *Scope.PLACING)
    form = StationForm(request.POST)
    given = {"team": team, "by": request.user, "at": request.now}
    if not form.attempt(set_up_station, former=station_of(request), **given):
        messages.error(request, " ".join(str(each[0]) for each in form.errors.values()))
        return redirect("node_detail", slug)
    _station, token = form.result
    forget(request)
    response = redirect("station")
    make_station(response, token)
    return response


@require_POST
@door(*Scope.PLACING)
@never_stored
def station_end(request: ScopedRequest, pk: int) -> HttpResponse:
    """It is a station no longer, wherever that computer stands."""
    stations = Station.objects.select_related("team")
    station: Station = get_or_404(stations, request.scope, pk=pk)
    end_station(station=station, at=request.now)
    messages.success(request, _("%(station)s is no station any more.") % {"station": station})
    return redirect("node_detail", station.team.slug)


@require_POST
@door(*Scope.PLACING)
@never_stored
def first_pin(request: ScopedRequest, pk: int) -> HttpResponse:
    """A first PIN for somebody of the team, shown this once to be handed over."""
    roles = Role.objects.select_related("user", "team")
    role: Role = get_or_404(roles, request.scope, pk=pk)
    if not request.scope.gives_pin(role):
        raise PermissionDenied
    url = reverse("pin_change")
    pin = give_first_pin(user=role.user, by=request.user, url=url, at=request.now)
    context = {"team": role.team, "person": role.user, "pin": pin}
    return render(request, "people/first_pin.html", context)
