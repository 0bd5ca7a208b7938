"""What a lead does about one thing that needs attention."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.actions.attention import handle
from coaching.forms.attention import HandleForm
from dashboards.reader import Rows
from dashboards.views import frame, opened, sight_of_week
from dashboards.week_page import week_page
from people.access import ScopedRequest, never_stored
from periods.week import Week


@never_stored
def attention_handle(request: ScopedRequest, slug: str, week: Week) -> HttpResponse:
    """What the lead did about one thing that needs attention: one tap, or with a line."""
    team, reader = opened(request.scope, slug, week)
    if reader.rows != Rows.TEAM:
        raise PermissionDenied
    form = HandleForm(_handled(request.POST), initial={"key": request.GET.get("key", "")})
    page = week_page(sight_of_week(request.scope, team, week, request.now))
    item = page.attention.item(form["key"].value() or "")
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


def _handled(posted: QueryDict) -> dict[str, str] | None:
    """What was filled in; a tap says what was done and about what. None when nothing was."""
    outcome, _blank, key = str(posted.get("tap", "")).partition(" ")
    tapped = {"outcome": outcome, "key": key} if key else {}
    return {name: str(posted[name]) for name in posted} | tapped or None
