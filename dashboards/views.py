"""Pages that lead reads: the start page, the week of a team, one norm over the weeks."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from behaviours.models import Behaviour
from dashboards.attention import Sight
from dashboards.closing import closing_line
from dashboards.exports import (
    file_response,
    norm_weeks_table,
    week_table,
)
from dashboards.freshness import unless_unchanged, untagged
from dashboards.norm_flags import norm_flags
from dashboards.norm_page import norm_page
from dashboards.norm_questions import Questions
from dashboards.norm_rows import WeekLine
from dashboards.numbers import neighbour, week_days, week_name
from dashboards.reader import Reader, reader_of
from dashboards.start_page import start_page
from dashboards.state import State, state_of
from dashboards.week_page import week_page
from dashboards.wording import week_before_words
from incidents.export import asked_file
from people.access import (
    SMALLEST_GROUP,
    TEAM_LEAD,
    Scope,
    ScopedRequest,
    get_or_404,
    team_or_404,
)
from people.groups import small_weeks_among
from people.models import Team
from people.queries import people_by_week, small_weeks
from periods.week import Week, weeks_ending
from scoring.chart_queries import excluded_of, heaped, seen_differently, standouts
from scoring.charts import chart_weeks
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
    team, reader = opened(request.scope, slug, week)
    weeks = weeks_ending(week, WEEKS)
    return unless_unchanged(
        request, team, weeks, lambda state: _week(request, team, reader, weeks, state)
    )


@require_safe
def team_norm(request: ScopedRequest, slug: str, week: Week, code: str) -> HttpResponse:
    """The weeks of one behaviour in a team that its chart shows, up to a week."""
    team, reader = opened(request.scope, slug, week)
    behaviour = get_or_404(Behaviour.objects.all(), request.scope, code=code)
    weeks = chart_weeks(week)
    return unless_unchanged(
        request, team, weeks, lambda _state: _norm(request, team, reader, behaviour, weeks)
    )


def _week(
    request: ScopedRequest, team: Team, reader: Reader, weeks: list[Week], state: State
) -> HttpResponse:
    context = frame(request.scope, team, weeks[-1])
    people = people_by_week(team=team, weeks=chart_weeks(weeks[-1]))
    small = small_weeks_among(people, belongs=reader.belongs)
    if weeks[-1] in small and not reader.belongs:
        return untagged(render(request, "dashboards/team_week_small.html", context))
    seen = sight(request.scope, team, reader, weeks, state, small)
    if kind := asked_file(request.GET):
        norms, few = seen.line.figures[weeks[-1]].norms, weeks[-1] in small
        table = week_table(norms, team=team.name, week=weeks[-1], counts_only=few)
        response = file_response(kind, f"{team.slug}-{weeks[-1]}", table)
    else:
        context["page"] = week_page(seen)
        context["agreed"] = people[weeks[-1]].is_small and weeks[-1] not in small
        context["closing"] = closing_line(request.scope, team, weeks[-1], state)
        response = render(request, "dashboards/team_week.html", context)
    hides = not small.isdisjoint(weeks) and not reader.belongs
    return untagged(response) if hides else response


def sight(
    scope: Scope, team: Team, reader: Reader, weeks: list[Week], state: State, small: set[Week]
) -> Sight:
    """The last of these weeks as this reader sees it; counts what is stale."""
    week = weeks[-1]
    line = _line(scope, team, weeks, small)
    if week in small:
        return Sight(team, reader, line, state, scope.today)
    found = standouts(team, week, frozenset(small), state.figures_rest_on)
    return Sight(team, reader, line, state, scope.today, norm_flags(found))


def sight_of_week(scope: Scope, team: Team, week: Week, now: datetime) -> Sight:
    """A week as this reader sees it, for who acts on its page or is mailed about it."""
    weeks = weeks_ending(week, WEEKS)
    state, reader = state_of(team, weeks, now), reader_of(scope, team)
    small = small_weeks(team=team, weeks=chart_weeks(week), belongs=reader.belongs)
    return sight(scope, team, reader, weeks, state, small)


def _norm(
    request: ScopedRequest, team: Team, reader: Reader, behaviour: Behaviour, weeks: Sequence[Week]
) -> HttpResponse:
    context = frame(request.scope, team, weeks[-1], behaviour)
    small = small_weeks(team=team, weeks=weeks, belongs=reader.belongs)
    if weeks[-1] in small and not reader.belongs:
        return untagged(render(request, "dashboards/team_norm_small.html", context))
    line = _line(request.scope, team, weeks, small)
    if kind := asked_file(request.GET):
        figures = line.figures
        rows = [(week, row) for week in reversed(weeks) for row in figures[week].of(behaviour.pk)]
        table = norm_weeks_table(rows, team=team.name, small=small, belongs=reader.belongs)
        response = file_response(kind, f"{team.slug}-{behaviour.code}-{weeks[-1]}", table)
    else:
        context["leads"] = request.scope.covers(team, TEAM_LEAD)
        context["page"] = norm_page(
            team=team,
            behaviour=behaviour,
            reader=reader,
            line=line,
            excluded=excluded_of(team=team, behaviour=behaviour, weeks=weeks),
            questions=_questions(team, behaviour, line) if reader.belongs else Questions(),
        )
        response = render(request, "dashboards/team_norm.html", context)
    return untagged(response) if small and not reader.belongs else response


def _line(scope: Scope, team: Team, weeks: Sequence[Week], small: Collection[Week]) -> WeekLine:
    return WeekLine(
        team_figures(team=team, weeks=weeks),
        weeks,
        small=small,
        before_words=week_before_words(weeks[-1], scope.today),
    )


def _questions(team: Team, behaviour: Behaviour, line: WeekLine) -> Questions:
    """What to ask the team about its last norm, over the weeks of the week page."""
    weeks = [week for week in line.weeks[-WEEKS:] if week not in line.small]
    seen = [
        row.norm
        for week in weeks
        for row in line.figures[week].norms
        if row.norm.behaviour_id == behaviour.pk
    ]
    if not seen:
        return Questions()
    return Questions(
        seen_differently(team=team, norm_id=seen[-1].pk, weeks=weeks),
        heaped(team=team, norm=seen[-1], weeks=weeks),
    )


def _team(scope: Scope, slug: str) -> Team:
    """A team that holds contacts and whose figures this person reads."""
    team = team_or_404(scope, slug, *Scope.READING)
    if team.kind != Team.Kind.TEAM:
        raise Http404
    return team


def opened(scope: Scope, slug: str, week: Week) -> tuple[Team, Reader]:
    """The team and how far its reader may see; a week that has not begun is no page."""
    team = _team(scope, slug)
    if week > Week.of(scope.today):
        raise Http404
    return team, reader_of(scope, team)


def frame(
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
        "previous": neighbour(week.previous, this_week),
        "next": neighbour(week.next, this_week) if week < this_week else None,
        "is_running": week == this_week,
        "belongs": scope.belongs_to(team),
        "logs_here": scope.covers(team, *Scope.LOGGING),
        "smallest": SMALLEST_GROUP,
    }
