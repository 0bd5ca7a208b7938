"""Compliments: given with one tap, a line with it, taken back, and the list of one's own."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from behaviours.models import Behaviour
from coaching.actions.compliments import (
    NoLongerFresh,
    give_compliment,
    say_what_went_well,
    take_back_compliment,
)
from coaching.forms.compliments import ComplimentSearch, GiveForm, LineForm
from coaching.models import Compliment
from coaching.queries.compliments import colleagues, shared_team
from people.access import Scope, ScopedRequest, door, get_or_404, never_stored

COMPLIMENTS_A_PAGE = 25
#: More names than this are not offered at once: one searches for them first.
MOST_OFFERED = 50
TOO_LATE = 409


@require_safe
@never_stored
def compliment_list(request: ScopedRequest) -> HttpResponse:
    """What this person was given, the newest first; and to whom one gives."""
    scope = request.scope
    received = Compliment.objects.filter(to=request.user).select_related(
        "from_user", "behaviour", "incident"
    )
    search = ComplimentSearch(request.GET)
    wanted = search.cleaned_data["q"] if search.is_valid() else ""
    people = list(colleagues(scope).filter(name__icontains=wanted)[: MOST_OFFERED + 1])
    context = {
        "page": Paginator(received.order_by("-given_at", "-pk"), COMPLIMENTS_A_PAGE).get_page(
            request.GET.get("page")
        ),
        "search": search,
        "colleagues": people[:MOST_OFFERED],
        "is_cut": len(people) > MOST_OFFERED,
        "submission_key": uuid4(),
        "gives": scope.holds(*Scope.LOGGING),
    }
    return render(request, "coaching/compliment_list.html", context)


@require_POST
@door(*Scope.LOGGING)
def compliment_give(request: ScopedRequest) -> HttpResponse:
    """One tap on a name."""
    scope = request.scope
    form = GiveForm(request.POST, scope=scope)
    team = shared_team(scope, form.cleaned_data["to"]) if form.is_valid() else None
    if team is None:
        messages.error(request, _("Choose a colleague of your own team."))
        return redirect("compliment_list")
    given = give_compliment(**form.cleaned_data, from_user=request.user, team=team, at=request.now)
    return redirect("compliment_detail", given.pk)


@never_stored
def compliment_detail(request: ScopedRequest, pk: int) -> HttpResponse:
    """One compliment; whoever gave it puts a line with it here."""
    compliment = _one(request, pk)
    is_giver = compliment.from_user_id == request.user.pk
    if request.method == "POST" and not is_giver:
        raise PermissionDenied
    form = LineForm(
        request.POST if request.method == "POST" else None,
        behaviours=Behaviour.objects.visible_to(request.scope).order_by("title"),
        initial={"text": compliment.text, "behaviour": compliment.behaviour},
    )
    status = 200
    if form.is_bound and form.is_valid():
        try:
            say_what_went_well(compliment=compliment, at=request.now, **form.cleaned_data)
        except NoLongerFresh:
            form.add_error(None, _too_late())
            status = TOO_LATE
        else:
            messages.success(request, _("Your colleague reads it now."))
            return redirect("start")
    context = {
        "compliment": compliment,
        "form": form,
        "is_giver": is_giver,
        "is_fresh": compliment.is_fresh(request.now),
    }
    return render(request, "coaching/compliment_detail.html", context, status=status)


@require_POST
@never_stored
def compliment_take_back(request: ScopedRequest, pk: int) -> HttpResponse:
    """A slip of the thumb; only by whoever gave it."""
    compliment = _one(request, pk)
    if compliment.from_user_id != request.user.pk:
        raise PermissionDenied
    try:
        take_back_compliment(compliment=compliment, at=request.now)
    except NoLongerFresh:
        messages.error(request, _too_late())
        return redirect("compliment_detail", pk)
    messages.success(request, _("Taken back: your colleague is told nothing any more."))
    return redirect("start")


def _one(request: ScopedRequest, pk: int) -> Compliment:
    rows = Compliment.objects.select_related("to", "from_user", "behaviour", "incident")
    compliment: Compliment = get_or_404(rows, request.scope, pk=pk)
    return compliment


def _too_late() -> str:
    return _("This was given more than a quarter of an hour ago and stays as it is.")
