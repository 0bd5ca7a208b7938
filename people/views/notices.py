"""What the reader is told."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from people.access import ScopedRequest, get_or_404
from people.models import Notice
from people.notices import put_away


@require_POST
def notice_seen(request: ScopedRequest, pk: int) -> HttpResponse:
    """Put one line away; it was seen."""
    put_away(notice=get_or_404(Notice.objects.all(), request.scope, pk=pk), at=request.now)
    return redirect("start")
