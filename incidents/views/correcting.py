"""Correcting a contact; whoever was second reads both texts side by side and loses nothing."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from behaviours.models import Channel
from incidents.actions import AlreadyWithdrawn, StaleVersion, WeekClosed, correct_contact
from incidents.forms import ContactForm
from incidents.forms.internal import customer_nodes
from incidents.forms.moment import asked_day
from incidents.history import Reader, snapshot, spoken
from incidents.judging import Judge, NewContact, NoNormInForce
from incidents.models import Incident, Observation
from incidents.queries import LOGGED_BY, offered_norms, pinned_norms, teams_to_log_on
from incidents.views.adding import offer_for
from incidents.views.reading import contacts, may_post, observations, puts_right
from people.access import ScopedRequest, get_or_404, never_stored
from people.models import Team

CONFLICT = 409


@never_stored
def incident_correct(request: ScopedRequest, pk: int) -> HttpResponse:
    """The form of a contact as it is; POST corrects it.

    For its author; after closing for the person it is about.
    """
    incident = get_or_404(contacts(), request.scope, pk=pk)
    if not may_post(incident, request):
        raise PermissionDenied
    is_late = puts_right(incident, request)
    rows = observations(incident)
    teams = _teams(request, incident)
    judge = Judge()
    form = _form(request, incident, rows, teams, judge)
    if request.method != "POST" or not form.is_valid():
        return _page(request, incident, form, is_late=is_late)
    try:
        _correct(request, incident, form, teams, judge)
    except StaleVersion as stale:
        return _both_texts(request, stale.current, form)
    except (WeekClosed, AlreadyWithdrawn, NoNormInForce) as refusal:
        form.add_error(None, refused(refusal))
        return _page(request, incident, form, status=CONFLICT)
    messages.success(request, _corrected(is_late=is_late))
    return redirect("incident_detail", pk=pk)


def refused(refusal: Exception) -> str:
    """Why a change was not taken, in words."""
    if isinstance(refusal, WeekClosed):
        return _("This week is closed: only the person it is about still changes this contact.")
    if isinstance(refusal, AlreadyWithdrawn):
        return _("This contact was withdrawn in the meantime.")
    return _("A value has no norm on this date and in this place.")


def _corrected(*, is_late: bool) -> str:
    if is_late:
        return _("Put right, after closing: the figures of that week stay as they were.")
    return _("Corrected. What it said before is kept below.")


def _teams(request: ScopedRequest, incident: Incident) -> list[Team]:
    """Where the contact may move to: where its author may log, and where it is."""
    origin = incident.origin if incident.origin in LOGGED_BY else "self"
    teams = teams_to_log_on(request.scope, origin)
    return teams if incident.team in teams else [request.scope.tree[incident.team_id], *teams]


def _form(
    request: ScopedRequest,
    incident: Incident,
    rows: Sequence[Observation],
    teams: Sequence[Team],
    judge: Judge,
) -> ContactForm:
    """The form with the norms of the place it asks for: the pinned ones while that is the same."""
    data = request.POST if request.method == "POST" else None
    day = asked_day(data, incident.local_date) if data else incident.local_date
    team = _asked_team(data, incident, teams)
    asked_channel = data.get("channel") if data else incident.channel
    channel = asked_channel if asked_channel in Channel.values else incident.channel
    norms = judge.norms(team, day)
    pinned = pinned_norms(rows) if (team.pk, day) == (incident.team_id, incident.local_date) else []
    kept = {norm.behaviour_id for norm in pinned}
    offered = offered_norms(norms.values(), channel=channel, origin=incident.origin)
    held = [*pinned, *(norm for norm in offered if norm.behaviour_id not in kept)]
    offer, is_changed = offer_for(request, held)
    return ContactForm(
        data,
        offer=offer,
        origin=incident.origin,
        now=request.now,
        place_team=incident.team,
        customers=lambda: customer_nodes(
            request.scope.tree.values(), but=incident.team, day=incident.local_date
        ),
        original=incident,
        rows={row.behaviour_id: row for row in rows},
        teams=teams,
        is_changed=is_changed,
    )


def _asked_team(data: QueryDict | None, incident: Incident, teams: Sequence[Team]) -> Team:
    """The team chosen in the form, or the contact's own when none of `teams` was."""
    slug = data.get("team") if data else None
    return next((team for team in teams if team.slug == slug), _own_team(incident, teams))


def _own_team(incident: Incident, teams: Sequence[Team]) -> Team:
    return next(team for team in teams if team.pk == incident.team_id)


def _correct(
    request: ScopedRequest,
    incident: Incident,
    form: ContactForm,
    teams: Sequence[Team],
    judge: Judge,
) -> None:
    cleaned = form.cleaned_data
    corrected = NewContact(
        team=next(team for team in teams if team.slug == cleaned["team"]),
        channel=cleaned["channel"],
        occurred_at=cleaned["occurred_at"],
        origin=incident.origin,
        entries=form.entries,
        subject=cleaned["subject"],
        customer_kind=cleaned["customer_kind"],
        customer_team=cleaned["customer_team"],
        private_note=cleaned["private_note"],
        case_number=cleaned["case_number"],
        customer_reference=cleaned["customer_code"],
    )
    correct_contact(
        incident=incident,
        version=cleaned["version"],
        corrected=corrected,
        by=request.user,
        at=request.now,
        judge=judge,
    )


def _both_texts(request: ScopedRequest, current: Incident, form: ContactForm) -> HttpResponse:
    """What it says now beside what was typed; saving once more takes what was typed."""
    rows = observations(current)
    norms = {norm.pk: norm for norm in pinned_norms(rows)}
    reader = Reader(current.is_open_to(request.user), request.scope.tree, norms)
    form.show_version(current.version)
    said = list(spoken(snapshot(current, rows), reader).items())
    return _page(request, current, form, status=CONFLICT, said_now=said)


def _page(
    request: ScopedRequest,
    incident: Incident,
    form: ContactForm,
    *,
    status: int = 200,
    said_now: Sequence[tuple[str, str]] = (),
    is_late: bool = False,
) -> HttpResponse:
    context = {"incident": incident, "form": form, "said_now": said_now, "is_late": is_late}
    return render(request, "incidents/incident_correct.html", context, status=status)
