"""Closing a week, by the lead of its team, and opening it again, by a manager above."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dashboards.closing import OPENED_BY, closing_page
from dashboards.numbers import week_label
from incidents.closing import WeekNotOver
from incidents.forms import ReopenForm
from incidents.models import TeamWeek
from people.access import MANAGER, TEAM_LEAD, ScopedRequest, never_stored, team_or_404
from people.models import Team
from periods.week import Week
from scoring.freezing import close_and_freeze, reopen_and_thaw


@never_stored
def week_close(request: ScopedRequest, slug: str, week: Week) -> HttpResponse:
    """What closing means and how the week stands; POST closes it, for the lead of the team."""
    team = _team(request, slug, *OPENED_BY)
    if request.method != "POST":
        context = _context(team, week, request)
        context["page"] = closing_page(request.scope, team, week, request.now)
        return render(request, "dashboards/week_close.html", context)
    if not request.scope.covers(team, TEAM_LEAD):
        raise PermissionDenied
    try:
        was_open = close_and_freeze(team=team, week=week, at=request.now, by=request.user)
    except WeekNotOver:
        messages.error(request, _("This week is still running: it is closed when it is over."))
        return redirect("week_close", slug, week)
    if was_open:
        messages.success(request, _("The week is closed: its figures stand."))
    else:
        messages.info(request, _("The week was closed already."))
    return redirect("team_week", slug, week)


@never_stored
def week_reopen(request: ScopedRequest, slug: str, week: Week) -> HttpResponse:
    """Asks why; POST opens a closed week again. For a manager of a node above."""
    team = _team(request, slug, MANAGER)
    if not request.scope.manages_from_above(team):
        raise PermissionDenied
    closed = TeamWeek.objects.filter(team=team, week=week.monday, closed_at__isnull=False)
    is_closed = closed.exists()
    form = ReopenForm(request.POST if request.method == "POST" else None)
    if is_closed and form.is_bound and form.is_valid():
        was_closed = reopen_and_thaw(
            team=team, week=week, at=request.now, by=request.user, **form.cleaned_data
        )
        if was_closed:
            messages.success(request, _("The week is open again: its figures are counted again."))
        else:
            messages.info(request, _("The week was opened again already."))
        return redirect("team_week", slug, week)
    context = _context(team, week, request) | {"form": form, "is_closed": is_closed}
    return render(request, "dashboards/week_reopen.html", context)


def _team(request: ScopedRequest, slug: str, *kinds: str) -> Team:
    """A team that holds contacts, for who holds one of these roles on it."""
    team = team_or_404(request.scope, slug, *kinds)
    if team.kind != Team.Kind.TEAM:
        raise Http404
    return team


def _context(team: Team, week: Week, request: ScopedRequest) -> dict[str, object]:
    """Where one is: the team and its week, which is none to come."""
    this_week = Week.of(request.scope.today)
    if week > this_week:
        raise Http404
    return {"team": team, "week": week, "week_label": week_label(week, this_week)}
