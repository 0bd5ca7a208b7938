"""Noting a contact: where, which norms, the form, one action, and the form again."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from behaviours.models import Norm
from incidents.actions import record_contacts
from incidents.forms import ContactForm
from incidents.forms.contact import is_answered, shown_norms
from incidents.forms.moment import asked_day
from incidents.judging import Judge, NewContact
from incidents.models import Incident, Origin
from incidents.queries import Offer, norms_by_key, offered_norms
from incidents.views.place import Place, asked_place, is_switch, origin_choices, teams_of
from incidents.wording import moment_text
from people.access import EMPLOYEE, Scope, ScopedRequest, door, named_contacts, never_stored
from people.free_text import label_hint
from people.models import User
from people.station_session import hand_over

#: The button at a shared computer with which one stays; any other gives it to the next.
GO_ON = "go_on"


@never_stored
@door(*Scope.LOGGING)
def incident_add(request: ScopedRequest) -> HttpResponse:
    """The form of the norms in force for a team, channel and moment; POST notes one contact.

    A POST that switches to another place shows its form with what was typed, and notes nothing.
    """
    judge = Judge()
    found = asked_place(request, judge)
    if found is None:
        return render(request, "incidents/incident_nowhere.html")
    place, team_channels = found
    if is_switch(request):
        form = _switched_form(request, place, judge)
    else:
        form = _form(request, place, judge)
        if request.method == "POST" and form.is_valid():
            _record(request, place, form, judge)
            if request.scope.station is not None and GO_ON not in request.POST:
                return hand_over(request, _("Noted."))
            return redirect(reverse("incident_add") + place.query)
    channels, other_channels = team_channels.choices(place)
    context = {
        "form": form,
        "place": place,
        "teams": teams_of(request.scope, place.origin),
        "channels": channels,
        "other_channels": other_channels,
        "origins": origin_choices(request.scope, place),
    }
    return render(request, "incidents/incident_add.html", context)


def offer_for(request: ScopedRequest, held: Sequence[Norm]) -> tuple[Offer, bool]:
    """The norms to show when `held` are in force, and whether those are not what was shown.

    A posted value for a behaviour without a norm now keeps its field, so that nothing typed is
    lost and the page can say which one it is.
    """
    if request.method != "POST":
        return Offer(held), False
    shown = shown_norms(request.POST)
    behaviours_held = {norm.behaviour_id for norm in held}
    strange = shown - {norm.pk for norm in held}
    homeless = [
        norm
        for norm in norms_by_key(strange)
        if norm.behaviour_id not in behaviours_held and is_answered(request.POST, norm.behaviour_id)
    ]
    return Offer(held, homeless), not {norm.pk for norm in held} <= shown


def _form(request: ScopedRequest, place: Place, judge: Judge) -> ContactForm:
    data = request.POST if request.method == "POST" else None
    offer, is_changed = offer_for(request, _held(request, place, judge))
    return ContactForm(
        data,
        offer=offer,
        origin=place.origin,
        now=request.now,
        employees=_employees(request, place),
        is_changed=is_changed,
    )


def _switched_form(request: ScopedRequest, place: Place, judge: Judge) -> ContactForm:
    """The form of another place, with what was typed and without a word about what is missing."""
    return ContactForm(
        offer=Offer(_held(request, place, judge)),
        origin=place.origin,
        now=request.now,
        employees=_employees(request, place),
        typed=request.POST,
    )


def _held(request: ScopedRequest, place: Place, judge: Judge) -> list[Norm]:
    """The norms that this place offers on the date that is filled in."""
    today = request.scope.today
    day = asked_day(request.POST, today) if request.method == "POST" else today
    in_force = judge.norms(place.team, day).values()
    return offered_norms(in_force, channel=place.channel, origin=place.origin)


def _record(request: ScopedRequest, place: Place, form: ContactForm, judge: Judge) -> None:
    cleaned = form.cleaned_data
    is_own = place.origin == Origin.SELF
    contact = NewContact(
        team=place.team,
        channel=place.channel,
        occurred_at=cleaned["occurred_at"],
        origin=place.origin,
        entries=form.entries,
        subject=cleaned["subject"],
        customer_kind=cleaned["customer_kind"],
        employee=request.user if is_own else cleaned.get("employee"),
        logged_by=request.user,
        submission_key=cleaned["submission_key"],
        private_note=cleaned["private_note"],
        case_number=cleaned["case_number"],
        customer_reference=cleaned["customer_code"],
    )
    (incident,) = record_contacts(contacts=[contact], at=request.now, judge=judge)
    _say(request, incident, form)
    if incident.logged_at == request.now:
        _ask_for_facts(request, incident)


def _say(request: ScopedRequest, incident: Incident, form: ContactForm) -> None:
    """Name what was noted; a form that was sent twice is one contact, and the message says so."""
    link = _link(reverse("incident_detail", args=[incident.pk]), _("Look at it"))
    what = f"{incident.get_channel_display()}, {moment_text(incident.occurred_at)}"
    if incident.logged_at != request.now:
        text = (
            _("This contact was noted before, and only once: {what}. {link}")
            if incident.counts
            else _("This contact was noted before and withdrawn since: {what}. {link}")
        )
        messages.warning(request, format_html(text, what=what, link=link))
        return
    count = sum(entry.state == "seen" for entry in form.entries.values())
    seen = ngettext("%(count)d norm seen", "%(count)d norms seen", count) % {"count": count}
    noted = format_html(_("Noted: {what}; {seen}. {link}"), what=what, seen=seen, link=link)
    next_one = _("Or go to {start}; below you note the next one.")
    start = _link(reverse("start"), _("Start"))
    messages.success(request, format_html("{}. {}", noted, format_html(next_one, start=start)))


def _ask_for_facts(request: ScopedRequest, incident: Incident) -> None:
    """Ask once, and refuse nothing, when a word for a customer stands where facts belong."""
    said = f"{incident.subject}\n{incident.private_note}"
    question = label_hint(said, get_language() or settings.LANGUAGE_CODE)
    if question:
        link = _link(reverse("incident_correct", args=[incident.pk]), _("Write down the facts"))
        messages.info(request, format_html("{} {}", question, link))


def _link(address: str, words: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', address, words)


def _employees(request: ScopedRequest, place: Place) -> QuerySet[User] | None:
    """Who an observer may name, while that is agreed; None when nobody is named."""
    today = request.scope.today
    if place.origin == Origin.SELF or not named_contacts(today):
        return None
    people = User.objects.with_role_on(place.team, EMPLOYEE, today)
    return people.exclude(pk=request.user.pk).order_by("name")
