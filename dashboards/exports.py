"""The tables of the pages with figures as files: what the page shows its reader, and no more.

A share is given in percent with one decimal beside its counts; where the page shows no share, the
file has none. Where it shows nothing, the file says that it is not shown. Under "Behaviour" stands
the title of a behaviour, under "Norm" the sentence of a norm.
"""

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dashboards.grid_page import GridPage, Heading, span_label
from dashboards.wording import phrases
from incidents.export import Cell, attachment, table_file
from people.access import SMALLEST_GROUP
from periods.week import Week
from scoring import statistics
from scoring.figures import NormFigures, Share
from scoring.grid import Line

Table = tuple[Sequence[str], Iterable[Sequence[Cell]]]


def file_response(kind: str, name: str, table: Table) -> HttpResponse:
    """The table as an attachment; `name` is of the file, without what is after its point."""
    headings, rows = table
    return attachment(kind, name, table_file(kind, _("Figures"), headings, rows))


def week_table(norms: Iterable[NormFigures], *, week: Week, team: str, counts_only: bool) -> Table:
    """The norms of one week of a team."""
    headings = [*_team_headings(), _("Behaviour"), *_figure_headings(), _("Not applicable")]
    rows = [
        [
            team, str(week), row.norm.code, row.norm.title,
            *_norm_figures(row, counts_only), row.not_applicable,
        ]
        for row in norms
    ]  # fmt: skip
    return headings, rows


def norm_weeks_table(
    rows: Iterable[tuple[Week, NormFigures]],
    *,
    team: str,
    small: Collection[Week],
    belongs: bool,
) -> Table:
    """The weeks of one behaviour in a team; those in `small` as counts, for who belongs to it."""
    headings = [*_team_headings(), _("Norm"), *_figure_headings(), _("Not applicable")]
    written = []
    for week, row in rows:
        head: list[Cell] = [team, str(week), row.norm.code, row.norm.sentence]
        if week in small and not belongs:
            written.append([*head, *_not_shown(), None])
        else:
            written.append([*head, *_norm_figures(row, week in small), row.not_applicable])
    return headings, written


def grid_table(page: GridPage) -> Table:
    """A row for each norm and column of the grid, small teams that are not shown included."""
    headings = [
        _("Weeks"), _("Code"), _("Behaviour"), _("Department"), _("Team"), *_figure_headings(),
        _("Remark"),
    ]  # fmt: skip
    departments: dict[Heading, str] = {
        heading: group.node.name for group in page.groups for heading in group.headings
    }
    rows = [
        [
            span_label(page.plan.weeks), line.norm.code, line.norm.title,
            departments.get(heading, ""), heading.name, *_grid_figures(page, line, heading),
            _remark(heading),
        ]
        for line in page.lines
        for heading in page.headings
    ]  # fmt: skip
    return headings, rows


def _team_headings() -> list[str]:
    return [_("Team"), _("Week"), _("Code")]


def _figure_headings() -> list[str]:
    return [
        _("Met"), _("Seen"), _("Met (%)"), _("Margin from (%)"), _("Margin to (%)"),
        _("Target (%)"), _("Standing"),
    ]  # fmt: skip


def _remark(heading: Heading) -> str:
    if not heading.is_of_small_teams:
        return heading.note
    return _(
        "%(note)s; a week in which the teams that saw it are fewer than %(n)s people is left out"
    ) % {"note": heading.note, "n": SMALLEST_GROUP}


def _grid_figures(page: GridPage, line: Line, heading: Heading) -> list[Cell]:
    if heading.hidden:
        return _not_shown()
    cell = page.cell(line, heading)
    if cell is None:
        return [None] * len(_figure_headings())
    return _figures(cell.share, cell.share_target, cell.stands_apart, heading.counts_only)


def _norm_figures(row: NormFigures, counts_only: bool) -> list[Cell]:
    return _figures(row.met_share, row.norm.share_target, row.stands_apart, counts_only)


def _figures(
    share: Share, target: Decimal | None, apart: str | None, counts_only: bool
) -> list[Cell]:
    words, goal = phrases(), None if target is None else _percent(target)
    if counts_only or share.of < statistics.MIN_FOR_SHARE or share.value is None:
        return [share.n, share.of, None, None, None, goal, words.few]
    interval = share.interval
    standing = words.around if target is not None else words.no_target
    if apart:
        standing = words.below if apart == "below" else words.above
    return [
        share.n, share.of, _percent(share.value),
        _percent(interval.low) if interval else None, _percent(interval.high) if interval else None,
        goal, standing,
    ]  # fmt: skip


def _percent(share: Fraction | Decimal | float) -> Decimal:
    return statistics.rounded_half_up(100 * share, 1)


def _not_shown() -> list[Cell]:
    words = _("Fewer than %(n)s people: not shown.") % {"n": SMALLEST_GROUP}
    return [None, None, None, None, None, None, words]
