"""How the closing of a week reads: the line on its page, and the page where a lead closes it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.numbers import numbers
from dashboards.reader import Links, Reader, Rows, reader_of
from dashboards.state import State
from dashboards.wording import contacts_words
from incidents.closing import closes_by_itself_at
from incidents.models import Incident, Promise, TeamWeek, WeekClosing
from incidents.wording import date_text, moment_text
from people.access import MANAGER, TEAM_LEAD, Scope
from people.models import Team
from periods.local_time import local_date
from periods.week import Week
from scoring.models import FORMULA_VERSION, TallyState

#: Who opens the page about the closing of a week.
OPENED_BY = (TEAM_LEAD, MANAGER)


@dataclass(frozen=True)
class ClosingLine:
    """What the page of a week says about its closing."""

    is_closed: bool
    #: What came in after closing, in words; empty without any.
    late: str
    #: Where those contacts are listed, for who may open them.
    late_url: str
    may_open: bool


def closing_line(scope: Scope, team: Team, week: Week, state: State) -> ClosingLine | None:
    """Its line, without a query; None for who has nothing to read or do about it.

    A week that is over and still open says so to its lead, who closes it.
    """
    closed_at, contacts, corrections = state.closing
    late = late_words(contacts, corrections, state.promises.kept_after_closing)
    is_over = week < Week.of(scope.today)
    closes = is_over and scope.covers(team, TEAM_LEAD)
    if not (closed_at or late or closes):
        return None
    links = Links(reader_of(scope, team), team, week)
    return ClosingLine(
        is_closed=bool(closed_at),
        late=late,
        late_url=links.where("late=yes", contacts + corrections),
        may_open=closes or (bool(closed_at) and scope.covers(team, *OPENED_BY)),
    )


def late_words(contacts: int, corrections: int, promises: int) -> str:
    """ "3 contacten en 1 correctie na afsluiting"; empty when nothing came in."""
    corrected = ngettext("%(n)s correction", "%(n)s corrections", corrections)
    kept = ngettext("%(n)s promise kept", "%(n)s promises kept", promises)
    parts = [
        contacts_words(contacts) if contacts else "",
        corrected % {"n": numbers().count(corrections)} if corrections else "",
        kept % {"n": numbers().count(promises)} if promises else "",
    ]
    what = get_text_list([part for part in parts if part], _("and"))
    return _("%(what)s after closing") % {"what": what} if what else ""


@dataclass(frozen=True)
class Before:
    """What a lead reads before closing: what still runs, and what says nothing."""

    unkept: int
    unkept_url: str
    unjudged: int
    contacts_url: str


@dataclass(frozen=True)
class ClosingPage:
    """Everything `dashboards/week_close.html` shows."""

    is_over: bool
    is_closed: bool
    #: When it closes by itself, as a date; empty once it is closed.
    by_itself: str
    #: None for who does not close it.
    before: Before | None
    may_reopen: bool
    formula: int | None
    formula_now: int
    history: list[tuple[str, str]]


def closing_page(scope: Scope, team: Team, week: Week, now: datetime) -> ClosingPage:
    """How this week stands, for its lead and for managers above."""
    row = TeamWeek.objects.filter(team=team, week=week.monday).first()
    history = list(row.closings.select_related("by").order_by("revision")) if row else []
    is_closed = bool(row and row.closed_at)
    is_over = week.ends_at <= now
    reopened = [each.at for each in history if each.kind == WeekClosing.Kind.REOPENED]
    due = local_date(closes_by_itself_at(week, max(reopened, default=None)))
    closes = is_over and not is_closed and scope.covers(team, TEAM_LEAD)
    frozen = TallyState.objects.filter(team=team, week=week.monday, frozen=True)
    return ClosingPage(
        is_over=is_over,
        is_closed=is_closed,
        by_itself="" if is_closed else date_text(due),
        before=_before(scope, team, week) if closes else None,
        may_reopen=is_closed and scope.manages_from_above(team),
        formula=frozen.values_list("formula_version", flat=True).first() if is_closed else None,
        formula_now=FORMULA_VERSION,
        history=[_told(each) for each in reversed(history)],
    )


def _before(scope: Scope, team: Team, week: Week) -> Before:
    """For the lead alone: of a small team nobody else reads a count."""
    links = Links(Reader(Rows.TEAM, belongs=True), team, week)
    running = Promise.objects.running().filter(kept_by=team, week=week.monday)
    noted = Incident.objects.contacts().counting().filter(team=team, week=week.monday)
    return Before(
        unkept=running.filter(attempt_counts=False).count(),
        unkept_url=links.promises("show=team"),
        unjudged=noted.filter(fully_in_order=None).count(),
        contacts_url=links.all(),
    )


def _told(line: WeekClosing) -> tuple[str, str]:
    """One closing or reopening: what and by whom and when, and the reason."""
    if line.kind == WeekClosing.Kind.REOPENED:
        said = _("Opened again by %(who)s, %(moment)s")
    else:
        said = _("Closed by %(who)s, %(moment)s") if line.by else _("Closed by itself, %(moment)s")
    return said % {"who": line.by, "moment": moment_text(line.at)}, line.reason
