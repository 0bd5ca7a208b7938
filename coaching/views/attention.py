"""What leads handled of what needed attention, and what a lost customer is taken to cost."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coaching.actions.attention import set_loss_terms, take_back_handled
from coaching.forms.attention import LossTermsForm
from coaching.models import Handled, LossTerms
from people.access import MANAGER, TEAM_LEAD, ScopedRequest, door, never_stored, team_or_404
from people.models import Team
from periods.week import Week

HANDLED_A_PAGE = 25


@require_safe
@never_stored
def handled_list(request: ScopedRequest, slug: str) -> HttpResponse:
    """What was handled of this team, by whom and when, the newest first; for its lead."""
    team = _team(request, slug)
    rows = Handled.objects.filter(team=team).select_related("handled_by")
    page = Paginator(rows.order_by("-handled_at", "-pk"), HANDLED_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"team": team, "page": page, "rows": [(row, Week(row.week)) for row in page]}
    return render(request, "coaching/handled_list.html", context)


@require_POST
@never_stored
def handled_take_back(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """It stands on top of its week again."""
    team = _team(request, slug)
    handled = get_object_or_404(Handled, team=team, pk=pk)
    take_back_handled(handled=handled)
    messages.success(request, _("Taken back: it stands on top of its week again."))
    return redirect("handled_list", slug)


@door(MANAGER)
@never_stored
def loss_terms(request: ScopedRequest) -> HttpResponse:
    """What the organisation takes a lost customer to cost; not there where none can leave."""
    if not settings.CUSTOMERS_CAN_LEAVE:
        raise Http404
    rows = LossTerms.objects.select_related("set_by").order_by("-pk")
    current = rows.first()
    names = ("margin_low", "margin_high", "years")
    initial = {name: getattr(current, name) for name in names} if current else {}
    form = LossTermsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.attempt(set_loss_terms, by=request.user, at=request.now):
        messages.success(request, _("Saved: the pages of teams count with it from now on."))
        return redirect("loss_terms")
    context = {"form": form, "page": Paginator(rows, HANDLED_A_PAGE).get_page(1)}
    return render(request, "coaching/loss_terms.html", context)


def _team(request: ScopedRequest, slug: str) -> Team:
    team = team_or_404(request.scope, slug, TEAM_LEAD)
    if team.kind != Team.Kind.TEAM:
        raise Http404
    return team
