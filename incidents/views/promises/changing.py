"""What is done about a promise: settled, tried, moved, taken over, handed over."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from incidents.forms import HandOverAllForm, HandOverForm, NewTimeForm
from incidents.models import Promise
from incidents.promises.actions import (
    AlreadySettled,
    Change,
    StalePromise,
    agree_new_time,
    hand_over,
    hand_over_all,
    hows,
    note_attempt,
    settle_promise,
    take_over,
)
from incidents.promises.mail import mail_new_time
from incidents.promises.queries import colleagues, may_hand_over, may_keep, may_settle
from incidents.promises.terms import closing_days
from incidents.promises.wording import due_text
from incidents.views.promises.making import say_mailed
from incidents.views.promises.reading import promises
from people.access import TEAM_LEAD, Scope, ScopedRequest, door, get_or_404, never_stored
from people.models import User


@require_POST
@never_stored
@door(*Scope.LOGGING)
def promise_settle(request: ScopedRequest, pk: int) -> HttpResponse:
    """It is over: `how` says kept, the customer got in touch first, or cancelled."""
    promise = get_or_404(promises(), request.scope, pk=pk)
    how = request.POST.get("how", "")
    if how not in hows(promise):
        return redirect("promise_detail", pk)
    if how == Change.KEPT and not may_settle(request.scope, promise):
        raise PermissionDenied
    return _done(
        request,
        lambda: settle_promise(promise=promise, how=how, at=request.now, by=request.user),
        promise,
        _("Settled; name and number are wiped."),
    )


@require_POST
@never_stored
@door(*Scope.LOGGING)
def promise_attempt(request: ScopedRequest, pk: int) -> HttpResponse:
    """Tried and not reached; `voicemail` when a message was left."""
    promise = get_or_404(promises(), request.scope, pk=pk)
    if not (promise.is_callback and may_settle(request.scope, promise)):
        raise PermissionDenied
    voicemail = "voicemail" in request.POST
    return _done(
        request,
        lambda: note_attempt(promise=promise, at=request.now, by=request.user, voicemail=voicemail),
        promise,
        _("The attempt is noted."),
    )


@require_POST
@never_stored
@door(*Scope.LOGGING)
def promise_take_over(request: ScopedRequest, pk: int) -> HttpResponse:
    """Keep it oneself; for who works on the team that has to keep it."""
    promise = get_or_404(promises(), request.scope, pk=pk)
    if not may_keep(request.scope, promise):
        raise PermissionDenied
    return _done(
        request,
        lambda: take_over(promise=promise, at=request.now, by=request.user),
        promise,
        _("You keep this promise now."),
    )


@never_stored
@door(*Scope.LOGGING)
def promise_new_time(request: ScopedRequest, pk: int) -> HttpResponse:
    """Another time and the reason; before it is late the promise moves."""
    promise = get_or_404(promises(), request.scope, pk=pk)
    form = NewTimeForm(
        request.POST if request.method == "POST" else None,
        now=request.now,
        closed=closing_days(),
        initial={"version": promise.version, "not_before": promise.not_before},
    )
    if promise.is_running and request.method == "POST" and form.is_valid():
        moved = _new_time(request, promise, form)
        return _done(request, moved, promise, _("The new time is agreed; the others are told."))
    context = {
        "promise": promise,
        "form": form,
        "due": due_text(promise),
        "is_late": request.now >= promise.overdue_at,
    }
    return render(request, "incidents/promise_new_time.html", context)


@never_stored
@door(*Scope.LOGGING)
def promise_hand_over(request: ScopedRequest, pk: int) -> HttpResponse:
    """Give it to a colleague of the team that keeps it, or to an address."""
    promise = get_or_404(promises(), request.scope, pk=pk)
    if not may_hand_over(request.scope, promise):
        raise PermissionDenied
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        colleagues=colleagues(request.scope, [promise.kept_by]),
        user=request.user,
        initial={"version": promise.version},
    )
    if promise.is_running and request.method == "POST" and form.is_valid():
        return _handed_over(request, promise, form)
    context = {"promise": promise, "form": form, "due": due_text(promise)}
    return render(request, "incidents/promise_hand_over.html", context)


@never_stored
@door(TEAM_LEAD)
def promises_hand_over(request: ScopedRequest) -> HttpResponse:
    """Give everything somebody still has to keep for one's teams to a colleague: absence."""
    scope = request.scope
    teams = scope.teams(TEAM_LEAD)
    led = frozenset(team.pk for team in teams)
    running = Promise.objects.running().filter(kept_by_id__in=led)
    form = HandOverAllForm(
        request.POST if request.method == "POST" else None,
        owners=User.objects.filter(promises__in=running).distinct().order_by("name"),
        colleagues=colleagues(scope, teams),
        user=request.user,
    )
    if request.method == "POST" and form.is_valid():
        moved = hand_over_all(
            of=form.cleaned_data["of"],
            keeper=form.to,
            team_ids=led,
            at=request.now,
            by=request.user,
        )
        said = ngettext("%(n)d promise handed over.", "%(n)d promises handed over.", len(moved))
        messages.success(request, said % {"n": len(moved)})
        return redirect("promise_list")
    return render(request, "incidents/promises_hand_over.html", {"form": form})


def _new_time(request: ScopedRequest, promise: Promise, form: NewTimeForm) -> Callable[[], Any]:
    def work() -> None:
        arguments = form.arguments()
        current = agree_new_time(promise=promise, at=request.now, by=request.user, **arguments)
        if current.owner_email:
            mail_new_time(current)

    return work


def _handed_over(request: ScopedRequest, promise: Promise, form: HandOverForm) -> HttpResponse:
    try:
        current = hand_over(
            promise=promise,
            version=form.cleaned_data["version"],
            keeper=form.to,
            at=request.now,
            by=request.user,
        )
    except (AlreadySettled, StalePromise):
        return _overtaken(request, promise)
    say_mailed(request, current, form.to.token)
    return redirect("promise_detail", promise.pk)


def _done(
    request: ScopedRequest, work: Callable[[], Any], promise: Promise, said: str
) -> HttpResponse:
    """Do it and go back to the promise; what somebody else did first is said, not repeated."""
    try:
        work()
    except (AlreadySettled, StalePromise):
        return _overtaken(request, promise)
    messages.success(request, said)
    return redirect("promise_detail", promise.pk)


def _overtaken(request: ScopedRequest, promise: Promise) -> HttpResponse:
    text = _("Somebody was just ahead of you: this is how the promise stands now.")
    messages.warning(request, text)
    return redirect("promise_detail", promise.pk)
