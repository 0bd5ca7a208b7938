"""Pages that lead reads: the start page, the week of a team, thirteen weeks of one norm."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from behaviours.models import Behaviour
from dashboards.exports import (
    asked_file,
    file_response,
    grid_table,
    norm_weeks_table,
    week_table,
)
from dashboards.freshness import unless_same, unless_unchanged, untagged
from dashboards.grid_page import GridPage
from dashboards.grid_plan import grid_plan
from dashboards.grid_table import BODY_PLACE, grid_body, grid_head
from dashboards.norm_page import norm_page
from dashboards.norm_rows import Line
from dashboards.numbers import week_days, week_label, week_name
from dashboards.reader import Reader, reader_of
from dashboards.start_page import start_page
from dashboards.week_page import week_page
from dashboards.wording import week_before_words
from incidents.promises.queries import LiveCounts
from people.access import SMALLEST_GROUP, Scope, ScopedRequest, door, get_or_404, team_or_404
from people.models import Team
from people.queries import small_weeks
from periods.week import Week, weeks_ending
from scoring.grid import grid_lines
from scoring.grid_sums import standing
from scoring.queries import team_figures

WEEKS = 13


@require_safe
@never_cache
def start(request: ScopedRequest) -> HttpResponse:
    """Where everybody begins, by the roles they hold."""
    page = start_page(request.scope, request.now)
    return render(request, "dashboards/start.html", {"page": page})


@require_safe
@door(*Scope.READING)
def organisation_now(request: ScopedRequest) -> HttpResponse:
    """The running week of every team one may read."""
    return redirect("organisation_week", Week.of(request.scope.today))


@require_safe
@door(*Scope.READING)
def organisation_week(request: ScopedRequest, week: Week) -> HttpResponse:
    """Every norm against every team: one week, or with `span=13` the weeks up to it."""
    scope = request.scope
    if week > Week.of(scope.today):
        raise Http404
    slug = request.GET.get("node", "")
    node = team_or_404(scope, slug, *Scope.READING) if slug else None
    if node and node.kind == Team.Kind.TEAM:
        raise Http404
    span = WEEKS if request.GET.get("span") == str(WEEKS) else 1
    plan = grid_plan(scope, weeks_ending(week, span), node)
    age = standing(plan.units)

    def write() -> HttpResponse:
        return _organisation(request, node, GridPage(plan, grid_lines(plan.units, age.stale)))

    return unless_same(request, (plan.age, age.revisions, age.norms_published_at), write)


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
        request, team, weeks, lambda state: _week(request, team, reader, weeks, state.promises)
    )


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
    request: ScopedRequest, team: Team, reader: Reader, weeks: list[Week], live: LiveCounts
) -> HttpResponse:
    context = _frame(request.scope, team, weeks[-1])
    small = small_weeks(team=team, weeks=weeks)
    if weeks[-1] in small and not reader.belongs:
        return untagged(render(request, "dashboards/team_week_small.html", context))
    line = Line(
        team_figures(team=team, weeks=weeks),
        weeks,
        small=small,
        before_words=week_before_words(weeks[-1], request.scope.today),
    )
    if kind := asked_file(request.GET):
        norms, few = line.figures[weeks[-1]].norms, weeks[-1] in small
        table = week_table(norms, team=team.name, week=weeks[-1], counts_only=few)
        response = file_response(kind, f"{team.slug}-{weeks[-1]}", table)
    else:
        context["page"] = week_page(team=team, reader=reader, line=line, live=live)
        response = render(request, "dashboards/team_week.html", context)
    return untagged(response) if small and not reader.belongs else response


def _norm(
    request: ScopedRequest, team: Team, reader: Reader, behaviour: Behaviour, weeks: list[Week]
) -> HttpResponse:
    context = _frame(request.scope, team, weeks[-1], behaviour)
    small = small_weeks(team=team, weeks=weeks)
    if weeks[-1] in small and not reader.belongs:
        return untagged(render(request, "dashboards/team_norm_small.html", context))
    figures = team_figures(team=team, weeks=weeks)
    if kind := asked_file(request.GET):
        rows = [(week, row) for week in reversed(weeks) for row in figures[week].of(behaviour.pk)]
        table = norm_weeks_table(rows, team=team.name, small=small, belongs=reader.belongs)
        response = file_response(kind, f"{team.slug}-{behaviour.code}-{weeks[-1]}", table)
    else:
        context["page"] = norm_page(
            team=team, behaviour=behaviour, reader=reader, figures=figures, small=small
        )
        response = render(request, "dashboards/team_norm.html", context)
    return untagged(response) if small and not reader.belongs else response


def _organisation(request: ScopedRequest, node: Team | None, page: GridPage) -> HttpResponse:
    weeks, this_week = page.plan.weeks, Week.of(request.scope.today)
    week, kind = weeks[-1], asked_file(request.GET)
    if kind:
        name = "-".join([_("organisation"), node.slug if node else "", str(week), str(len(weeks))])
        return file_response(kind, name, grid_table(page))
    context = {
        "page": page,
        "head": grid_head(page),
        "body": BODY_PLACE,
        "node": node,
        "week": week,
        "week_name": week_name(week),
        "week_days": week_days(week, this_week),
        "first": week_label(weeks[0], this_week) if len(weeks) > 1 else "",
        "previous": _neighbour(week.previous, this_week),
        "next": _neighbour(week.next, this_week) if week < this_week else None,
        "most_weeks": WEEKS,
        "smallest": SMALLEST_GROUP,
    }
    response = render(request, "dashboards/organisation_week.html", context)
    # A million signs that go through every template this one extends are copied there each time.
    response.content = response.content.replace(BODY_PLACE.encode(), grid_body(page).encode(), 1)
    return response


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
