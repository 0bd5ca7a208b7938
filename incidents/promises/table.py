"""The list of promises: its tabs, its filters and its rows. Name and number are never on it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import django_filters
import django_tables2 as tables
from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from incidents.filters import KeyFilter, SinceFilter, WeekFilter
from incidents.models import Promise, PromiseQuerySet
from incidents.promises.wording import due_text, keeper_text, standing
from people.access import Scope
from people.models import User
from periods.local_time import local_date, midnight

ROWS_A_PAGE = 50
Narrow = Callable[[PromiseQuerySet, User, datetime], PromiseQuerySet]

#: The tabs: name in the address, label, and which promises stand under it.
TABS: dict[str, tuple[Any, Narrow]] = {
    "mine": (_("Mine"), lambda rows, user, now: rows.running().mine(user)),
    "team": (_("My team's"), lambda rows, user, now: rows.running()),
    "today": (_("Due today"), lambda rows, user, now: rows.running().filter(due_at__lt=_end(now))),
    "overdue": (_("Not kept yet"), lambda rows, user, now: rows.overdue(now)),
    "settled": (_("Settled"), lambda rows, user, now: rows.filter(settled_at__isnull=False)),
}
FIRST_TAB = "mine"
SETTLED = "settled"


class PromiseFilter(django_filters.FilterSet):
    """Narrows the promises of a tab; everything stands in the address.

    None is by person, but for the reader alone: those one keeps oneself.
    """

    team = django_filters.ChoiceFilter(
        label=_("Kept by"), field_name="kept_by__slug", empty_label=_("all teams")
    )
    week = WeekFilter(label=_("Week"))
    outcome = django_filters.ChoiceFilter(
        label=_("How it ended"), choices=Promise.Outcome.choices, empty_label=_("all")
    )
    met = django_filters.BooleanFilter(widget=forms.HiddenInput)
    norm = KeyFilter(field_name="norm_id")
    own = django_filters.BooleanFilter(widget=forms.HiddenInput, method="narrow_own")
    since = SinceFilter(field_name="week")

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = scope.user
        nodes = scope.tree.values()
        choices = [(node.slug, node.name) for node in nodes if node.kind == node.Kind.TEAM]
        self.filters["team"].extra["choices"] = choices

    def narrow_own(self, queryset: Any, name: str, value: bool) -> Any:
        """By what the reader keeps or kept; false narrows nothing."""
        return queryset.filter(owner=self.reader) if value else queryset

    @property
    def shown_fields(self) -> list[Any]:
        """The filters that stand above the list."""
        return [self.form[name] for name in ("team", "week", "outcome")]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked."""
        return any(self.data.get(name) for name in self.filters)


class PromiseTable(tables.Table):
    """Promises, one a row, the first due first; settled ones newest first."""

    due = tables.Column(_("Due"), empty_values=())
    subject = tables.Column(_("What it is about"), empty_values=())
    team = tables.Column(_("Kept by"), accessor="kept_by__name")
    owner = tables.Column(_("Who"), empty_values=())
    standing = tables.Column(_("Standing"), empty_values=())

    class Meta:
        model = Promise
        fields = ()
        sequence = ("due", "subject", "team", "owner", "standing")
        orderable = False
        empty_text = _("No promises here.")

    def __init__(self, *args: Any, reader: User, now: datetime, **kwargs: Any) -> None:
        self.reader, self.now = reader, now
        super().__init__(*args, **kwargs)

    @property
    def caption(self) -> str:
        """How many there are."""
        count = self.paginator.count
        return ngettext("%(count)d promise", "%(count)d promises", count) % {"count": count}

    def render_due(self, record: Promise) -> SafeString:
        address = reverse("promise_detail", args=[record.pk])
        return format_html('<a href="{}">{}</a>', address, due_text(record))

    def render_subject(self, record: Promise) -> str:
        return f"{capfirst(record.get_kind_display())}: {record.subject}"

    def render_owner(self, record: Promise) -> str:
        return keeper_text(record) if shows_people(record, self.reader) else ""

    def render_standing(self, record: Promise) -> SafeString:
        sign, words = standing(record, self.now)
        return format_html('<span class="status {}">{}</span>', sign, words)


def shows_people(promise: Promise, reader: User) -> bool:
    """Whether a reader sees who keeps it: while it runs, to ask; later only whom it is about."""
    return promise.is_running or promise.is_open_to(reader)


def rows_of_tab(tab: str, scope: Scope, now: datetime) -> PromiseQuerySet:
    """The promises under this tab, in order."""
    rows = Promise.objects.visible_to(scope).select_related("kept_by", "owner")
    narrowed = TABS[tab][1](rows, scope.user, now)
    return (
        narrowed.order_by("-settled_at", "-pk")
        if tab == SETTLED
        else narrowed.order_by("due_at", "pk")
    )


def _end(now: datetime) -> datetime:
    return midnight(local_date(now) + timedelta(days=1))
