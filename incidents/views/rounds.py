"""Rounds along a location: doing one, reading it back, correcting it and taking it back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from behaviours.queries import norms_in_force
from incidents.actions import (
    AlreadyWithdrawn,
    StaleVersion,
    WeekClosed,
    correct_contact,
    record_contacts,
    withdraw_contact,
)
from incidents.forms.round import RoundForm, RoundWithdrawalForm
from incidents.history import Reader, norm_keys, snapshot, told
from incidents.judging import NewContact
from incidents.models import Incident, Location, LocationQuerySet, Observation, Origin
from incidents.queries import norms_by_key, pinned_norms
from incidents.rounds import checklist, standings
from incidents.views.correcting import CONFLICT
from incidents.views.locations import location_team, standing_words
from incidents.views.reading import may_change, may_post, observations
from incidents.wording import day_text, moment_text, value_text, verdict_text
from people.access import ScopedRequest, get_or_404, never_stored


@never_stored
def round_add(request: ScopedRequest, slug: str, place: str) -> HttpResponse:
    """The checklist of a location under its last round and open points; POST notes a round."""
    team = location_team(request, slug, *LocationQuerySet.ROUNDED_BY)
    location = get_object_or_404(team.locations.in_use(request.scope.today), slug=place)
    norms = {norm.behaviour_id: norm for norm in norms_in_force(team, request.scope.today)}
    (standing,) = standings([location], norms)
    needed = {point.norm.behaviour_id: point.row.needed for point in standing.open_points}
    posted = request.POST if request.method == "POST" else None
    form = RoundForm(posted, norms=standing.checklist, needed=needed)
    if posted is not None and form.is_valid():
        location.team = team
        _record(request, location, form)
        return redirect("location_list", team.slug)
    context = {"team": team, "form": form, "line": standing_words(standing, request)}
    return render(request, "incidents/round_add.html", context)


@never_stored
def round_detail(request: ScopedRequest, pk: int) -> HttpResponse:
    """One round: what was seen, what is needed, and what it said before."""
    done = get_or_404(_rounds(), request.scope, pk=pk)
    rows = observations(done)
    changes = list(done.changes.select_related("changed_by"))
    norms = {norm.pk: norm for norm in pinned_norms(rows)}
    missing = norm_keys(changes) - set(norms)
    norms |= {norm.pk: norm for norm in norms_by_key(missing)}
    reader = Reader(done.is_open_to(request.user), request.scope.tree, norms)
    context = {
        "round": done,
        "facts": _facts(done, is_open=reader.is_open),
        "rows": [_row(row) for row in rows],
        "history": told(changes, snapshot(done, rows), reader),
        "is_open": reader.is_open,
        "may_change": may_change(done, request),
    }
    return render(request, "incidents/round_detail.html", context)


@never_stored
def round_correct(request: ScopedRequest, pk: int) -> HttpResponse:
    """The answers of a round as they are; POST corrects them. For its author only."""
    done, location = _own(request, pk)
    rows = {row.behaviour_id: row for row in observations(done)}
    pinned = {key: row.norm for key, row in rows.items() if row.norm}
    looked_at = checklist(location, norms_in_force(done.team, done.local_date))
    held = {norm.behaviour_id: norm for norm in looked_at} | pinned
    norms = sorted(held.values(), key=lambda norm: norm.behaviour.code)
    posted = request.POST if request.method == "POST" else None
    form = RoundForm(posted, norms=norms, rows=rows, version=done.version)
    if posted is None or not form.is_valid():
        return _correction(request, done, form)
    try:
        _correct(request, done, form)
    except StaleVersion as stale:
        form.show_version(stale.current.version)
        form.add_error(None, _("This round was changed in the meantime: look at it once more."))
        return _correction(request, stale.current, form, status=CONFLICT)
    except (WeekClosed, AlreadyWithdrawn) as refusal:
        form.add_error(None, _refused(refusal))
        return _correction(request, done, form, status=CONFLICT)
    messages.success(request, _("Corrected. What it said before is kept below."))
    return redirect("round_detail", pk)


@never_stored
def round_withdraw(request: ScopedRequest, pk: int) -> HttpResponse:
    """Asks for the reason; POST takes the round out of every figure. For its author only."""
    done, _location = _own(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = RoundWithdrawalForm(posted, initial={"version": done.version})
    if posted is None or not form.is_valid():
        return _withdrawal(request, done, form)
    try:
        withdraw_contact(incident=done, by=request.user, at=request.now, **form.cleaned_data)
    except StaleVersion as stale:
        form.show_version(stale.current.version)
        form.add_error(None, _("This round was changed in the meantime: look at it once more."))
        return _withdrawal(request, done, form, status=CONFLICT)
    except (WeekClosed, AlreadyWithdrawn) as refusal:
        form.add_error(None, _refused(refusal))
        return _withdrawal(request, done, form, status=CONFLICT)
    messages.success(request, _("Withdrawn: this round is in no figure any more."))
    return redirect("round_detail", pk)


def _rounds() -> Any:
    """Rounds with everything they name, for one page."""
    return Incident.objects.rounds().select_related("team", "location", "logged_by")


def _own(request: ScopedRequest, pk: int) -> tuple[Incident, Location]:
    """A round that this person noted, and its location; 403 for another that may be seen."""
    done: Incident = get_or_404(_rounds(), request.scope, pk=pk)
    if not may_post(done, request):
        raise PermissionDenied
    if done.location is None:
        raise Http404
    return done, done.location


def _record(request: ScopedRequest, location: Location, form: RoundForm) -> None:
    done = NewContact(
        team=location.team,
        location=location,
        occurred_at=request.now,
        origin=Origin.ROUND,
        entries=form.entries,
        logged_by=request.user,
        submission_key=form.cleaned_data["submission_key"],
    )
    (incident,) = record_contacts(contacts=[done], at=request.now)
    seen = ngettext("%(n)s point seen", "%(n)s points seen", form.seen) % {"n": form.seen}
    missed = _("all in order")
    if form.missed:
        missed = _("%(n)s not in order") % {"n": form.missed}
    words = _("Round of {location} saved: {seen}, {missed}. {link}")
    address = reverse("round_detail", args=[incident.pk])
    link = format_html('<a href="{}">{}</a>', address, _("Look at it or correct it"))
    messages.success(
        request, format_html(words, location=location, seen=seen, missed=missed, link=link)
    )


def _correct(request: ScopedRequest, done: Incident, form: RoundForm) -> None:
    corrected = NewContact(
        team=done.team,
        location=done.location,
        occurred_at=done.occurred_at,
        origin=Origin.ROUND,
        entries=form.entries,
    )
    correct_contact(
        incident=done,
        version=form.cleaned_data["version"],
        corrected=corrected,
        by=request.user,
        at=request.now,
    )


def _correction(
    request: ScopedRequest, done: Incident, form: RoundForm, *, status: int = 200
) -> HttpResponse:
    context = {"round": done, "form": form}
    return render(request, "incidents/round_correct.html", context, status=status)


def _withdrawal(
    request: ScopedRequest, done: Incident, form: RoundWithdrawalForm, *, status: int = 200
) -> HttpResponse:
    context = {"round": done, "form": form, "facts": _facts(done, is_open=True)}
    return render(request, "incidents/round_withdraw.html", context, status=status)


def _refused(refusal: Exception) -> str:
    """Why a change was not taken, in words."""
    if isinstance(refusal, WeekClosed):
        return _("This week is closed: what its rounds say stands.")
    return _("This round was withdrawn in the meantime.")


def _facts(done: Incident, *, is_open: bool) -> list[tuple[str, str]]:
    """What is known of a round, label and words; closed: no person and no exact time."""
    at = done.occurred_at
    lines = [
        (_("Moment"), moment_text(at) if is_open else day_text(at)),
        (_("Location"), str(done.location)),
        (_("Team"), done.team.name),
    ]
    return [*lines, (_("Noted by"), str(done.logged_by))] if is_open else lines


def _row(row: Observation) -> dict[str, Any]:
    signs = {True: "status-above", False: "status-below", None: ""}
    return {
        "norm": row.norm,
        "value": value_text(row.norm, row.state, row.value, row.met) if row.norm else "",
        "verdict": verdict_text(row.met),
        "sign": signs[row.met],
        "needed": row.needed,
    }
