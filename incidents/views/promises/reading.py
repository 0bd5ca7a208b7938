"""The list of promises and one promise, as far as this reader may see them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from incidents.models import Incident, Promise, PromiseChange
from incidents.promises.queries import may_hand_over, may_keep
from incidents.promises.sealing import CallbackNote, unseal
from incidents.promises.table import (
    FIRST_TAB,
    ROWS_A_PAGE,
    TABS,
    PromiseFilter,
    PromiseTable,
    rows_of_tab,
    shows_people,
)
from incidents.promises.wording import change_text, due_text, keeper_text, standing
from incidents.wording import moment_text
from people.access import TEAM_LEAD, Scope, ScopedRequest, door, get_or_404, never_stored

NOTHING = CallbackNote()


@never_stored
@door(*Scope.LOGGING)
def promise_list(request: ScopedRequest) -> HttpResponse:
    """The promises this person may see, a tab at a time; tab, filters and page in the address."""
    tab = request.GET.get("show", FIRST_TAB)
    tab = tab if tab in TABS else FIRST_TAB
    rows = rows_of_tab(tab, request.scope, request.now)
    narrowed = PromiseFilter(request.GET, queryset=rows, scope=request.scope)
    found = narrowed.qs if narrowed.form.is_valid() else rows.none()
    table = PromiseTable(found, reader=request.user, now=request.now)
    table.paginate(per_page=ROWS_A_PAGE)
    table.page = table.paginator.get_page(request.GET.get("page"))
    context = {
        "table": table,
        "filter": narrowed,
        "tab": tab,
        "tabs": [(name, label, name == tab) for name, (label, _narrow) in TABS.items()],
        "leads": request.scope.holds(TEAM_LEAD),
    }
    return render(request, "incidents/promise_list.html", context)


@never_stored
def promise_detail(request: ScopedRequest, pk: int) -> HttpResponse:
    """One promise with what can be done about it and its history."""
    promise = get_or_404(promises(), request.scope, pk=pk)
    is_open = promise.is_open_to(request.user)
    sign, words = standing(promise, request.now)
    people = shows_people(promise, request.user)
    context = {
        "promise": promise,
        "due": due_text(promise),
        "sign": sign,
        "standing": words,
        "facts": facts(promise, people=people),
        "is_open": is_open,
        "note": unseal(promise.sealed) if is_open else NOTHING,
        "contact": _contact(promise, request.scope),
        "history": [_line(change, people=people) for change in _changes(promise)],
        "may_keep": may_keep(request.scope, promise) and promise.owner_id != request.user.pk,
        "may_hand_over": may_hand_over(request.scope, promise),
        "may_keep_after": _may_keep_after(promise),
    }
    return render(request, "incidents/promise_detail.html", context)


def promises() -> Any:
    """Promises with everyone they name, for one page."""
    return Promise.objects.select_related(
        "kept_by", "promised_by", "promised_to", "owner", "stand_in", "made_by", "norm"
    )


def facts(promise: Promise, *, people: bool) -> list[tuple[str, str]]:
    """What was agreed, label and words; without `people` nobody is named."""
    lines = [(_("What it is about"), promise.subject)]
    lines.append((_("Kept by"), promise.kept_by.name))
    if people:
        lines.append((_("Who keeps it"), keeper_text(promise)))
    if people and promise.stand_in:
        lines.append((_("Stand-in"), promise.stand_in.name))
    if promise.promised_to:
        lines.append((_("Promised to"), promise.promised_to.name))
    by = f", {promise.made_by.name}" if people and promise.made_by else ""
    lines.append((_("Promised by"), f"{promise.promised_by.name}{by}"))
    lines.append((_("Promised at"), moment_text(promise.made_at)))
    if promise.norm:
        lines.append((_("Norm"), promise.norm.sentence))
    return lines


def _changes(promise: Promise) -> list[PromiseChange]:
    return list(promise.changes.select_related("changed_by").order_by("version"))


def _line(change: PromiseChange, *, people: bool) -> dict[str, Any]:
    return {
        "words": capfirst(change_text(change)),
        "at": moment_text(change.changed_at),
        "by": change.changed_by.name if people and change.changed_by else "",
        "reason": change.reason,
    }


def _contact(promise: Promise, scope: Scope) -> Incident | None:
    """The contact it came from, where this reader sees that."""
    if promise.incident_id is None:
        return None
    return Incident.objects.visible_to(scope).filter(pk=promise.incident_id).first()


def _may_keep_after(promise: Promise) -> bool:
    missed = promise.outcome == Promise.Outcome.MISSED and not promise.after_closing
    return missed and promise.changes.filter(kind=PromiseChange.Kind.CLOSED).exists()
