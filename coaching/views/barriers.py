"""What was in the way of a team: its own page, what the lead does about it, and the manager's."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coaching.actions.barriers import (
    answer_barrier,
    answer_passed,
    finish_action,
    make_action,
    pass_barrier,
)
from coaching.forms.barriers import BarrierAnswerForm, ImprovementForm, OutcomeForm
from coaching.models import Action, BarrierAnswer
from coaching.queries.barriers import (
    first_to_look_at,
    given_answers,
    open_barriers,
    passed_barriers,
    possible_owners,
    waiting_answers,
)
from incidents.models import Barrier
from people.access import (
    EMPLOYEE,
    MANAGER,
    TEAM_LEAD,
    ScopedRequest,
    door,
    get_or_404,
    never_stored,
    team_or_404,
)
from people.models import Team

ANSWERS_A_PAGE = 20
#: An action is due in two weeks, unless another day is chosen.
USUAL_TERM = timedelta(weeks=2)


@never_stored
def barrier_board(request: ScopedRequest, slug: str) -> HttpResponse:
    """What lies open and what was answered, for the team itself and its lead; no names."""
    team = _team(request, slug, EMPLOYEE, TEAM_LEAD)
    if not request.scope.belongs_to(team):
        raise PermissionDenied
    opened = open_barriers(team)
    context = {
        "team": team,
        "opened": opened,
        "first": first_to_look_at(opened),
        "waiting": waiting_answers(team),
        "given": given_answers(team),
        "actions": [
            (action, action.is_late(request.scope.today))
            for action in Action.objects.open().filter(team=team).select_related("owner")
        ],
        "leads": request.scope.covers(team, TEAM_LEAD),
    }
    return render(request, "coaching/barrier_board.html", context)


@never_stored
def barrier_answer(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The lead answers in words."""
    team = _team(request, slug, TEAM_LEAD)
    barrier = get_object_or_404(Barrier, pk=pk)
    form = BarrierAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.attempt(
        answer_barrier, team=team, barrier=barrier, by=request.user, at=request.now
    ):
        messages.success(request, _("Your answer stands here for the team; who tapped it is told."))
        return redirect("barrier_board", slug)
    context = {"team": team, "barrier": barrier, "form": form}
    return render(request, "coaching/barrier_answer.html", context)


@never_stored
def barrier_action(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """The lead makes it an improvement action."""
    team = _team(request, slug, TEAM_LEAD)
    barrier = get_object_or_404(Barrier, pk=pk)
    form = ImprovementForm(
        request.POST if request.method == "POST" else None,
        owners=possible_owners(team, request.scope.today),
        initial={"owner": request.user.pk, "due_on": request.scope.today + USUAL_TERM},
    )
    if form.is_bound and form.attempt(
        make_action, team=team, barrier=barrier, by=request.user, at=request.now
    ):
        messages.success(request, _("The action stands here for the team; who tapped it is told."))
        return redirect("barrier_board", slug)
    context = {"team": team, "barrier": barrier, "form": form}
    return render(request, "coaching/barrier_action.html", context)


@require_POST
@never_stored
def barrier_pass(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """One tap of the lead: this is for the manager."""
    team = _team(request, slug, TEAM_LEAD)
    barrier = get_object_or_404(Barrier, pk=pk)
    try:
        pass_barrier(team=team, barrier=barrier, by=request.user, at=request.now)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        said = _("Passed on to the manager of %(node)s: “%(barrier)s”.")
        messages.success(request, said % {"node": team.parent, "barrier": barrier})
    return redirect("barrier_board", slug)


@door(MANAGER)
@never_stored
def barriers_passed(request: ScopedRequest) -> HttpResponse:
    """What leads passed on to this manager: what waits, and what was answered."""
    passed = BarrierAnswer.objects.visible_to(request.scope).select_related("barrier", "team")
    answered = Paginator(passed.given(), ANSWERS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": passed_barriers(passed.waiting().order_by("taken_up_at", "pk")),
        "page": answered,
    }
    return render(request, "coaching/barriers_passed.html", context)


@door(MANAGER)
@never_stored
def passed_answer(request: ScopedRequest, pk: int) -> HttpResponse:
    """The manager answers; the team reads it on its own page."""
    answers = BarrierAnswer.objects.select_related("barrier", "team")
    answer = get_or_404(answers, request.scope, pk=pk)
    form = BarrierAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.attempt(
        answer_passed, answer=answer, by=request.user, at=request.now
    ):
        messages.success(
            request, _("Your answer stands on the page of %(team)s.") % {"team": answer.team}
        )
        return redirect("barriers_passed")
    (passed,) = passed_barriers([answer])
    return render(request, "coaching/passed_answer.html", {"passed": passed, "form": form})


@never_stored
def action_done(request: ScopedRequest, pk: int) -> HttpResponse:
    """What came of an action, by its owner or the lead of the team."""
    action = get_or_404(Action.objects.select_related("team", "owner"), request.scope, pk=pk)
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.attempt(finish_action, action=action, at=request.now):
        messages.success(request, _("Done: %(action)s.") % {"action": action})
        return redirect("start")
    return render(request, "coaching/action_done.html", {"action": action, "form": form})


def _team(request: ScopedRequest, slug: str, *kinds: str) -> Team:
    """A team that holds contacts."""
    team = team_or_404(request.scope, slug, *kinds)
    if team.kind != Team.Kind.TEAM:
        raise Http404
    return team
