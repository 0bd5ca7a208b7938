"""A list as a file for a spreadsheet: the same rows, unless they are too many for one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.formats import number_format

from incidents.export import MOST_ROWS, asked_file, attachment
from people.access import ScopedRequest


def list_as_file(
    request: ScopedRequest,
    rows: QuerySet[Any],
    *,
    name: str,
    too_many: str,
    write: Callable[[list[Any], str], bytes],
) -> HttpResponse:
    """The rows of a list in the kind of file asked for, or the list again with `too_many` said."""
    kind, found = asked_file(request.GET), list(rows[: MOST_ROWS + 1])
    if len(found) > MOST_ROWS:
        messages.error(request, too_many % {"most": number_format(MOST_ROWS, use_l10n=True)})
        asked = request.GET.copy()
        del asked["_export"]
        return redirect(f"{request.path}?{asked.urlencode()}")
    return attachment(kind, f"{name}-{request.scope.today}", write(found, kind))
