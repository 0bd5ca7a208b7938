"""Reads the clock once a request, and says who is asking and in which language."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from people import station_session
from people.access import Scope, ScopedRequest
from periods.local_time import local_date


def scope_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[ScopedRequest], HttpResponse]:
    """Give every request its moment (`now`), its `scope`, and the reader's language."""

    def middleware(request: ScopedRequest) -> HttpResponse:
        request.now = timezone.now()
        if station_session.is_personal(request):
            return _at_station(request, get_response)
        request.scope = Scope(user=request.user, today=local_date(request.now))
        if request.user.is_authenticated:
            _speak(request)
        elif station_session.asks_for_pin(request):
            return redirect("station")
        return get_response(request)

    return middleware


def _at_station(
    request: ScopedRequest, get_response: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    """Somebody behind a PIN: what that opens, and nothing of it stays in the browser."""
    found = station_session.renewed(request)
    if found is None:
        return station_session.hand_over(request, _("This computer locked itself."))
    request.scope, pin = found
    request.user = request.scope.user
    _speak(request)
    response = station_session.refuse_other_pages(request, pin) or get_response(request)
    patch_cache_control(response, private=True, no_store=True)
    return response


def _speak(request: ScopedRequest) -> None:
    """In the reader's own language."""
    translation.activate(request.user.language)
    request.LANGUAGE_CODE = request.user.language
