"""What a lead does about one thing that needs attention."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.actions.attention import handle
from coaching.forms.attention import HandleForm
from dashboards.reader import Reader, Rows
from dashboards.state import state_of
from dashboards.views import WEEKS, frame, opened, sight
from dashboards.week_page import WeekPage, week_page
from people.access import ScopedRequest, never_stored
from people.models import Team
from people.queries import small_weeks
from periods.week import Week, weeks_ending
from scoring.charts import chart_weeks


@never_stored
def attention_handle(request: ScopedRequest, slug: str, week: Week) -> HttpResponse:
    """What the lead did about one thing that needs attention: one tap, or with a line."""
    team, reader = opened(request.scope, slug, week)
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
        context = {**frame(request.scope, team, week), "form": form, "said": said}
        return render(request, "dashboards/attention_handle.html", context)
    handle(team=team, week=week, said=said, by=request.user, at=request.now, **form.cleaned_data)
    messages.success(request, _("Handled: %(what)s.") % {"what": said})
    return redirect(top)


def _page(request: ScopedRequest, team: Team, reader: Reader, week: Week) -> WeekPage:
    """The page of a week, for who acts on what stands on it."""
    weeks = weeks_ending(week, WEEKS)
    state = state_of(team, weeks, request.now)
    small = small_weeks(team=team, weeks=chart_weeks(week))
    return week_page(sight(request.scope, team, reader, weeks, state, small))


def _handled(posted: QueryDict) -> dict[str, str] | None:
    """What was filled in; a tap says what was done and about what. None when nothing was."""
    outcome, _blank, key = str(posted.get("tap", "")).partition(" ")
    tapped = {"outcome": outcome, "key": key} if key else {}
    return {name: str(posted[name]) for name in posted} | tapped or None
