"""The list of contacts and one contact, as far as this reader may see them."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from behaviours.models import Norm
from incidents.barriers import Miss, misses
from incidents.customer_reference import code_text, is_kept
from incidents.export import asked_file, exported
from incidents.filters import IncidentFilter
from incidents.forms import CustomerSearch
from incidents.history import Reader, norm_keys, snapshot, told
from incidents.models import Incident, Observation
from incidents.queries import is_closed, norms_by_key, pinned_norms
from incidents.tables import ROWS_A_PAGE, IncidentTable, in_order, standing
from incidents.views.files import list_as_file
from incidents.wording import (
    NOTHING,
    customer_text,
    day_text,
    moment_text,
    points_text,
    value_text,
    verdict_text,
)
from people.access import TEAM_LEAD, Scope, ScopedRequest, get_or_404, never_stored


@never_stored
def incident_list(request: ScopedRequest) -> HttpResponse:
    """The contacts this person may see; filters, order and page stand in the address."""
    scope = request.scope
    _refuse_strange_team(request)
    rows = Incident.objects.visible_to(scope).select_related("team", "location")
    narrowed = IncidentFilter(request.GET, queryset=rows, scope=scope)
    found = narrowed.qs if narrowed.form.is_valid() else rows.none()
    leads = bool(scope.team_ids(TEAM_LEAD))
    table = IncidentTable(
        found,
        reader=request.user,
        sees_teams=leads,
        has_one_team=narrowed.has_one_team,
        this_year=scope.today.year,
        has_rounds=narrowed.form.is_valid() and narrowed.has_rounds,
        order_by=request.GET.get("sort"),
    )
    if asked_file(request.GET) and narrowed.form.is_valid():
        return list_as_file(
            request,
            table.data.data.select_related("employee", "logged_by"),
            name=_("contacts"),
            too_many=_("That is more than %(most)s contacts: choose a week or a team first."),
            write=lambda found, kind: exported(found, request.user, kind),
        )
    table.paginate(per_page=ROWS_A_PAGE)
    table.page = table.paginator.get_page(request.GET.get("page"))
    context = {
        "table": table,
        "filter": narrowed,
        "norm": _asked_norm(narrowed),
        "customer_search": CustomerSearch() if is_kept() else None,
        "sees_teams": leads,
        "may_log": scope.holds(*Scope.LOGGING),
        "is_part_of_team": _is_part_of_team(request),
        "since": narrowed.form.is_valid() and narrowed.form.cleaned_data["since"],
    }
    return render(request, "incidents/incident_list.html", context)


@never_stored
def incident_detail(request: ScopedRequest, pk: int) -> HttpResponse:
    """One contact with its observations and its history."""
    incident = get_or_404(contacts().select_related("story"), request.scope, pk=pk)
    rows = observations(incident)
    missed = misses(incident, request.scope.today)
    changes = list(incident.changes.select_related("changed_by"))
    norms = {norm.pk: norm for norm in pinned_norms(rows)}
    missing = norm_keys(changes) - set(norms)
    norms |= {norm.pk: norm for norm in norms_by_key(missing)}
    reader = Reader(incident.is_open_to(request.user), request.scope.tree, norms)
    sign, words = standing(incident)
    is_own = incident.employee_id == request.user.pk
    context = {
        "incident": incident,
        "facts": facts(incident, is_open=reader.is_open),
        "rows": _rows(rows, missed, is_own=is_own),
        "own_standing": _own_standing(rows, missed) if is_own else None,
        "misses": missed if reader.is_open else [],
        "score": points_text(incident.score),
        "sign": sign,
        "standing": words,
        "history": told(changes, snapshot(incident, rows), reader),
        "is_open": reader.is_open,
        "may_change": may_change(incident, request),
        "is_author": _is_author(incident, request),
    }
    return render(request, "incidents/incident_detail.html", context)


def contacts() -> Any:
    """Contacts with everyone they name, for one page."""
    return Incident.objects.contacts().select_related(
        "team", "employee", "logged_by", "customer_team"
    )


def observations(incident: Incident) -> list[Observation]:
    """The observations of a contact by behaviour code, norms included; one query."""
    return list(
        incident.observations.select_related("behaviour", "norm__behaviour").order_by(
            "behaviour__code"
        )
    )


def may_change(incident: Incident, request: ScopedRequest) -> bool:
    """Whether this reader may correct or withdraw it while it counts.

    Its author; and once its week is closed the person it is about, whoever noted it.
    """
    return incident.counts and (_is_author(incident, request) or puts_right(incident, request))


def may_post(incident: Incident, request: ScopedRequest) -> bool:
    """Whether this reader's change is looked at: also one of a contact withdrawn in the meantime.

    The action refuses that, and the page shows what was typed instead of losing it.
    """
    asked = incident.counts or request.method == "POST"
    return asked and (_is_author(incident, request) or puts_right(incident, request))


def puts_right(incident: Incident, request: ScopedRequest) -> bool:
    """Whether this reader changes it late: it is about this person, and its week is closed."""
    return incident.employee_id == request.user.pk and is_closed(incident)


def _is_author(incident: Incident, request: ScopedRequest) -> bool:
    return incident.logged_by_id == request.user.pk


def facts(incident: Incident, *, is_open: bool) -> list[tuple[str, str]]:
    """What is known of a contact, label and words; closed: no person, no note, no exact time."""
    at = incident.occurred_at
    lines = [
        (_("Moment"), moment_text(at) if is_open else day_text(at)),
        (_("Team"), incident.team.name),
        (_("Channel"), incident.get_channel_display()),
        (_("Subject"), incident.subject or NOTHING),
        (_("Customer"), customer_text(incident.customer_kind, incident.customer_team)),
        (_("Origin"), incident.get_origin_display()),
    ]
    if not incident.answered:
        lines.append((_("Answered"), _("no; %s") % incident.get_not_answered_rule_display()))
    return lines + _open_facts(incident) if is_open else lines


def _open_facts(incident: Incident) -> list[tuple[str, str]]:
    return [
        (_("About"), str(incident.employee or _("nobody by name"))),
        (_("Noted by"), str(incident.logged_by or _("a system"))),
        (_("Noted at"), moment_text(incident.logged_at)),
        (_("Note"), incident.private_note or NOTHING),
        (_("Case number"), incident.case_number or NOTHING),
        (_("Customer reference"), code_text(incident.customer_reference) or NOTHING),
    ]


def _rows(
    rows: Iterable[Observation], missed: Iterable[Miss], *, is_own: bool
) -> list[dict[str, Any]]:
    """Every observation in words; `is_own` says that the reader is whom the contact is about."""
    by_behaviour = {miss.observation.behaviour_id: miss for miss in missed}
    return [_row(row, by_behaviour.get(row.behaviour_id), is_own=is_own) for row in rows]


def _own_standing(rows: Iterable[Observation], missed: Iterable[Miss]) -> tuple[str, str] | None:
    """How it stands in the results of whom it is about; None where that is as for the team."""
    apart = {miss.observation.behaviour_id for miss in missed if not miss.is_persons}
    if not apart:
        return None
    left = [row for row in rows if row.met is not None and row.behaviour_id not in apart]
    critical = [row.met for row in left if row.norm and row.norm.critical]
    return in_order(
        fully=all(row.met for row in left) if left else None,
        critical=all(critical) if critical else None,
    )


def _row(row: Observation, miss: Miss | None, *, is_own: bool) -> dict[str, Any]:
    signs = {True: "status-above", False: "status-below", None: ""}
    is_kept_out = bool(miss and not miss.is_persons and is_own)
    return {
        "barrier": miss.tapped if miss else None,
        "is_kept_out": is_kept_out,
        "norm": row.norm,
        "title": str(row.norm or row.behaviour),
        "value": value_text(row.norm, row.state, row.value, row.met) if row.norm else row.value,
        "verdict": verdict_text(row.met),
        "sign": "status-none" if is_kept_out else signs[row.met],
        "score": points_text(row.score),
    }


def _asked_norm(narrowed: IncidentFilter) -> Norm | None:
    """The norm that the address narrows to, for the page to name."""
    key = narrowed.form.is_valid() and narrowed.form.cleaned_data["norm"]
    return next(iter(norms_by_key([key])), None) if key else None


def _refuse_strange_team(request: ScopedRequest) -> None:
    slug = request.GET.get("team")
    tree = request.scope.tree
    if slug and slug not in {tree[key].slug for key in request.scope.team_ids()}:
        raise Http404


def _is_part_of_team(request: ScopedRequest) -> bool:
    """Whether a team was asked of which this reader sees the own contacts only."""
    slug = request.GET.get("team")
    tree = request.scope.tree
    led = {tree[key].slug for key in request.scope.team_ids(TEAM_LEAD)}
    return bool(slug) and slug not in led
