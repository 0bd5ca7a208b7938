"""The pages of this room: behaviours, their norms and what was before, goals."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tables2 import RequestConfig

from behaviours.actions import (
    StartRefused,
    create_behaviour,
    create_goal,
    publish_norm,
    set_focus,
    set_guideline,
)
from behaviours.filters import BehaviourFilter
from behaviours.forms import BehaviourForm, FocusForm, GoalForm, GuidelineForm, VersionForm
from behaviours.measures import InvalidMeasure
from behaviours.models import Behaviour, Goal, Norm
from behaviours.queries import (
    NormBook,
    focus_of,
    guideline_of,
    norm_history,
    norms_in_force,
    own_node,
    publishing_nodes,
)
from behaviours.tables import ROWS_A_PAGE, BehaviourTable, behaviour_rows
from behaviours.wording import channels_text, norm_facts, seen_by_text
from people.access import MANAGER, TEAM_LEAD, Scope, ScopedRequest, door, get_or_404, team_or_404
from people.models import Role, Team
from periods.week import Week

#: More than this of what is missing is not listed beside the table; the filter shows the rest.
FEW = 12
GOALS_A_PAGE = 50


@door(*Role.Kind.values)
def behaviour_list(request: ScopedRequest) -> HttpResponse:
    """Every behaviour with the norm in force today; what lacks a norm or a behaviour apart."""
    scope = request.scope
    node = _read_node(request)
    in_force = NormBook(node).in_force(scope.today)
    behaviours = Behaviour.objects.visible_to(scope).select_related("goal").order_by("code")
    asked = BehaviourFilter(request.GET or None, queryset=behaviours, nodes=_readable(scope))
    without = [behaviour for behaviour in asked.qs if behaviour.pk not in in_force]
    only_without = request.GET.get("norm") == "without"
    normed = [behaviour for behaviour in asked.qs if behaviour.pk in in_force]
    table = BehaviourTable(behaviour_rows(without if only_without else normed, in_force))
    RequestConfig(request, paginate=False).configure(table)
    table.paginate(per_page=ROWS_A_PAGE)
    table.page = table.paginator.get_page(request.GET.get("page"))
    idle = Goal.objects.filter(behaviours=None).order_by("title")
    context = {
        "node": node,
        "filter": asked,
        "table": table,
        "without_norm": [] if only_without else without[:FEW],
        "without_norm_count": len(without),
        "idle_goals": idle[:FEW],
        "idle_goals_count": idle.count(),
        "publishes": bool(publishing_nodes(scope)),
        "led": scope.teams(TEAM_LEAD),
        "manages": scope.holds(MANAGER),
    }
    return render(request, "behaviours/behaviour_list.html", context)


@door(*Role.Kind.values)
def behaviour_detail(request: ScopedRequest, code: str) -> HttpResponse:
    """One behaviour: why, how it looks, and every version of its norm, a node at a time."""
    scope = request.scope
    behaviour = get_or_404(Behaviour.objects.select_related("goal"), scope, code=code)
    history = norm_history(behaviour, scope)
    context = {
        "behaviour": behaviour,
        "channels": channels_text(behaviour),
        "seen_by": seen_by_text(behaviour),
        "history": [
            (node.team, [(version, norm_facts(version.norm)) for version in node.versions])
            for node in history
        ],
        "publishes": bool(publishing_nodes(scope)),
    }
    return render(request, "behaviours/behaviour_detail.html", context)


@door(MANAGER, TEAM_LEAD)
def behaviour_add(request: ScopedRequest) -> HttpResponse:
    """A new behaviour with its first norm: four questions, the rest has defaults."""
    form = BehaviourForm(
        request.POST if request.method == "POST" else None,
        nodes=_publishing(request.scope),
        today=request.scope.today,
    )
    if form.is_bound and form.is_valid() and (behaviour := _record(request, form)):
        messages.success(request, _("The behaviour is recorded and its norm published."))
        return redirect("behaviour_detail", behaviour.code)
    return render(request, "behaviours/behaviour_add.html", {"form": form})


@door(MANAGER, TEAM_LEAD)
def norm_add(request: ScopedRequest, code: str) -> HttpResponse:
    """A new version of the norm for one node, beside what is in force there now."""
    scope = request.scope
    behaviour = get_or_404(Behaviour.objects.all(), scope, code=code)
    nodes = _publishing(scope)
    team = _chosen(scope, request.GET.get("team"), nodes)
    current = NormBook(team).in_force(scope.today).get(behaviour.pk)
    form = VersionForm(
        request.POST if request.method == "POST" else None,
        kind=behaviour.kind,
        team=team,
        current=current,
        initial={"starts_on": Week.of(scope.today).next.monday},
    )
    if form.is_bound and form.is_valid() and _publish(request, form, behaviour, team):
        messages.success(request, _("The norm is published."))
        return redirect("behaviour_detail", behaviour.code)
    context = {
        "behaviour": behaviour,
        "nodes": nodes,
        "team": team,
        "current": current,
        "current_facts": norm_facts(current) if current else [],
        "form": form,
    }
    return render(request, "behaviours/norm_add.html", context)


@door(*Role.Kind.values)
def goal_list(request: ScopedRequest) -> HttpResponse:
    """The goals, each with how many behaviours serve it; those with none say so."""
    goals = Goal.objects.annotate(served_by=Count("behaviours")).order_by("title")
    context = {
        "page": Paginator(goals, GOALS_A_PAGE).get_page(request.GET.get("page")),
        "sets_goals": request.scope.holds(MANAGER),
    }
    return render(request, "behaviours/goal_list.html", context)


@door(MANAGER)
def goal_add(request: ScopedRequest) -> HttpResponse:
    """A new goal."""
    form = GoalForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            create_goal(by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The goal is recorded."))
            return redirect("goal_list")
    return render(request, "behaviours/goal_add.html", {"form": form})


def focus_set(request: ScopedRequest, slug: str) -> HttpResponse:
    """The norm of the week of a team, and its guideline; POST sets the norm. For its lead."""
    team = _led(request, slug)
    form = _focus_form(request, team)
    if form.is_bound and form.is_valid():
        set_focus(
            team=team,
            behaviour=form.chosen,
            week=form.first_week,
            weeks=form.cleaned_data["weeks"],
            by=request.user,
            at=request.now,
        )
        messages.success(request, _("The norm of the week is set: it stands first when noting."))
        return redirect("focus_set", slug)
    return _focus_page(request, team, form, _guideline_form(request, team))


@require_POST
def guideline_set(request: ScopedRequest, slug: str) -> HttpResponse:
    """How many contacts a day each give a fair picture. For the team's lead."""
    team = _led(request, slug)
    form = GuidelineForm(request.POST)
    if form.is_valid():
        set_guideline(team=team, today=request.scope.today, by=request.user, **form.cleaned_data)
        messages.success(request, _("The guideline is set."))
        return redirect("focus_set", slug)
    return _focus_page(request, team, _focus_form(request, team, fresh=True), form)


def _led(request: ScopedRequest, slug: str) -> Team:
    """The team of this lead: 404 for a node that notes no contacts."""
    team = team_or_404(request.scope, slug, TEAM_LEAD)
    if team.kind != Team.Kind.TEAM:
        raise Http404
    return team


def _focus_form(request: ScopedRequest, team: Team, *, fresh: bool = False) -> FocusForm:
    today = request.scope.today
    data = request.POST if request.method == "POST" and not fresh else None
    return FocusForm(data, norms=norms_in_force(team, today), week=Week.of(today))


def _guideline_form(request: ScopedRequest, team: Team) -> GuidelineForm:
    return GuidelineForm(initial={"contacts_a_day": guideline_of(team, request.scope.today)})


def _focus_page(
    request: ScopedRequest, team: Team, form: FocusForm, guideline_form: GuidelineForm
) -> HttpResponse:
    context = {
        "team": team,
        "form": form,
        "guideline_form": guideline_form,
        "focus": focus_of(team, request.scope.today),
    }
    return render(request, "behaviours/focus_set.html", context)


def _record(request: ScopedRequest, form: BehaviourForm) -> Behaviour | None:
    """Record the behaviour and its norm together, or say at the field why not."""
    given = form.cleaned_data
    try:
        with transaction.atomic():
            behaviour = create_behaviour(at=request.now, by=request.user, **form.behaviour_fields)
            publish_norm(
                behaviour=behaviour,
                team=form.nodes[given["team"]],
                starts_on=given["starts_on"],
                at=request.now,
                by=request.user,
                today=request.scope.today,
                terms=form.terms(given["kind"]),
                reason=given["reason"],
            )
    except ValidationError as refused:
        form.refuse(refused)
    except StartRefused as refused:
        form.refuse_start(refused)
    else:
        return behaviour
    return None


def _publish(
    request: ScopedRequest, form: VersionForm, behaviour: Behaviour, team: Team
) -> Norm | None:
    """Publish the version, or say at the field why not."""
    given = form.cleaned_data
    try:
        return publish_norm(
            behaviour=behaviour,
            team=team,
            starts_on=given["starts_on"],
            at=request.now,
            by=request.user,
            today=request.scope.today,
            outcome=given["outcome"],
            terms=form.wanted_terms,
            reason=given["reason"],
        )
    except InvalidMeasure as refused:
        form.refuse_terms(behaviour.kind, refused)
    except ValidationError as refused:
        form.refuse(refused)
    except StartRefused as refused:
        form.refuse_start(refused)
    return None


def _readable(scope: Scope) -> list[Team]:
    return [node for pk, node in scope.tree.items() if pk in scope.team_ids()]


def _read_node(request: ScopedRequest) -> Team:
    """The node whose norms are shown: the one asked for, else the reader's own."""
    slug = request.GET.get("team")
    node = team_or_404(request.scope, slug) if slug else own_node(request.scope)
    if node is None:
        raise PermissionDenied
    return node


def _publishing(scope: Scope) -> list[Team]:
    nodes = publishing_nodes(scope)
    if not nodes:
        raise PermissionDenied
    return nodes


def _chosen(scope: Scope, slug: str | None, nodes: list[Team]) -> Team:
    """The node to publish for: 404 outside one's scope, 403 where one does not publish."""
    team: Any = team_or_404(scope, slug) if slug else nodes[0]
    if team not in nodes:
        raise PermissionDenied
    return team
