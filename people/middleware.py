"""Reads the clock once a request, and says who is asking and in which language."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from people.access import Scope, ScopedRequest
from periods.local_time import local_date


def scope_middleware(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[ScopedRequest], HttpResponse]:
    """Give every request its moment (`now`), its `scope`, and the reader's language."""

    def middleware(request: ScopedRequest) -> HttpResponse:
        request.now = timezone.now()
        request.scope = Scope(user=request.user, today=local_date(request.now))
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return get_response(request)

    return middleware
