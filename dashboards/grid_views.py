"""The page of every norm against every team."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboards.exports import file_response, grid_table
from dashboards.freshness import unless_same
from dashboards.grid_page import GridPage
from dashboards.grid_plan import grid_plan
from dashboards.grid_table import BODY_PLACE, grid_body, grid_head
from dashboards.numbers import neighbour, week_days, week_label, week_name
from dashboards.views import WEEKS
from incidents.export import asked_file
from people.access import SMALLEST_GROUP, Scope, ScopedRequest, door, team_or_404
from people.models import Team
from periods.week import Week, weeks_ending
from scoring.grid import grid_lines, shown_sums


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
    stored = shown_sums(plan.units)

    def write() -> HttpResponse:
        return _organisation(request, node, GridPage(plan, grid_lines(plan.units, stored)))

    # The norms that are shown never change, and a new one is shown once something is written.
    return unless_same(request, (plan.age, stored.revisions), write)


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
        "previous": neighbour(week.previous, this_week),
        "next": neighbour(week.next, this_week) if week < this_week else None,
        "most_weeks": WEEKS,
        "smallest": SMALLEST_GROUP,
    }
    response = render(request, "dashboards/organisation_week.html", context)
    # A million signs that go through every template this one extends are copied there each time.
    response.content = response.content.replace(BODY_PLACE.encode(), grid_body(page).encode(), 1)
    return response
