"""The body and the head of the grid as HTML: up to some eight thousand cells, so plain text.

Every word and address passes `escape`; see docs/adr/0006-rows-of-hot-tables-in-python.md.
"""

from functools import lru_cache
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from dashboards.grid_page import GridPage, Group, Heading
from dashboards.numbers import numbers, numbers_in
from dashboards.wording import phrases_in
from scoring.grid import ALL, Cell, Line
from scoring.statistics import MIN_FOR_FULL, MIN_FOR_SHARE

#: Stands in an address where the code of a behaviour belongs; no code looks like this.
CODE_PLACE = "0code0"
NOTHING = '<td class="soft">\N{EN DASH}</td>'


def grid_head(page: GridPage) -> SafeString:
    """Two rows of headings: the departments, each with a link to it alone, then their columns."""
    week, query = page.plan.weeks[-1], f"&span={page.weeks}" if page.weeks > 1 else ""
    address = reverse("organisation_week", args=[week])
    first = f'<th scope="col" rowspan="2" class="grid-norm">{escape(_("Norm"))}</th>'
    if page.has_total:
        first += _column(page.headings[0], "", 'rowspan="2" ')
    groups = "".join(_group(group, f"{address}?node=", query) for group in page.groups)
    columns = "".join(
        _column(
            heading, reverse("team_week", args=[heading.team.slug, week]) if heading.team else ""
        )
        for heading in page.headings
        if heading.column != ALL
    )
    return mark_safe(f"<tr>{first}{groups}</tr>\n<tr>{columns}</tr>\n")  # noqa: S308  escaped


def _group(group: Group, address: str, query: str) -> str:
    url = escape(f"{address}{group.node.slug}{query}")
    name = escape(group.node.name)
    span = len(group.headings)
    return (
        f'<th scope="colgroup" colspan="{span}" class="grid-group"><a href="{url}">{name}</a></th>'
    )


def _column(heading: Heading, url: str, span: str = "") -> str:
    name = escape(heading.name)
    name = f'<a href="{escape(url)}">{name}</a>' if url else name
    note = f'<span class="unit">{escape(heading.note)}</span>' if heading.note else ""
    mark = f'<span class="unit">(1) {escape(_("not shown"))}</span>' if heading.hidden else ""
    return f'<th scope="col" {span}class="{_kind(heading)}">{name}{note}{mark}</th>'


def _kind(heading: Heading) -> str:
    return "grid-team" if heading.team else "grid-total"


def grid_body(page: GridPage) -> SafeString:
    """A row a norm, in the order of the page."""
    language = get_language() or "en"
    hidden = (
        f'<td class="soft">(1)<span class="visually-hidden"> {escape(_("not shown"))}</span></td>'
    )
    week = page.plan.weeks[-1]
    columns = [
        (
            heading.column,
            hidden if heading.hidden else NOTHING,
            _norm_address(heading, str(week)),
            heading.counts_only,
        )
        for heading in page.headings
    ]
    norm_url = reverse("behaviour_detail", args=[CODE_PLACE])
    rows = []
    for line in page.lines:
        cells, code = line.cells, escape(line.norm.code)
        rows.append(f"<tr>{_norm(line, norm_url.replace(CODE_PLACE, code))}")
        for column, nothing, address, counts_only in columns:
            cell = cells.get(column)
            if cell is None:
                rows.append(nothing)
                continue
            opening, inner = _cell(language, cell, counts_only)
            if address:
                before, after = address
                rows.append(f'{opening}<a href="{before}{code}{after}">{inner}</a></td>')
            else:
                rows.append(f"{opening}{inner}</td>")
        rows.append("</tr>\n")
    return mark_safe("".join(rows))  # noqa: S308  escaped field by field


def _norm_address(heading: Heading, week: str) -> tuple[str, str] | None:
    """What stands before and after the code in the address of a team's norm; None of several."""
    if heading.team is None or heading.hidden:
        return None
    url = escape(reverse("team_norm", args=[heading.team.slug, week, CODE_PLACE]))
    before, _code, after = url.partition(CODE_PLACE)
    return before, after


def _norm(line: Line, url: str) -> str:
    norm, target = line.norm, _target(line)
    critical = (
        f' <span class="tag tag-critical">{escape(_("critical"))}</span>' if norm.critical else ""
    )
    under = f'<span class="unit">{escape(target)}</span>' if target else ""
    return f'<th scope="row"><a href="{url}">{escape(norm.title)}</a>{critical}{under}</th>'


def _target(line: Line) -> str:
    """The share target, where all that is shown is held against the same."""
    found = {cell.target for cell in line.cells.values()}
    target = found.pop() if len(found) == 1 else None
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
    inner = f'<b>{share}</b> <span class="of">n {escape(observed)}{few}</span>'
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
