"""Noting a contact: where, which norms, the form, one action, and the form again."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control

from behaviours.models import Channel, Norm
from incidents.actions import record_contacts
from incidents.forms import ContactForm
from incidents.forms.contact import asked_day, is_answered, shown_norms
from incidents.judging import Judge, NewContact
from incidents.models import Incident, Origin
from incidents.queries import LOGGED_BY, Offer, norms_by_key, offered_norms, teams_to_log_on
from incidents.wording import moment_text
from people.access import EMPLOYEE, Scope, ScopedRequest, door, named_contacts, team_or_404
from people.models import Team, User

#: Where this person noted last, in the session.
LAST_PLACE = "contact_place"


@dataclass(frozen=True)
class Place:
    """Where a contact is noted: on which team, in which channel, about oneself or observed."""

    team: Team
    channel: str
    origin: str

    @property
    def query(self) -> str:
        """The address of the form for this place, from the question mark on."""
        return "?" + urlencode(
            {"team": self.team.slug, "channel": self.channel, "for": self.origin}
        )


@cache_control(private=True, no_store=True)
@door(*Scope.LOGGING)
def incident_add(request: ScopedRequest) -> HttpResponse:
    """The form of the norms in force for a team, channel and moment; POST notes one contact."""
    place = _place(request)
    if place is None:
        return render(request, "incidents/incident_nowhere.html")
    judge = Judge()
    form = _form(request, place, judge)
    if request.method == "POST" and form.is_valid():
        _record(request, place, form, judge)
        _remember(request, place)
        return redirect(reverse("incident_add") + place.query)
    context = {
        "form": form,
        "place": place,
        "teams": _teams(request.scope, place.origin),
        "channels": [
            (label, Place(place.team, key, place.origin), key == place.channel)
            for key, label in Channel.choices
        ],
        "origins": _origins(request.scope, place),
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
    today = request.scope.today
    day = asked_day(data, today) if data else today
    in_force = judge.norms(place.team, day).values()
    held = offered_norms(in_force, channel=place.channel, origin=place.origin)
    offer, is_changed = offer_for(request, held)
    return ContactForm(
        data,
        offer=offer,
        origin=place.origin,
        now=request.now,
        employees=_employees(request, place),
        is_changed=is_changed,
    )


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
    )
    (incident,) = record_contacts(contacts=[contact], at=request.now, judge=judge)
    _say(request, incident, form)


def _say(request: ScopedRequest, incident: Incident, form: ContactForm) -> None:
    """Name what was noted; a form that was sent twice is one contact, and the message says so."""
    link = format_html(
        '<a href="{}">{}</a>', reverse("incident_detail", args=[incident.pk]), _("Look at it")
    )
    what = f"{incident.get_channel_display()}, {moment_text(incident.occurred_at)}"
    if incident.logged_at != request.now:
        text = _("This contact was noted before, and only once: {what}. {link}")
        messages.warning(request, format_html(text, what=what, link=link))
        return
    count = sum(entry.state == "seen" for entry in form.entries.values())
    seen = ngettext("%(count)d norm seen", "%(count)d norms seen", count) % {"count": count}
    text = _("Noted: {what}; {seen}. {link}")
    messages.success(request, format_html(text, what=what, seen=seen, link=link))


def _employees(request: ScopedRequest, place: Place) -> QuerySet[User] | None:
    """Who an observer may name, while that is agreed; None when nobody is named."""
    today = request.scope.today
    if place.origin == Origin.SELF or not named_contacts(today):
        return None
    people = User.objects.with_role_on(place.team, EMPLOYEE, today)
    return people.exclude(pk=request.user.pk).order_by("name")


def _place(request: ScopedRequest) -> Place | None:
    """Where the address says, filled up with where this person noted last; None for nowhere.

    404 for what is not there or not in scope, 403 without the role for it.
    """
    last_slug, last_channel, last_origin = _last_place(request)
    channel = request.GET.get("channel") or last_channel
    origin = request.GET.get("for") or None
    if channel not in Channel.values or origin not in {None, *LOGGED_BY}:
        raise Http404
    team = _asked_team(request, origin, last_slug)
    if team is None:
        return None
    return Place(team, channel, origin or _usual_origin(request.scope, team, last_origin))


def _asked_team(request: ScopedRequest, origin: str | None, last_slug: str) -> Team | None:
    teams = _teams(request.scope, origin)
    if slug := request.GET.get("team"):
        team = team_or_404(request.scope, slug, *_kinds(origin))
        if team not in teams:
            raise Http404
        return team
    return next((team for team in teams if team.slug == last_slug), next(iter(teams), None))


def _remember(request: ScopedRequest, place: Place) -> None:
    """Keep the place for the next time; the session is written only when it is another one."""
    now = [place.team.slug, place.channel, place.origin]
    if request.session.get(LAST_PLACE) != now:
        request.session[LAST_PLACE] = now


def _last_place(request: ScopedRequest) -> tuple[str, str, str]:
    place = request.session.get(LAST_PLACE)
    if isinstance(place, list) and len(place) == 3 and place[1] in Channel.values:
        return place[0], place[1], place[2]
    return "", Channel.PHONE, ""


def _kinds(origin: str | None) -> list[str]:
    origins = [origin] if origin else LOGGED_BY
    return [kind for each in origins for kind in LOGGED_BY[each]]


def _teams(scope: Scope, origin: str | None) -> list[Team]:
    return scope.teams(*_kinds(origin))


def _usual_origin(scope: Scope, team: Team, last: str) -> str:
    """As last time where that may be, else about oneself, else observed."""
    allowed = [origin for origin in LOGGED_BY if team in teams_to_log_on(scope, origin)]
    return last if last in allowed else allowed[0]


def _origins(scope: Scope, place: Place) -> list[tuple[str, Place, bool]]:
    """The choice between oneself and observed, where there is one."""
    labels = {Origin.SELF: _("My own contact"), Origin.OBSERVED: _("A contact I observed")}
    places = [
        (labels[Origin(origin)], Place(place.team, place.channel, origin), origin == place.origin)
        for origin in LOGGED_BY
        if scope.covers(place.team, *LOGGED_BY[origin])
    ]
    return places if len(places) > 1 else []
