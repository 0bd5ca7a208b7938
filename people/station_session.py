"""The door of a shared computer: its cookie, who is behind it for a few minutes, what that opens.

A personal session at a station is not a log-in. It holds the person's key, the station's and the
PIN's; the middleware fills in `request.user` from them, asks every time whether all three still
hold, and refuses every address that does not stand in PAGES.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.views.defaults import permission_denied

from people.access import Scope, ScopedRequest
from people.models import Pin, Station
from people.stations import token_hash
from periods.local_time import local_date

#: All that a PIN opens, by name; everything else is refused. Static files pass before this.
PAGES = frozenset(
    {
        "station",
        "station_person",
        "station_leave",
        "pin_change",
        "set_language",
        "incident_add",
        "incident_undo",
        "barrier_report",
        "promise_list",
        "promise_add",
        "promise_detail",
        "promise_settle",
        "promise_attempt",
        "promise_new_time",
        "promise_hand_over",
    }
)
#: Of those, what is open to nobody without a PIN or a log-in.
PERSONAL_PAGES = PAGES - {"station", "station_person", "station_leave", "set_language"}
#: What somebody whose PIN came from another may do before choosing an own one.
FIRST_PAGES = frozenset({"pin_change", "station_leave", "set_language"})
COOKIE = "station"
#: As long as browsers keep a cookie at most; every unlocking counts anew.
COOKIE_DAYS = 400

_PERSON, _STATION, _PIN_SET, _SEEN = (
    "station_person", "station_key", "station_pin_set", "station_seen",
)  # fmt: skip


def station_of(request: HttpRequest) -> Station | None:
    """Which station this browser is, by its cookie; None for any other, and for one that ended."""
    token = request.COOKIES.get(COOKIE)
    if not token:
        return None
    stations = Station.objects.in_use().select_related("team")
    return stations.filter(token_hash=token_hash(token)).first()


def make_station(response: HttpResponse, token: str) -> None:
    """Make the browser that gets this response the station with this token."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=timedelta(days=COOKIE_DAYS),
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def enter(request: ScopedRequest, station: Station, pin: Pin) -> None:
    """Open a personal session; whatever this browser was logged in as, it is no longer."""
    forget(request)
    request.session[_PERSON] = pin.user_id
    request.session[_STATION] = station.pk
    request.session[_PIN_SET] = pin.set_at.isoformat()
    request.session[_SEEN] = request.now.timestamp()


def forget(request: HttpRequest) -> None:
    """End whatever session this browser has, with all it holds and was about to say."""
    # What was to be said to the one is not for the next.
    list(messages.get_messages(request))
    request.session.flush()
    rotate_token(request)
    request.user = AnonymousUser()


def hand_over(request: HttpRequest, said: str) -> HttpResponse:
    """Give the station back to everybody, with one line that tells nothing of whoever leaves."""
    forget(request)
    messages.success(request, said)
    return redirect("station")


def is_personal(request: HttpRequest) -> bool:
    """Whether this browser has a personal session at a station, be it over or not."""
    return _PERSON in request.session


def renewed(request: ScopedRequest) -> tuple[Scope, Pin] | None:
    """Who this is at which station, for a while longer; None when anything of it is over.

    Over is: too long ago, the station ended or locked, another PIN, an account that is closed, or
    no role on the station's team today.
    """
    held, station = request.session, station_of(request)
    if station is None or held[_STATION] != station.pk or not station.is_unlocked(request.now):
        return None
    if request.now.timestamp() - held[_SEEN] >= Station.IDLE_SECONDS:
        return None
    pins = Pin.objects.select_related("user").filter(user__is_active=True)
    pin = pins.filter(user_id=held[_PERSON]).first()
    if pin is None or pin.set_at.isoformat() != held[_PIN_SET]:
        return None
    scope = Scope(user=pin.user, today=local_date(request.now), station=station)
    if not scope.roles:
        return None
    held[_SEEN] = request.now.timestamp()
    return scope, pin


def asks_for_pin(request: HttpRequest) -> bool:
    """Whether nobody is in at a station, and a page is asked for that a PIN opens.

    Who goes back to what somebody had open before is led to the names, not to a log-in.
    """
    if COOKIE not in request.COOKIES or request.user.is_authenticated:
        return False
    return _page(request) in PERSONAL_PAGES


def refuse_other_pages(request: ScopedRequest, pin: Pin) -> HttpResponse | None:
    """403 for every address no PIN opens; with a first PIN all lead to choosing an own one."""
    name = _page(request)
    if name not in PAGES:
        return permission_denied(request, PermissionDenied())
    return redirect("pin_change") if pin.is_first and name not in FIRST_PAGES else None


def _page(request: HttpRequest) -> str | None:
    """The name of the page this address is of; None for an address that is not there."""
    try:
        return resolve(request.path_info).url_name
    except Resolver404:
        return None
