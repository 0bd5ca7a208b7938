"""Taking back a contact within the minute after noting it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from incidents.actions import AlreadyWithdrawn, StaleVersion, WeekClosed, withdraw_contact
from incidents.models import Incident
from incidents.views.correcting import refused
from incidents.views.place import Place
from incidents.views.saved import UNDO
from people.access import ScopedRequest, get_or_404, never_stored


@never_stored
@require_POST
def incident_undo(request: ScopedRequest, pk: int) -> HttpResponse:
    """Withdraws a contact this person noted less than a minute ago; later asks for a reason."""
    noted = Incident.objects.filter(logged_by=request.user).select_related("team")
    incident = get_or_404(noted, request.scope, pk=pk)
    place = Place(incident.team, incident.channel, incident.origin)
    if request.now - incident.logged_at > UNDO:
        messages.warning(
            request, _("The minute is over. You can still withdraw this contact, with a reason.")
        )
        return redirect("incident_withdraw", pk=pk)
    try:
        withdraw_contact(
            incident=incident,
            version=incident.version,
            by=request.user,
            at=request.now,
            reason=_("Taken back within a minute"),
        )
    except (WeekClosed, AlreadyWithdrawn) as refusal:
        messages.error(request, refused(refusal))
    except StaleVersion:
        return redirect("incident_detail", pk=pk)
    else:
        messages.success(request, _("Taken back: this contact is in no figure."))
    return redirect(reverse("incident_add") + place.query)
