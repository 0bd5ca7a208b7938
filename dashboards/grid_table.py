"""The body and the head of the grid as HTML: up to some eight thousand cells, so plain text.

Every word and address passes `escape`; see docs/adr/0006-rows-of-hot-tables-in-python.md.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from dashboards.grid_page import GridPage, Group, Heading
from dashboards.norm_rows import CODE_PLACE
from dashboards.numbers import numbers, numbers_in
from dashboards.wording import phrases_in
from people.models import Team
from scoring.grid import ALL, Cell, Line
from scoring.statistics import MIN_FOR_FULL, MIN_FOR_SHARE

#: Stands in the template where the rows belong; no text on the page can look like it.
BODY_PLACE = mark_safe("<!--rows-->")
#: Stands in an address where the short name of a team belongs; no name looks like this.
SLUG_PLACE = "0slug0"
#: Named, since one sign beyond Latin-1 doubles the size of a text of a million.
NOTHING = '<td class="soft">&ndash;</td>'


class Addresses:
    """The addresses of one week; asked for once, and not again for each of hundreds of teams."""

    def __init__(self, page: GridPage) -> None:
        week = str(page.plan.weeks[-1])
        span = f"&span={page.weeks}" if page.weeks > 1 else ""
        self._node = f"{reverse('organisation_week', args=[week])}?node={SLUG_PLACE}{span}"
        self._team = reverse("team_week", args=[SLUG_PLACE, week])
        url = reverse("team_norm", args=[SLUG_PLACE, week, CODE_PLACE])
        self._team_norm = url.removesuffix(f"{CODE_PLACE}/")
        self._behaviour = reverse("behaviour_detail", args=[CODE_PLACE])

    def node(self, node: Team) -> str:
        """The same grid of one department alone."""
        return escape(self._node.replace(SLUG_PLACE, node.slug))

    def column(self, heading: Heading) -> str:
        """The team's week; empty for what is of several teams."""
        return escape(self._team.replace(SLUG_PLACE, heading.team.slug)) if heading.team else ""

    def norm(self, heading: Heading) -> str:
        """A link to a norm of the team, up to where the code of the norm comes; or nothing."""
        if heading.team is None or heading.hidden:
            return ""
        return f'<a href="{escape(self._team_norm.replace(SLUG_PLACE, heading.team.slug))}'

    def behaviour(self, line: Line) -> str:
        """Every version of a norm."""
        return escape(self._behaviour.replace(CODE_PLACE, line.norm.code))


def grid_head(page: GridPage) -> SafeString:
    """Two rows of headings: the departments, each with a link to it alone, then their columns."""
    addresses = Addresses(page)
    first = f'<th scope="col" rowspan="2" class="grid-norm">{escape(_("Norm"))}</th>'
    if page.has_total:
        first += _column(page.headings[0], "", 'rowspan="2" ')
    groups = "".join(_group(group, addresses.node(group.node)) for group in page.groups)
    below = [heading for heading in page.headings if heading.column != ALL]
    columns = "".join(_column(heading, addresses.column(heading)) for heading in below)
    return mark_safe(f"<tr>{first}{groups}</tr>\n<tr>{columns}</tr>\n")  # noqa: S308  escaped


def _group(group: Group, url: str) -> str:
    name, span = escape(group.node.name), len(group.headings)
    return (
        f'<th scope="colgroup" colspan="{span}" class="grid-group"><a href="{url}">{name}</a></th>'
    )


def _column(heading: Heading, url: str, span: str = "") -> str:
    name, kind = escape(heading.name), "grid-team" if heading.team else "grid-total"
    name = f'<a href="{url}">{name}</a>' if url else name
    mark = " (1)" if heading.has_footnote else ""
    note = f'<span class="unit">{escape(heading.note)}{mark}</span>' if heading.note else ""
    return f'<th scope="col" {span}class="{kind}">{name}{note}</th>'


#: Met, seen and target of a cell.
Counts = tuple[int, int, int | None]


class Written(dict[Counts, tuple[str, str]]):
    """Each different cell of a column, written once: up to where a link goes, and from there."""

    def __init__(self, *, counts_only: bool, end: str) -> None:
        self._language = get_language() or "en"
        self._counts_only, self._end = counts_only, end

    def __missing__(self, cell: Counts) -> tuple[str, str]:
        opening, inner = _cell(self._language, Cell(*cell), self._counts_only)
        made = self[cell] = opening, f"{inner}{self._end}"
        return made


class Place(NamedTuple):
    """One column as its cells are written."""

    #: Where they stand in a line; None where nothing is shown in any.
    place: int | None
    nothing: str
    #: A link up to the code of the norm; empty where nothing opens.
    link: str
    cells: Written


def grid_body(page: GridPage) -> str:
    """A row a norm, in the order of the page; every word of it is escaped."""
    addresses, columns = Addresses(page), _places(page)
    rows = [
        f"<tr>{_norm(line, addresses.behaviour(line))}{_cells(line, columns)}</tr>\n"
        for line in page.lines
    ]
    return "".join(rows)


def _places(page: GridPage) -> list[Place]:
    addresses, not_shown = Addresses(page), escape(_("not shown"))
    hidden = f'<td class="soft">(1)<span class="visually-hidden"> {not_shown}</span></td>'
    written = {
        (few, linked): Written(counts_only=few, end="</a></td>" if linked else "</td>")
        for few in (False, True)
        for linked in (False, True)
    }
    found = []
    for heading in page.headings:
        place, link = page.place(heading), addresses.norm(heading)
        nothing = hidden if heading.hidden else NOTHING
        cells = written[heading.counts_only, bool(link)]
        found.append(Place(place, nothing, link, cells))
    return found


def _cells(line: Line, places: Iterable[Place]) -> str:
    """Some two hundred cells: pieces that are joined once, and nothing is looked up by name."""
    _norm, _places, met, observed, target = line
    code = f'{escape(line.norm.code)}/">'
    pieces: list[str] = []
    for place, nothing, link, cells in places:
        if place is None or not observed[place]:
            pieces.append(nothing)
        elif link:
            opening, rest = cells[met[place], observed[place], target[place]]
            pieces += (opening, link, code, rest)
        else:
            pieces += cells[met[place], observed[place], target[place]]
    return "".join(pieces)


def _norm(line: Line, url: str) -> str:
    norm, target = line.norm, _target(line)
    critical = f'<span class="tag tag-critical">{escape(_("critical"))}</span>'
    under = f'<span class="unit">{escape(target)}</span>' if target else ""
    title = f'<a href="{url}">{escape(norm.title)}</a>'
    return f'<th scope="row">{title}{f" {critical}" if norm.critical else ""}{under}</th>'


def _target(line: Line) -> str:
    """The share target, where all that is shown is held against the same."""
    whole = line.cell(ALL)
    target = whole.share_target if whole else None
    return _("target %(share)s") % {"share": numbers().target(target)} if target else ""


@lru_cache(maxsize=16384)
def _cell(language: str, cell: Cell, counts_only: bool) -> tuple[str, str]:
    """The opening tag and the content of a cell; one that comes again is remembered."""
    words, figures = phrases_in(language), numbers_in(language)
    met, observed = figures.count(cell.met), figures.count(cell.observed)
    if counts_only or cell.observed < MIN_FOR_SHARE:
        return "<td>", escape(words.n_of % {"n": met, "of": observed})
    share, apart = escape(figures.percent(cell.met, cell.observed)), cell.stands_apart
    few = f", {escape(_indicative(language))}" if cell.observed < MIN_FOR_FULL else ""
    inner = f"<b>{share}</b> <small>n {escape(observed)}{few}</small>"
    if apart is None:
        return "<td>", inner
    word = escape(_side(language, apart))
    return (
        f'<td class="grid-{apart}">',
        f'{inner} <span class="status status-{apart}">{word}</span>',
    )


@lru_cache
def _indicative(language: str) -> str:
    with override(language):
        return _("indicative")


@lru_cache
def _side(language: str, apart: str) -> str:
    with override(language):
        return _("below") if apart == "below" else _("above")
