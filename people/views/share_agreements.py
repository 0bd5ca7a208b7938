"""What a small team agreed about reading percentages itself: to read, to record and to end."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from people.access import SMALLEST_GROUP, Scope, ScopedRequest, never_stored, team_or_404
from people.actions import end_share_agreement, record_share_agreement
from people.forms import EndForm, ShareAgreementForm
from people.models import Team


@never_stored
def share_agreement_list(request: ScopedRequest, slug: str) -> HttpResponse:
    """For the team, its lead and the manager above; the latter two record one here by POST."""
    scope = request.scope
    team = _team(scope, slug)
    keeps = scope.keeps_share_agreements(team)
    if not keeps and (request.method == "POST" or not scope.belongs_to(team)):
        raise PermissionDenied
    form = ShareAgreementForm(
        request.POST if request.method == "POST" else None, initial={"agreed_on": scope.today}
    )
    if form.is_bound and form.attempt(
        record_share_agreement, team=team, at=request.now, by=request.user
    ):
        messages.success(request, _("What the team agreed is recorded."))
        return redirect("share_agreement_list", slug)
    agreements = list(
        team.share_agreements.select_related("recorded_by").order_by("-agreed_on", "-pk")
    )
    unfinished = [each for each in agreements if each.is_unfinished(scope.today)]
    context = {
        "team": team,
        "agreements": agreements,
        "endable": {each.pk for each in unfinished} if keeps else set(),
        "form": form if keeps and (form.is_bound or not unfinished) else None,
        "keeps": keeps,
        "smallest": SMALLEST_GROUP,
    }
    return render(request, "people/share_agreement_list.html", context)


@never_stored
def share_agreement_end(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """From a day on the team is shown counts again; by who may record an agreement."""
    team = _team(request.scope, slug)
    if not request.scope.keeps_share_agreements(team):
        raise PermissionDenied
    agreement = get_object_or_404(team.share_agreements, pk=pk)
    form = EndForm(request.POST if request.method == "POST" else None, today=request.scope.today)
    if form.is_bound and form.attempt(end_share_agreement, agreement=agreement):
        messages.success(request, _("The end of what the team agreed is recorded."))
        return redirect("share_agreement_list", slug)
    context = {"team": team, "agreement": agreement, "form": form}
    return render(request, "people/share_agreement_end.html", context)


def _team(scope: Scope, slug: str) -> Team:
    """A team in this person's part of the tree; a department agrees on nothing."""
    team = team_or_404(scope, slug)
    if team.kind != Team.Kind.TEAM:
        raise Http404
    return team
