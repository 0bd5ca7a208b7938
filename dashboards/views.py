"""Pages that lead reads: the start page, the week of a team, thirteen weeks of one norm."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from behaviours.models import Behaviour
from coaching.actions.attention import handle
from coaching.forms.attention import HandleForm
from dashboards.attention import Sight
from dashboards.freshness import unless_unchanged, untagged
from dashboards.norm_page import norm_page
from dashboards.norm_rows import Line
from dashboards.numbers import week_days, week_name
from dashboards.reader import Reader, Rows, reader_of
from dashboards.start_page import start_page
from dashboards.state import State, state_of
from dashboards.week_page import WeekPage, week_page
from dashboards.wording import week_before_words
from people.access import (
    SMALLEST_GROUP,
    Scope,
    ScopedRequest,
    get_or_404,
    never_stored,
    team_or_404,
)
from people.models import Team
from people.queries import small_weeks
from periods.week import Week, weeks_ending
from scoring.queries import team_figures

WEEKS = 13


@require_safe
@never_cache
def start(request: ScopedRequest) -> HttpResponse:
    """Where everybody begins, by the roles they hold."""
    page = start_page(request.scope, request.now)
    return render(request, "dashboards/start.html", {"page": page})


@require_safe
def team_now(request: ScopedRequest, slug: str) -> HttpResponse:
    """The team's running week."""
    team = _team(request.scope, slug)
    return redirect("team_week", team.slug, Week.of(request.scope.today))


@require_safe
def team_week(request: ScopedRequest, slug: str, week: Week) -> HttpResponse:
    """One ISO week of a team: what needs attention, then every norm."""
    team, reader = _opened(request.scope, slug, week)
    weeks = weeks_ending(week, WEEKS)
    return unless_unchanged(
        request, team, weeks, lambda state: _week(request, team, reader, weeks, state)
    )


@never_stored
def attention_handle(request: ScopedRequest, slug: str, week: Week) -> HttpResponse:
    """What the lead did about one thing that needs attention: one tap, or with a line."""
    team, reader = _opened(request.scope, slug, week)
    if reader.rows != Rows.TEAM:
        raise PermissionDenied
    form = HandleForm(_handled(request.POST), initial={"key": request.GET.get("key", "")})
    item = _page(request, team, reader, week).attention.item(form["key"].value() or "")
    top = reverse("team_week", args=[slug, week]) + "#attention"
    if item is None:
        messages.info(request, _("This was handled already, or it stands otherwise by now."))
        return redirect(top)
    said = item.said or item.sentence
    if not form.is_valid():
        context = {**_frame(request.scope, team, week), "form": form, "said": said}
        return render(request, "dashboards/attention_handle.html", context)
    handle(team=team, week=week, said=said, by=request.user, at=request.now, **form.cleaned_data)
    messages.success(request, _("Handled: %(what)s.") % {"what": said})
    return redirect(top)


@require_safe
def team_norm(request: ScopedRequest, slug: str, week: Week, code: str) -> HttpResponse:
    """Thirteen weeks of one behaviour in a team, up to a week."""
    team, reader = _opened(request.scope, slug, week)
    behaviour = get_or_404(Behaviour.objects.all(), request.scope, code=code)
    weeks = weeks_ending(week, WEEKS)
    return unless_unchanged(
        request, team, weeks, lambda _state: _norm(request, team, reader, behaviour, weeks)
    )


def _week(
    request: ScopedRequest, team: Team, reader: Reader, weeks: list[Week], state: State
) -> HttpResponse:
    context = _frame(request.scope, team, weeks[-1])
    small = small_weeks(team=team, weeks=weeks)
    if weeks[-1] in small and not reader.belongs:
        return untagged(render(request, "dashboards/team_week_small.html", context))
    context["page"] = week_page(sight(request.scope, team, reader, weeks, state, small))
    response = render(request, "dashboards/team_week.html", context)
    return untagged(response) if small and not reader.belongs else response


def sight(
    scope: Scope, team: Team, reader: Reader, weeks: list[Week], state: State, small: set[Week]
) -> Sight:
    """The last of these weeks as this reader sees it; counts what is stale."""
    line = Line(
        team_figures(team=team, weeks=weeks),
        weeks,
        small=small,
        before_words=week_before_words(weeks[-1], scope.today),
    )
    return Sight(team, reader, line, state, scope.today)


def _page(request: ScopedRequest, team: Team, reader: Reader, week: Week) -> WeekPage:
    """The page of a week, for who acts on what stands on it."""
    weeks = weeks_ending(week, WEEKS)
    state = state_of(team, weeks, request.now)
    small = small_weeks(team=team, weeks=weeks)
    return week_page(sight(request.scope, team, reader, weeks, state, small))


def _handled(posted: QueryDict) -> dict[str, str] | None:
    """What was filled in; a tap says what was done and about what. None when nothing was."""
    outcome, _blank, key = str(posted.get("tap", "")).partition(" ")
    tapped = {"outcome": outcome, "key": key} if key else {}
    return {name: str(posted[name]) for name in posted} | tapped or None


def _norm(
    request: ScopedRequest, team: Team, reader: Reader, behaviour: Behaviour, weeks: list[Week]
) -> HttpResponse:
    context = _frame(request.scope, team, weeks[-1], behaviour)
    small = small_weeks(team=team, weeks=weeks)
    if weeks[-1] in small and not reader.belongs:
        return untagged(render(request, "dashboards/team_norm_small.html", context))
    context["page"] = norm_page(
        team=team,
        behaviour=behaviour,
        reader=reader,
        figures=team_figures(team=team, weeks=weeks),
        small=small,
    )
    response = render(request, "dashboards/team_norm.html", context)
    return untagged(response) if small and not reader.belongs else response


def _team(scope: Scope, slug: str) -> Team:
    """A team that holds contacts and whose figures this person reads."""
    team = team_or_404(scope, slug, *Scope.READING)
    if team.kind != Team.Kind.TEAM:
        raise Http404
    return team


def _opened(scope: Scope, slug: str, week: Week) -> tuple[Team, Reader]:
    """The team and how far its reader may see; a week that has not begun is no page."""
    team = _team(scope, slug)
    if week > Week.of(scope.today):
        raise Http404
    return team, reader_of(scope, team)


def _frame(
    scope: Scope, team: Team, week: Week, behaviour: Behaviour | None = None
) -> dict[str, object]:
    """What stands around the figures of every page of a week: where one is, and the way on."""
    this_week = Week.of(scope.today)
    parent = team.parent
    return {
        "team": team,
        "department": parent if parent and parent.kind == Team.Kind.DEPARTMENT else None,
        "behaviour": behaviour,
        "week": week,
        "week_name": week_name(week),
        "week_days": week_days(week, this_week),
        "previous": _neighbour(week.previous, this_week),
        "next": _neighbour(week.next, this_week) if week < this_week else None,
        "is_running": week == this_week,
        "logs_here": scope.covers(team, *Scope.LOGGING),
        "smallest": SMALLEST_GROUP,
    }


def _neighbour(week: Week, this_week: Week) -> tuple[Week, str, str]:
    """The week a step away, its name and its days."""
    return week, week_name(week), week_days(week, this_week)
