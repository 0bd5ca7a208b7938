"""A shared computer: the names, the PIN behind one, and the way out again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people.access import EMPLOYEE, OBSERVER, ScopedRequest, door, never_stored
from people.forms import NewPinForm, PinForm
from people.models import Station, User
from people.pins import TooManyTriesError, choose_pin, try_pin
from people.queries import station_people
from people.station_session import enter, forget, hand_over, station_of
from people.stations import unlock_station

#: So long the field for a PIN stays open; then the names come back.
PIN_SECONDS = 60


@login_not_required
@never_stored
def station(request: ScopedRequest) -> HttpResponse:
    """The names of who works on the team today, while the station is unlocked."""
    if request.scope.station is not None:
        return redirect("incident_add")
    here = station_of(request)
    if here is None:
        return render(request, "people/station_none.html", status=404)
    if not here.is_unlocked(request.now):
        return render(request, "people/station_locked.html", {"station": here})
    people = station_people(here.team, request.scope.today)
    response = render(request, "people/station.html", {"station": here, "people": people})
    left = (here.unlocked_until - request.now).total_seconds()
    return _back_to_station(response, int(left) + 1)


@never_stored
def station_unlock(request: ScopedRequest) -> HttpResponse:
    """Let the station show names for a working day; who does it is logged out again."""
    here = _station_or_404(request)
    if not request.scope.unlocks(here):
        raise PermissionDenied
    if request.method == "POST":
        unlock_station(station=here, at=request.now)
        forget(request)
        return redirect("station")
    return render(request, "people/station_unlock.html", {"station": here})


@login_not_required
@never_stored
def station_person(request: ScopedRequest, pk: int) -> HttpResponse:
    """The PIN of the one who tapped this name; a right one opens a personal session."""
    here = _station_or_404(request)
    if request.scope.station is not None or not here.is_unlocked(request.now):
        return redirect("station")
    person = get_object_or_404(station_people(here.team, request.scope.today), pk=pk)
    form = PinForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            return _tried(request, form, here, person)
        except TooManyTriesError:
            context = {"station": here}
            return render(request, "people/station_wait.html", context, status=429)
    return _ask_pin(request, form, here, person)


def _tried(request: ScopedRequest, form: PinForm, here: Station, person: User) -> HttpResponse:
    pin = try_pin(station=here, user=person, pin=form.cleaned_data["pin"], at=request.now)
    if pin is not None:
        enter(request, here, pin)
        return redirect("pin_change" if pin.is_first else "incident_add")
    # The same words for a wrong PIN and for somebody who has none.
    form.add_error("pin", _("This is not the PIN. No PIN yet, or forgotten? Ask your team lead."))
    return _ask_pin(request, form, here, person)


def _ask_pin(request: ScopedRequest, form: PinForm, here: Station, person: User) -> HttpResponse:
    context = {"station": here, "person": person, "form": form}
    response = render(request, "people/station_person.html", context)
    return _back_to_station(response, PIN_SECONDS)


@login_not_required
@never_stored
@require_POST
def station_leave(request: ScopedRequest) -> HttpResponse:
    """Done: the names come back, whether somebody was here or not."""
    if request.scope.station is None:
        return redirect("station")
    return hand_over(request, _("Done. Whoever is next taps their name."))


@never_stored
@door(EMPLOYEE, OBSERVER)
def pin_change(request: ScopedRequest) -> HttpResponse:
    """Choose the own PIN: on the own page, or at the station in place of a first one."""
    here = request.scope.station
    form = NewPinForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.attempt(choose_pin, user=request.user, at=request.now):
        if here is None:
            messages.success(request, _("Your PIN is saved."))
            return redirect("start")
        enter(request, here, form.result)
        return redirect("incident_add")
    return render(request, "people/pin_change.html", {"form": form, "station": here})


def _station_or_404(request: ScopedRequest) -> Station:
    here = station_of(request)
    if here is None:
        raise Http404
    return here


def _back_to_station(response: HttpResponse, seconds: int) -> HttpResponse:
    """Let the browser go back to the station's page by itself, without JavaScript too."""
    response["Refresh"] = f"{seconds}; url={reverse('station')}"
    return response
