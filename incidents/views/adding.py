"""Noting a contact: where, which norms, the form, one action, and the form again."""

from collections.abc import Sequence
from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from behaviours.models import Norm
from behaviours.queries import focus_of
from incidents.actions import record_contacts
from incidents.forms import ContactForm
from incidents.forms.internal import customer_nodes
from incidents.forms.moment import asked_day
from incidents.forms.posted import in_order, is_answered, shown_norms
from incidents.judging import Judge, NewContact
from incidents.models import Incident, Origin
from incidents.queries import Offer, matter_now, norms_by_key, offered_norms, seen_lately
from incidents.views.place import (
    LOOKED_BACK,
    SWITCH,
    Place,
    TeamChannels,
    asked_place,
    is_switch,
    origin_choices,
    teams_of,
)
from incidents.views.saved import SAVED, ask_for_facts, linked, saved_contact
from incidents.wording import moment_text, who_sees
from people.access import EMPLOYEE, Scope, ScopedRequest, door, named_contacts, never_stored
from people.models import Team, User
from people.station_session import hand_over

#: The button at a shared computer with which one stays; any other gives it to the next.
GO_ON = "go_on"

#: The switch that fills in "met" wherever nothing is answered yet.
IN_ORDER = "in_order"
#: A script that sends the form says so, and whether it sends it anew or once more.
SENT_BY_SCRIPT, ONCE_MORE = "X-Draft", "kept"


@never_stored
@door(*Scope.LOGGING)
def incident_add(request: ScopedRequest) -> HttpResponse:
    """The form of the norms in force for a team, channel and moment; POST notes one contact.

    A POST that switches to another place, or to "all in order", shows its form with what was
    typed, and notes nothing. A script is answered in JSON: where to go next, null when the form
    has to be looked at.
    """
    judge = Judge()
    found = asked_place(request, judge)
    if found is None:
        return render(request, "incidents/incident_nowhere.html")
    place, channels = found
    form = None if is_switch(request) else _form(request, place, judge)
    if form and form.is_bound:
        if form.is_valid():
            return _noted(request, place, _record(request, place, form, judge))
        if SENT_BY_SCRIPT in request.headers:
            # Not a 4xx: the browser would report it as a fault, and it is an answer.
            return JsonResponse({"next": None})
    return _page(request, place, channels, form, judge)


def _page(
    request: ScopedRequest,
    place: Place,
    team_channels: TeamChannels,
    form: ContactForm | None,
    judge: Judge,
) -> HttpResponse:
    """The form with those norms first that matter now; one of another place when none is given."""
    held = _held(request, place, judge)
    focus = focus_of(place.team, request.scope.today)
    focus_id = focus.behaviour_id if focus else None
    seen = seen_lately(place.team, since=team_channels.week.monday - LOOKED_BACK)
    first = matter_now(held, focus_id=focus_id, seen=seen)
    form = form or _switched_form(request, place, held, first)
    form.put_first(first)
    channels, other_channels = team_channels.choices(place)
    is_own = place.origin == Origin.SELF
    named = _("Whoever you name here") if "employee" in form.fields else ""
    context = {
        "form": form,
        "place": place,
        "is_own": is_own,
        "focus_id": focus_id,
        "teams": teams_of(request.scope, place.origin),
        "channels": channels,
        "other_channels": other_channels,
        "origins": origin_choices(request.scope, place),
        "who_sees": who_sees(is_own=is_own, named=named),
    }
    return render(request, "incidents/incident_add.html", context | saved_contact(request))


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
        place_team=place.team,
        customers=partial(_customers, request.scope, place),
        employees=_employees(request, place),
        is_changed=is_changed,
    )


def _switched_form(
    request: ScopedRequest, place: Place, held: Sequence[Norm], first: Sequence[int]
) -> ContactForm:
    """The form of another place, with what was typed and without a word about what is missing."""
    typed: QueryDict = request.POST
    if typed.get(SWITCH) == IN_ORDER:
        shown = [norm for norm in held if norm.behaviour_id in first]
        typed = in_order(typed, shown, place.origin)
    return ContactForm(
        offer=Offer(held),
        origin=place.origin,
        now=request.now,
        place_team=place.team,
        customers=partial(_customers, request.scope, place),
        employees=_employees(request, place),
        typed=typed,
    )


def _held(request: ScopedRequest, place: Place, judge: Judge) -> list[Norm]:
    """The norms that this place offers on the date that is filled in."""
    today = request.scope.today
    day = asked_day(request.POST, today) if request.method == "POST" else today
    in_force = judge.norms(place.team, day).values()
    return offered_norms(in_force, channel=place.channel, origin=place.origin)


def _record(request: ScopedRequest, place: Place, form: ContactForm, judge: Judge) -> Incident:
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
        customer_team=cleaned["customer_team"],
        employee=request.user if is_own else cleaned.get("employee"),
        logged_by=request.user,
        submission_key=cleaned["submission_key"],
        private_note=cleaned["private_note"],
        case_number=cleaned["case_number"],
        customer_reference=cleaned["customer_code"],
    )
    (incident,) = record_contacts(contacts=[contact], at=request.now, judge=judge)
    if incident.logged_at == request.now:
        said = f"{incident.subject}\n{incident.private_note}"
        ask_for_facts(request, said, reverse("incident_correct", args=[incident.pk]))
    return incident


def _noted(request: ScopedRequest, place: Place, incident: Incident) -> HttpResponse:
    """On to the next contact, with the one just noted above it; or to the next at a station."""
    if request.scope.station is not None and GO_ON not in request.POST:
        return hand_over(request, _("Noted."))
    address = f"{reverse('incident_add')}{place.query}&{SAVED}={incident.pk}"
    if incident.logged_at != request.now and request.headers.get(SENT_BY_SCRIPT) != ONCE_MORE:
        _say_again(request, incident)
    if SENT_BY_SCRIPT in request.headers:
        return JsonResponse({"next": address})
    return redirect(address)


def _say_again(request: ScopedRequest, incident: Incident) -> None:
    """A form that was sent twice is one contact, and the message says so."""
    what = f"{incident.get_channel_display()}, {moment_text(incident.occurred_at)}"
    link = linked(reverse("incident_detail", args=[incident.pk]), _("Look at it"))
    text = (
        _("This contact was noted before, and only once: {what}. {link}")
        if incident.counts
        else _("This contact was noted before and withdrawn since: {what}. {link}")
    )
    messages.warning(request, format_html(text, what=what, link=link))


def _customers(scope: Scope, place: Place) -> list[Team]:
    """Whose an internal customer can be."""
    return customer_nodes(scope.tree.values(), but=place.team, day=scope.today)


def _employees(request: ScopedRequest, place: Place) -> QuerySet[User] | None:
    """Who an observer may name, while that is agreed; None when nobody is named."""
    today = request.scope.today
    if place.origin == Origin.SELF or not named_contacts(today):
        return None
    people = User.objects.with_role_on(place.team, EMPLOYEE, today)
    return people.exclude(pk=request.user.pk).order_by("name")
