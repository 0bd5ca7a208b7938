"""The page behind the link in a mail: for who has to keep a promise and has no account.

The secret in the address is what a log-in would be. Opening the page changes nothing; only a POST
settles, and after that there is nothing to see here any more.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from incidents.models import Promise
from incidents.promises.actions import AlreadySettled, hows, note_attempt, settle_promise
from incidents.promises.sealing import digest_of, opens, unseal
from incidents.promises.wording import change_text, due_text, standing
from incidents.views.promises.reading import promises
from incidents.wording import moment_text
from people.access import ScopedRequest

#: What the link does beside settling: tried, or tried with a message left.
ATTEMPTS = {"tried": False, "voicemail": True}


# Without a referrer a browser names no origin either, so Django could not tell a forged form from
# a real one. Nobody forges this one: its address is the secret.
@csrf_exempt
@login_not_required
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "HEAD", "POST"])
def promise_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The note; POST settles it or notes an attempt. 410 once it is settled, 404 without one."""
    response = _answer(request, token)  # type: ignore[arg-type]
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: ScopedRequest, token: str) -> HttpResponse:
    promise = promises().filter(link_digest=digest_of(token)).first()
    if promise is None or not opens(token, promise.link_digest):
        raise Http404
    if not promise.is_running:
        return render(request, "incidents/promise_link_gone.html", status=410)
    if request.method == "POST":
        return _posted(request, promise, token)
    return render(request, "incidents/promise_link.html", _context(request, promise))


def _posted(request: ScopedRequest, promise: Promise, token: str) -> HttpResponse:
    how = request.POST.get("how", "")
    try:
        if how in hows(promise):
            settle_promise(promise=promise, how=how, at=request.now, by=None)
            return render(request, "incidents/promise_link_settled.html")
        if how in ATTEMPTS and promise.is_callback:
            voicemail = ATTEMPTS[how]
            note_attempt(promise=promise, at=request.now, by=None, voicemail=voicemail)
    except AlreadySettled:
        return render(request, "incidents/promise_link_gone.html", status=410)
    return redirect("promise_by_link", token)


def _context(request: ScopedRequest, promise: Promise) -> dict[str, Any]:
    sign, words = standing(promise, request.now)
    changes = promise.changes.order_by("version")
    return {
        "promise": promise,
        "may_settle": True,
        "note": unseal(promise.sealed),
        "due": due_text(promise),
        "sign": sign,
        "standing": words,
        "history": [(change_text(each), moment_text(each.changed_at)) for each in changes],
    }
