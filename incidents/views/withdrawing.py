"""Taking a contact out of every figure; it stays readable, with the reason."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from incidents.actions import AlreadyWithdrawn, StaleVersion, WeekClosed, withdraw_contact
from incidents.forms import WithdrawalForm
from incidents.models import Incident
from incidents.views.correcting import CONFLICT, refused
from incidents.views.reading import contacts, facts, may_post, puts_right
from people.access import ScopedRequest, get_or_404, never_stored


@never_stored
def incident_withdraw(request: ScopedRequest, pk: int) -> HttpResponse:
    """Asks for the reason; POST withdraws.

    For its author; after closing for the person it is about.
    """
    incident = get_or_404(contacts(), request.scope, pk=pk)
    if not may_post(incident, request):
        raise PermissionDenied
    is_late = puts_right(incident, request)
    posted = request.POST if request.method == "POST" else None
    form = WithdrawalForm(posted, initial={"version": incident.version})
    if posted is None or not form.is_valid():
        return _page(request, incident, form, is_late=is_late)
    try:
        withdraw_contact(incident=incident, by=request.user, at=request.now, **form.cleaned_data)
    except StaleVersion as stale:
        form.show_version(stale.current.version)
        form.add_error(None, _("This contact was changed in the meantime: look at it once more."))
        return _page(request, stale.current, form, status=CONFLICT)
    except (WeekClosed, AlreadyWithdrawn) as refusal:
        form.add_error(None, refused(refusal))
        return _page(request, incident, form, status=CONFLICT)
    messages.success(request, _withdrawn(is_late=is_late))
    return redirect("incident_detail", pk=pk)


def _withdrawn(*, is_late: bool) -> str:
    if is_late:
        return _("Withdrawn, after closing: the figures of that week stay as they were.")
    return _("Withdrawn: this contact is in no figure any more.")


def _page(
    request: ScopedRequest,
    incident: Incident,
    form: WithdrawalForm,
    *,
    status: int = 200,
    is_late: bool = False,
) -> HttpResponse:
    context = {
        "incident": incident,
        "form": form,
        "facts": facts(incident, is_open=True),
        "is_late": is_late,
    }
    return render(request, "incidents/incident_withdraw.html", context, status=status)
