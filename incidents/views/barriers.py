"""One tap on what was in the way of a miss, and the list of what can be tapped."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from incidents.barriers import add_barrier, change_barrier, report_barrier
from incidents.forms import BarrierChangeForm, BarrierForm, BarrierTapForm
from incidents.models import Barrier
from incidents.views.reading import contacts
from people.access import MANAGER, ScopedRequest, door, get_or_404, never_stored


@require_POST
@never_stored
def barrier_report(request: ScopedRequest, pk: int) -> HttpResponse:
    """What was in the way, for whose contact it is or who noted it; the way back is posted too."""
    incident = get_or_404(contacts(), request.scope, pk=pk)
    if not incident.is_open_to(request.user):
        raise PermissionDenied
    form = BarrierTapForm(request.POST)
    if form.attempt(report_barrier, incident=incident, by=request.user, at=request.now):
        messages.success(request, _said(form))
    else:
        messages.error(request, _refused(form))
    return way_back(request, pk)


@door(MANAGER)
def barrier_list(request: ScopedRequest) -> HttpResponse:
    """What can be tapped, in the order of the buttons, and what no longer can."""
    today = request.scope.today
    barriers = list(Barrier.objects.in_order())
    context = {
        "offered": [barrier for barrier in barriers if barrier.is_offered(today)],
        "ended": [barrier for barrier in barriers if not barrier.is_offered(today)],
    }
    return render(request, "incidents/barrier_list.html", context)


@door(MANAGER)
def barrier_add(request: ScopedRequest) -> HttpResponse:
    """One more on the list."""
    form = BarrierForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.attempt(add_barrier):
        messages.success(request, _("It is on the list: “%(barrier)s”.") % {"barrier": form.result})
        return redirect("barrier_list")
    return render(request, "incidents/barrier_form.html", {"form": form})


@door(MANAGER)
def barrier_change(request: ScopedRequest, pk: int) -> HttpResponse:
    """Other words, another mark, or an end."""
    barrier = get_object_or_404(Barrier, pk=pk)
    posted = request.POST if request.method == "POST" else None
    form = BarrierChangeForm(posted, barrier=barrier, today=request.scope.today)
    if form.is_bound and form.attempt(change_barrier, barrier=barrier):
        messages.success(request, _("Saved: “%(barrier)s”.") % {"barrier": barrier})
        return redirect("barrier_list")
    return render(request, "incidents/barrier_form.html", {"form": form, "barrier": barrier})


def way_back(request: ScopedRequest, pk: int) -> HttpResponse:
    """To the page of ours that was posted as `next`, else to the contact."""
    wanted = request.POST.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return HttpResponseRedirect(wanted)
    return redirect("incident_detail", pk=pk)


def _said(form: BarrierTapForm) -> str:
    if form.result is None:
        return _("Taken back.")
    barrier = form.result.barrier
    if barrier.is_persons:
        return _("Noted: “%(barrier)s”.") % {"barrier": barrier}
    return _("Noted: “%(barrier)s”. This miss stays out of your own results.") % {
        "barrier": barrier
    }


def _refused(form: BarrierTapForm) -> str:
    refusals = form.non_field_errors()
    return str(refusals[0]) if refusals else _("Choose what was in the way.")
