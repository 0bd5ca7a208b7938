"""Noting the contacts of a day at once, at the end of a shift."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from incidents.actions import record_contacts
from incidents.forms import TallyForm
from incidents.judging import Judge, NewContact
from incidents.models import Origin
from incidents.queries import LOGGED_BY, offered_norms
from incidents.views.place import Place, asked_place
from incidents.wording import who_sees
from people.access import ScopedRequest, door, never_stored


@never_stored
@door(*LOGGED_BY[Origin.SELF])
def incident_tally(request: ScopedRequest) -> HttpResponse:
    """The norms of a channel with counters; POST notes that many own contacts of today."""
    judge = Judge()
    found = asked_place(request, judge, only=Origin.SELF)
    if found is None:
        return render(request, "incidents/incident_nowhere.html")
    place, team_channels = found
    norms = judge.norms(place.team, request.scope.today).values()
    offered = offered_norms(norms, channel=place.channel, origin=Origin.SELF)
    form = TallyForm(
        request.POST if request.method == "POST" else None,
        norms=sorted(offered, key=lambda norm: norm.behaviour.code),
    )
    if form.is_bound and form.is_valid():
        _note(request, place, form, judge)
        return redirect(reverse("incident_tally") + place.query)
    first, others = team_channels.choices(place)
    context = {
        "form": form,
        "place": place,
        "channels": [*first, *others],
        "who_sees": who_sees(is_own=True, named=""),
    }
    return render(request, "incidents/incident_tally.html", context)


def _note(request: ScopedRequest, place: Place, form: TallyForm, judge: Judge) -> None:
    """Note the contacts, all or none; a sheet that was sent before is not noted again."""
    contacts = [
        NewContact(
            team=place.team,
            channel=place.channel,
            occurred_at=request.now,
            origin=Origin.SELF,
            entries=form.entries(number),
            employee=request.user,
            logged_by=request.user,
            submission_key=form.submission_key(number),
        )
        for number in range(form.cleaned_data["contacts"])
    ]
    try:
        noted = record_contacts(contacts=contacts, at=request.now, judge=judge)
    except IntegrityError:  # sent before with fewer contacts
        noted = []
    if not noted or noted[0].logged_at != request.now:
        messages.warning(request, _("This sheet was noted before, and only once."))
        return
    words = ngettext(
        "%(count)d contact of today is noted.",
        "%(count)d contacts of today are noted.",
        len(noted),
    ) % {"count": len(noted)}
    messages.success(request, words)
