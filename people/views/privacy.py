"""What is recorded, who sees what, and the agreements that allow more."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from people.access import SMALLEST_GROUP, WORKS_COUNCIL, ScopedRequest
from people.actions import end_consent, record_consent
from people.forms import ConsentForm, EndForm
from people.models import Consent, PersonView
from people.queries import switch_states
from periods.week import Week

#: Over so many weeks the works council reads how often a page of a person was opened.
WEEKS_COUNTED = 13


def privacy(request: ScopedRequest) -> HttpResponse:
    """For everyone: what is recorded, who sees what, and whether the two switches are on."""
    scope = request.scope
    switches = switch_states(today=scope.today)
    endable = {
        consent.pk
        for switch in switches
        for consent in switch.consents
        if consent.body in scope.ends_consents
        and (consent.ends_on is None or consent.ends_on > scope.today)
    }
    context = {
        "switches": switches,
        "endable": endable,
        "records": bool(scope.consent_bodies),
        "smallest": SMALLEST_GROUP,
    }
    if scope.holds(WORKS_COUNCIL):
        since = Week.of(scope.today) - (WEEKS_COUNTED - 1)
        context["views_since"] = since.monday
        context["views"] = PersonView.objects.since(since.starts_at).count()
    return render(request, "people/privacy.html", context)


def consent_add(request: ScopedRequest) -> HttpResponse:
    """Record what was agreed."""
    bodies = request.scope.consent_bodies
    if not bodies:
        raise PermissionDenied
    form = ConsentForm(
        request.POST if request.method == "POST" else None,
        bodies=bodies,
        today=request.scope.today,
        initial={"given_on": request.scope.today},
    )
    if form.is_bound and form.attempt(record_consent, at=request.now, by=request.user):
        messages.success(request, _("The agreement is recorded."))
        return redirect("privacy")
    return render(request, "people/consent_add.html", {"form": form})


def consent_end(request: ScopedRequest, pk: int) -> HttpResponse:
    """Withdraw an agreement."""
    scope = request.scope
    if not scope.ends_consents:
        raise PermissionDenied
    consent = get_object_or_404(Consent, pk=pk)
    if consent.body not in scope.ends_consents:
        raise PermissionDenied
    form = EndForm(request.POST if request.method == "POST" else None, today=request.scope.today)
    if form.is_bound and form.attempt(end_consent, consent=consent):
        messages.success(request, _("The end of the agreement is recorded."))
        return redirect("privacy")
    return render(request, "people/consent_end.html", {"consent": consent, "form": form})
