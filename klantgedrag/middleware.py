"""What every request passes through that knows no domain word."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

NUL = "\x00"


def refuse_nul_bytes(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 400 to a NUL byte in the address or in a cookie: PostgreSQL stores none.

    Form fields refuse one by themselves; this catches what no form reads.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        given = [value for _name, values in request.GET.lists() for value in values]
        if any(NUL in text for text in (request.path, *given, *request.COOKIES.values())):
            raise BadRequest("The address or a cookie holds a NUL byte.")
        return get_response(request)

    return middleware
