"""The list of promises and one promise, as far as this reader may see them."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from incidents.export import asked_file
from incidents.models import Promise, PromiseChange
from incidents.promises.export import exported_promises
from incidents.promises.queries import may_hand_over, may_keep, may_settle
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
from incidents.views.files import list_as_file
from incidents.wording import date_text, moment_text
from people.access import TEAM_LEAD, Scope, ScopedRequest, door, get_or_404, never_stored
from people.models import User
from periods.local_time import local_date

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
    if asked_file(request.GET) and narrowed.form.is_valid():
        return list_as_file(
            request,
            found.select_related("promised_by"),
            name=_("promises"),
            too_many=_("That is more than %(most)s promises: choose a week or a team first."),
            write=lambda rows, kind: exported_promises(
                rows, reader=request.user, now=request.now, kind=kind
            ),
        )
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
@door(*Scope.LOGGING)
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
        "facts": facts(promise, people=people, is_open=is_open),
        "is_open": is_open,
        "note": unseal(promise.sealed) if is_open else NOTHING,
        "contact": promise.incident if _is_contact_open(promise, request.user) else None,
        "history": [_line(change, people=people, is_open=is_open) for change in _changes(promise)],
        "may_settle": may_settle(request.scope, promise),
        "may_keep": may_keep(request.scope, promise) and promise.owner_id != request.user.pk,
        "may_hand_over": may_hand_over(request.scope, promise),
        "may_keep_after": _may_keep_after(promise),
    }
    return render(request, "incidents/promise_detail.html", context)


def promises() -> Any:
    """Promises with everyone they name, for one page."""
    return Promise.objects.select_related(
        "kept_by", "promised_by", "promised_to", "owner", "stand_in", "made_by", "norm", "incident"
    )


def facts(promise: Promise, *, people: bool, is_open: bool) -> list[tuple[str, str]]:
    """What was agreed, label and words; without `people` nobody is named.

    The exact moment it was made would tell others whose contact it came from.
    """
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
    lines.append((_("Promised at"), _moment(promise.made_at, is_open=is_open)))
    if promise.norm:
        lines.append((_("Norm"), promise.norm.sentence))
    return lines


def _changes(promise: Promise) -> list[PromiseChange]:
    return list(promise.changes.select_related("changed_by").order_by("version"))


def _line(change: PromiseChange, *, people: bool, is_open: bool) -> dict[str, Any]:
    return {
        "words": capfirst(change_text(change)),
        "at": _moment(change.changed_at, is_open=is_open),
        "by": change.changed_by.name if people and change.changed_by else "",
        "reason": change.reason,
    }


def _moment(moment: datetime, *, is_open: bool) -> str:
    return moment_text(moment) if is_open else date_text(local_date(moment))


def _is_contact_open(promise: Promise, reader: User) -> bool:
    """Whether this reader may know that it came from this very contact."""
    return promise.incident is not None and promise.incident.is_open_to(reader)


def _may_keep_after(promise: Promise) -> bool:
    missed = promise.outcome == Promise.Outcome.MISSED and not promise.after_closing
    return missed and promise.changes.filter(kind=PromiseChange.Kind.CLOSED).exists()
