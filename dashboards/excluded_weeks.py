"""Weeks that a lead leaves out of the chart of one norm: which, why, and taking that back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from behaviours.models import Behaviour
from dashboards.numbers import week_label
from people.access import TEAM_LEAD, ScopedRequest, get_or_404, team_or_404
from people.models import Team
from periods.week import Week
from scoring.actions import exclude_week, take_back_excluded_week
from scoring.chart_queries import rows_by_behaviour
from scoring.charts import chart_weeks
from scoring.forms import ExcludedWeekForm
from scoring.models import ExcludedWeek
from scoring.queries import team_figures


@never_cache
def excluded_week_add(request: ScopedRequest, slug: str, week: Week, code: str) -> HttpResponse:
    """The weeks left out of one chart; POST leaves out another. For the team's lead."""
    team = team_or_404(request.scope, slug, TEAM_LEAD)
    if team.kind != Team.Kind.TEAM or week > Week.of(request.scope.today):
        raise Http404
    behaviour = get_or_404(Behaviour.objects.all(), request.scope, code=code)
    weeks, running = chart_weeks(week), Week.of(request.scope.today)
    rows = ExcludedWeek.objects.of_chart(team, behaviour, weeks)
    seen = rows_by_behaviour(team_figures(team=team, weeks=weeks)).get(behaviour.pk, [])
    left_out = [(row, week_label(Week(row.week), running)) for row in rows]
    form = ExcludedWeekForm(
        request.POST if request.method == "POST" else None,
        weeks=[
            (each, week_label(each, running))
            for each in reversed(dict.fromkeys(week for week, row in seen if row.observed))
            if each.monday not in {row.week for row in rows}
        ],
    )
    if form.is_bound and form.is_valid():
        exclude_week(
            team=team, behaviour=behaviour, by=request.user, at=request.now, **form.cleaned_data
        )
        messages.success(request, _("Left out of the chart. It stays in every figure."))
        return redirect("team_norm", slug, week, code)
    context = {"team": team, "behaviour": behaviour, "week": week, "form": form, "rows": left_out}
    return render(request, "dashboards/excluded_week_add.html", context)


@require_POST
def excluded_week_take_back(request: ScopedRequest, pk: int) -> HttpResponse:
    """Lets a week take part in its chart again. For the lead of its team."""
    excluded = get_or_404(ExcludedWeek.objects.in_force(), request.scope, pk=pk)
    take_back_excluded_week(excluded=excluded, by=request.user, at=request.now)
    messages.success(request, _("The week takes part in the chart again."))
    week = Week.of(request.scope.today)
    return redirect("excluded_week_add", excluded.team.slug, week, excluded.behaviour.code)
