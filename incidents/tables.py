"""The list of contacts as a table; what a reader may not see is never put into a cell."""

from typing import Any, ClassVar

import django_tables2 as tables
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from incidents.models import Incident
from incidents.wording import NOTHING, day_text, moment_text, points_text
from people.models import User

ROWS_A_PAGE = 50
#: The columns a list is sorted by.
SORTED_BY = {"moment", "team", "channel", "score"}


def _cell(name: str) -> dict[str, dict[str, str]]:
    """What the style sheet calls the cells of a column, to lay out a row on a phone."""
    return {"td": {"class": f"cell-{name}"}}


class IncidentTable(tables.Table):
    """Contacts, one a row; sorted by moment, team, channel or score, never by person."""

    moment = tables.Column(gettext_lazy("Moment"), accessor="occurred_at", attrs=_cell("moment"))
    team = tables.Column(gettext_lazy("Team"), accessor="team__name", attrs=_cell("team"))
    channel = tables.Column(gettext_lazy("Channel"), empty_values=(), attrs=_cell("channel"))
    subject = tables.Column(
        gettext_lazy("Subject"), orderable=False, empty_values=(), attrs=_cell("subject")
    )
    origin = tables.Column(gettext_lazy("Origin"), orderable=False, attrs=_cell("origin"))
    score = tables.Column(
        gettext_lazy("Score (of 100)"),
        empty_values=(),
        attrs={"th": {"class": "num"}, "td": {"class": "num cell-score"}},
    )
    standing = tables.Column(
        gettext_lazy("Standing"),
        accessor="fully_in_order",
        orderable=False,
        empty_values=(),
        attrs=_cell("standing"),
    )

    class Meta:
        model = Incident
        fields = ()
        sequence = ("moment", "team", "channel", "subject", "origin", "score", "standing")
        order_by_field = "sort"
        empty_text = gettext_lazy("No contacts here.")

    #: A lead sorts by day: the exact time of a contact is not his to know.
    MOMENT_OPEN: ClassVar = ("occurred_at", "pk")
    MOMENT_BY_DAY: ClassVar = ("local_date", "pk")

    def __init__(
        self,
        *args: Any,
        reader: User,
        sees_teams: bool,
        has_one_team: bool,
        this_year: int,
        has_rounds: bool = False,
        **kwargs: Any,
    ) -> None:
        self.reader, self.this_year, self.has_rounds = reader, this_year, has_rounds
        self.moment_keys = self.MOMENT_BY_DAY if sees_teams else self.MOMENT_OPEN
        kwargs["order_by"] = _sound(kwargs.get("order_by"))
        super().__init__(*args, **kwargs)
        if has_one_team:
            self.columns.hide("team")

    @property
    def caption(self) -> str:
        """How many there are."""
        count = self.paginator.count
        words = ngettext("%(count)s contact", "%(count)s contacts", count)
        if self.has_rounds:
            words = ngettext(
                "%(count)s contact or round", "%(count)s contacts and rounds together", count
            )
        return words % {"count": number_format(count, force_grouping=True)}

    def order_moment(self, queryset: Any, is_descending: bool) -> tuple[Any, bool]:
        """By moment, or by day; rows of one day in the order they were noted."""
        return queryset.order_by(*_directed(self.moment_keys, is_descending)), True

    def order_team(self, queryset: Any, is_descending: bool) -> tuple[Any, bool]:
        """By team, the newest first within one."""
        return queryset.order_by(
            *_directed(("team__name",), is_descending), "-local_date", "-pk"
        ), True

    def order_channel(self, queryset: Any, is_descending: bool) -> tuple[Any, bool]:
        """By channel, the newest first within one."""
        return queryset.order_by(
            *_directed(("channel",), is_descending), "-local_date", "-pk"
        ), True

    def order_score(self, queryset: Any, is_descending: bool) -> tuple[Any, bool]:
        """By score, the newest first within one."""
        return queryset.order_by(*_directed(("score",), is_descending), "-local_date", "-pk"), True

    def render_moment(self, record: Incident) -> SafeString:
        text = moment_text if record.is_open_to(self.reader) else day_text
        page = "round_detail" if record.is_round else "incident_detail"
        address = reverse(page, args=[record.pk])
        words = self._without_this_year(record, text(record.occurred_at))
        return format_html('<a href="{}">{}</a>', address, words)

    def _without_this_year(self, record: Incident, words: str) -> SafeString | str:
        """The words for a moment; on a phone without the year, while that is this year."""
        before, year, after = words.partition(f" {self.this_year}")
        if not year or record.local_date.year != self.this_year:
            return words
        return format_html('{}<span class="wide-only">{}</span>{}', before, year, after)

    def render_channel(self, record: Incident) -> str:
        return record.get_channel_display() or f"{record.get_origin_display()}: {record.location}"

    def render_subject(self, record: Incident) -> str:
        return record.subject or NOTHING

    def render_origin(self, record: Incident) -> str:
        return record.get_origin_display()

    def render_score(self, record: Incident) -> str:
        if record.score is None:
            return points_text(None)
        of = format_html('<span class="of narrow-only">{}</span>', _("of 100"))
        return format_html("{} {}", points_text(record.score), of)

    def render_standing(self, record: Incident) -> SafeString:
        sign, words = standing(record)
        return format_html('<span class="status {}">{}</span>', sign, words)


def standing(incident: Incident) -> tuple[str, str]:
    """The sign and the words for how a contact stands as a whole."""
    if incident.withdrawn_at is not None:
        return "status-none", _("withdrawn")
    return in_order(fully=incident.fully_in_order, critical=incident.critical_in_order)


def in_order(*, fully: bool | None, critical: bool | None) -> tuple[str, str]:
    """The sign and the words for whether all norms, and all critical ones, were met."""
    if critical is False:
        return "status-below", _("critical not in order")
    if fully is None:
        return "status-none", _("not judged")
    if fully:
        return "status-above", _("fully in order")
    return "status-around", _("not fully in order")


def _sound(asked: str | None) -> str:
    """The order asked for, or the newest first when there is no such order."""
    is_known = asked is not None and asked.removeprefix("-") in SORTED_BY
    return asked if asked and is_known else "-moment"


def _directed(names: tuple[str, ...], is_descending: bool) -> list[str]:
    return [f"-{name}" if is_descending else name for name in names]
