"""The rows of the norm list as HTML: the hottest rows of the site, so written as plain text.

Every word and address passes `escape`; only the line is drawn by ourselves and stays as it is.
"""

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dashboards.norm_rows import NormRow


class Labels(NamedTuple):
    """The words that stand in every row, escaped once."""

    critical: str
    indicative: str
    met: str
    happened: str
    seen: str
    not_applicable: str
    change: str
    line: str
    standing: str


def norm_table_rows(rows: Iterable[NormRow], *, weeks: int, counts_only: bool) -> SafeString:
    """The body of the table; of a small team without shares, change, line and standing."""
    labels = _labels(weeks)
    written = [_row(row, labels, counts_only=counts_only) for row in rows]
    return mark_safe("".join(written))  # noqa: S308  escaped field by field


def _labels(weeks: int) -> Labels:
    line = _("%(n)s weeks") % {"n": weeks}
    change = f"{_('Change')} ({_('percentage points')})"
    words = (
        _("critical"), _("indicative"), _("Met"), _("Happened"), f"{_('Seen')} (n)", _("n/a"),
        change, line, _("Standing"),
    )  # fmt: skip
    return Labels._make(map(escape, words))


def _row(row: NormRow, labels: Labels, *, counts_only: bool) -> str:
    return (
        f'<tr class="norm-row" role="row">{_heading(row, labels)}{_met(row, labels)}'
        f"{_seen(row, labels)}{_not_applicable(row, labels, counts_only=counts_only)}"
        f"{'' if counts_only else _compared(row, labels)}</tr>\n"
    )


def _heading(row: NormRow, labels: Labels) -> str:
    critical = f' <span class="tag tag-critical">{labels.critical}</span>' if row.critical else ""
    return (
        f'<th scope="row" role="rowheader"><span class="norm-title">'
        f'<a href="{escape(row.url)}">{escape(row.title)}</a>{critical}</span>'
        f'<span class="norm-finding">{escape(row.finding)}</span>'
        f"{_terms(row.terms)}{_terms(row.note) if row.note else ''}</th>"
    )


def _terms(text: str) -> str:
    return f'<span class="norm-terms">{escape(text)}</span>'


def _met(row: NormRow, labels: Labels) -> str:
    interval = f' <span class="interval">{escape(row.interval)}</span>' if row.interval else ""
    if row.indicative:
        interval += f' <span class="tag tag-indicative">{labels.indicative}</span>'
    label = labels.happened if row.extra else labels.met
    return _cell(label, f'<span class="share">{row.share.html}</span>{interval}')


def _seen(row: NormRow, labels: Labels) -> str:
    missed = f' <span class="of">{row.missed.html}</span>' if row.missed else ""
    return _cell(labels.seen, row.seen.html + missed)


def _not_applicable(row: NormRow, labels: Labels, *, counts_only: bool) -> str:
    of = "" if counts_only or not row.not_applicable_of else f" {_of(row.not_applicable_of)}"
    return _cell(labels.not_applicable, row.not_applicable.html + of)


def _compared(row: NormRow, labels: Labels) -> str:
    line = f'<td class="spark-cell" role="cell" data-label="{labels.line}">{row.spark}</td>'
    return _cell(labels.change, _change(row)) + line + _standing(row, labels)


def _change(row: NormRow) -> str:
    if not row.change:
        return '<span class="change-unclear">-</span>'
    kind = "clear" if row.change_clear else "unclear"
    return f'<span class="change-{kind}">{escape(row.change)}</span> {_of(row.change_words)}'


def _standing(row: NormRow, labels: Labels) -> str:
    if row.extra:
        return '<td role="cell"></td>'
    return (
        f'<td role="cell" data-label="{labels.standing}">'
        f'<span class="status status-{row.status}">{escape(row.status_words)}</span></td>'
    )


def _cell(label: str, content: str) -> str:
    return f'<td class="num" role="cell" data-label="{label}">{content}</td>'


def _of(text: str) -> str:
    return f'<span class="of">{escape(text)}</span>'
