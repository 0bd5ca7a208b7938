"""The tree: its nodes with who is there, new ones, ended ones, head counts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people.access import (
    MANAGER,
    SMALLEST_GROUP,
    TEAM_LEAD,
    Scope,
    ScopedRequest,
    door,
    never_stored,
    team_or_404,
)
from people.actions import add_team, end_team, let_lead_publish, record_head_count
from people.forms import AgreedForm, EndForm, HeadCountForm, NodeForm, RoleSearch, StationForm
from people.models import Team
from people.queries import node_roles, organisation_rows, station_roles

ROLES_A_PAGE = 50


@door(*Scope.PLACING)
def organisation(request: ScopedRequest) -> HttpResponse:
    """The nodes where this person places people, with how many hold each role."""
    rows = organisation_rows(scope=request.scope)
    arranges = request.scope.holds(*Scope.ARRANGING)
    return render(request, "people/organisation.html", {"rows": rows, "arranges": arranges})


@never_stored
def node_detail(request: ScopedRequest, slug: str) -> HttpResponse:
    """Who is on this node, and what may be done here."""
    scope = request.scope
    team = team_or_404(scope, slug, *Scope.PLACING)
    search = RoleSearch(request.GET)
    wanted = search.cleaned_data if search.is_valid() else {}
    roles = node_roles(team=team, today=scope.today, **wanted)
    page = Paginator(roles, ROLES_A_PAGE).get_page(request.GET.get("page"))
    is_team = team.kind == Team.Kind.TEAM
    context = {
        "team": team,
        "search": search,
        "page": page,
        "linked": {role.pk for role in page if scope.hands_over_link(role)},
        "given": scope.gives(team),
        "arranges": scope.covers(team, *Scope.ARRANGING),
        "arranges_from_above": scope.arranges_from_above(team),
        "manages_from_above": scope.manages_from_above(team),
        "is_team": is_team,
        "keeps_share_agreements": scope.keeps_share_agreements(team),
        "smallest": SMALLEST_GROUP,
        "keeps_locations": scope.covers(team, MANAGER, TEAM_LEAD),
        "agreed": AgreedForm(initial={"since": team.lead_publishes_since or scope.today}),
        "head_count": team.head_counts.order_by("-starts_on").first(),
    }
    if is_team:
        context |= _stations(team, scope)
    return render(request, "people/node_detail.html", context)


def _stations(team: Team, scope: Scope) -> dict[str, Any]:
    """The shared computers of the team; with them whom to give a PIN, without and with one."""
    stations = list(team.stations.in_use().select_related("set_up_by").order_by("name"))
    roles = station_roles(team, scope.today).select_related("user__pin") if stations else []
    given = scope.gives(team)
    by_person = {role.user_id: role for role in roles if role.kind in given}
    by_person.pop(scope.user.pk, None)
    without = [role for role in by_person.values() if not hasattr(role.user, "pin")]
    return {
        "stations": stations,
        "station_form": StationForm(),
        "without_pin": without,
        "with_pin": [role for role in by_person.values() if role not in without],
    }


def node_add(request: ScopedRequest, slug: str) -> HttpResponse:
    """A department or team under this node."""
    team = team_or_404(request.scope, slug, *Scope.ARRANGING)
    if team.kind == Team.Kind.TEAM:
        raise Http404
    form = NodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.attempt(add_team, parent=team, today=request.scope.today):
        messages.success(request, _("%(node)s is made.") % {"node": form.result})
        return redirect("node_detail", form.result.slug)
    return render(request, "people/node_add.html", {"team": team, "form": form})


def node_end(request: ScopedRequest, slug: str) -> HttpResponse:
    """End a node; done from above, so nobody ends the ground under the own feet."""
    team = team_or_404(request.scope, slug, *Scope.ARRANGING)
    if not request.scope.arranges_from_above(team):
        raise PermissionDenied
    form = EndForm(request.POST if request.method == "POST" else None, today=request.scope.today)
    if form.is_bound and form.attempt(end_team, team=team):
        messages.success(request, _("The end of %(node)s is recorded.") % {"node": team})
        return redirect("organisation")
    return render(request, "people/node_end.html", {"team": team, "form": form})


def head_count_add(request: ScopedRequest, slug: str) -> HttpResponse:
    """How many people work on this team, where not all of them are known here."""
    team = team_or_404(request.scope, slug, *Scope.ARRANGING)
    if team.kind != Team.Kind.TEAM:
        raise Http404
    form = HeadCountForm(
        request.POST if request.method == "POST" else None,
        initial={"starts_on": request.scope.today},
    )
    if form.is_bound and form.attempt(record_head_count, team=team, by=request.user):
        messages.success(request, _("The head count is recorded."))
        return redirect("node_detail", slug)
    counts = team.head_counts.select_related("recorded_by").order_by("-starts_on")
    context = {"team": team, "form": form, "counts": counts}
    return render(request, "people/head_count_add.html", context)


@require_POST
def norms_by_lead(request: ScopedRequest, slug: str) -> HttpResponse:
    """Let the team's lead publish its norms, or no longer; by the manager of the node above."""
    team = team_or_404(request.scope, slug)
    if not request.scope.manages_from_above(team):
        raise PermissionDenied
    form = AgreedForm(request.POST)
    if form.attempt(let_lead_publish, team=team):
        messages.success(request, _("It is recorded who publishes norms for this team."))
    else:
        messages.error(request, _("Give the day on which it was agreed, such as 2026-11-16."))
    return redirect("node_detail", slug)
