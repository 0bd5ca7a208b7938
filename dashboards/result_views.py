"""Pages about one person: the own results, who looked at them, and what a lead may open."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coaching.models import Compliment
from dashboards.exports import file_response
from dashboards.my_results import Results, ResultsWriter, results_of, results_table
from incidents.export import asked_file
from incidents.models import Story
from incidents.promises.queries import own_promises
from people.access import (
    TEAM_LEAD,
    Scope,
    ScopedRequest,
    individual_view,
    never_stored,
    team_or_404,
)
from people.models import PersonView
from people.person_views import open_person, people_to_open

VIEWS_A_PAGE = 25
#: So many of a kind stand on the page itself.
FEW = 3


@require_safe
@never_stored
def my_results(request: ScopedRequest) -> HttpResponse:
    """What somebody's own contacts of the last weeks show; for everybody about oneself."""
    scope, user = request.scope, request.user
    results = results_of(person=user, today=scope.today)
    if kind := asked_file(request.GET):
        return _file(results, kind, scope)
    first = results.weeks[0]
    stories = Story.objects.filter(
        wall=Story.Wall.SHOWN,
        incident__employee=user,
        incident__local_date__gte=first.monday,
        incident__withdrawn_at__isnull=True,
    )
    compliments = Compliment.objects.filter(to=user, given_at__gte=first.starts_at)
    context = {
        "page": ResultsWriter(results, is_own=True).page(),
        "first": first,
        "promises": own_promises(user, since=first, now=request.now),
        "compliments": compliments.select_related("from_user", "behaviour", "incident").order_by(
            "-given_at", "-pk"
        )[:FEW],
        "stories": stories.select_related("incident").order_by("-told_at", "-pk")[:FEW],
        "looks": PersonView.objects.visible_to(scope).newest_first()[: FEW + 1],
        "few": FEW,
        "is_opened_by_lead": individual_view(scope.today),
        "may_log": scope.holds(*Scope.LOGGING),
    }
    return render(request, "dashboards/my_results.html", context)


@require_safe
@never_stored
def my_looks(request: ScopedRequest) -> HttpResponse:
    """Everybody who ever opened the results of this person, the newest first."""
    rows = PersonView.objects.visible_to(request.scope).newest_first()
    page = Paginator(rows, VIEWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "dashboards/my_looks.html", {"page": page})


@require_safe
@never_stored
def team_people(request: ScopedRequest, slug: str) -> HttpResponse:
    """The people of a team by name, for its lead while agreed; no figure stands here."""
    team = team_or_404(request.scope, slug, TEAM_LEAD)
    context = {"team": team, "people": people_to_open(request.scope, team)}
    return render(request, "dashboards/team_people.html", context)


@require_safe
@never_stored
def person_results(request: ScopedRequest, slug: str, pk: int) -> HttpResponse:
    """What one person's contacts in this team show, for its lead while agreed; logged first."""
    scope = request.scope
    team = team_or_404(scope, slug, TEAM_LEAD)
    if pk == scope.user.pk:
        return redirect("my_results")
    person = open_person(
        scope=scope, team=team, pk=pk, page=PersonView.Page.RESULTS, at=request.now
    )
    results = results_of(person=person, today=scope.today, team=team)
    page = ResultsWriter(results, is_own=False).page()
    context = {"team": team, "person": person, "page": page}
    return render(request, "dashboards/person_results.html", context)


def _file(results: Results, kind: str, scope: Scope) -> HttpResponse:
    # Apart from the pattern: texts inside one are not collected.
    name = _("my-results")
    return file_response(kind, f"{name}-{scope.today}", results_table(results))
