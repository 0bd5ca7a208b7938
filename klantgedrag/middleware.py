"""What every request passes through that knows no domain word."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

NUL = "\x00"


def refuse_nul_bytes(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 400 to a NUL byte in the address or in a form: PostgreSQL stores none.

    Form fields refuse one by themselves; this catches the parameters that no form reads.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if NUL in request.path or any(NUL in v for vs in request.GET.lists() for v in vs[1]):
            raise BadRequest("The address holds a NUL byte.")
        return get_response(request)

    return middleware
