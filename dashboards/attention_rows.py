"""The rows around the norms as HTML, written as plain text like those of the norm list.

Every word and address passes `escape`; a page of forty norms may have a dozen of these rows.
"""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dashboards.around import BarrierRow
from dashboards.attention_words import Item
from dashboards.norm_rows import Number

VITAL = ' class="vital"'


def attention_rows(items: Iterable[Item], *, handle_url: str) -> SafeString:
    """The things to look at; with the taps of a lead where `handle_url` is not empty.

    They stand inside one form, in which each button says what it is about.
    """
    critical = f' <span class="tag tag-critical">{escape(_("critical"))}</span>'
    taps = [
        ("discussed", escape(pgettext("handle", "Discussed"))),
        ("noise", escape(pgettext("handle", "Noise"))),
        ("later", escape(pgettext("handle", "Later"))),
    ]
    line, url = _("Add a line"), handle_url
    return _joined(
        f'<li><div><p><span class="finding">{escape(item.sentence)}</span> '
        f"{escape(item.evidence)}{critical if item.critical else ''}</p>"
        f"{_lines(item)}{_link(item)}</div>{_taps(item, taps, line, url) if url else ''}</li>\n"
        for item in items
    )


def pareto_rows(rows: Iterable[BarrierRow]) -> SafeString:
    """What was in the way, with a bar as long as it was frequent."""
    together = escape(_("together %(reached)s"))
    return _joined(
        f"<li{VITAL if row.is_vital else ''}><span>{escape(row.words)}</span>"
        f'<svg class="pareto-bar" width="100" height="10" viewBox="0 0 100 10"'
        f' preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect width="{row.width}" height="10"/></svg>'
        f'<span class="num">{row.count}{_share(row, together)}</span>'
        f"{_span('row-text', row.answer)}</li>\n"
        for row in rows
    )


def _lines(item: Item) -> str:
    if not item.lines:
        return ""
    return f'<ul class="lines">{"".join(f"<li>{each.html}</li>" for each in item.lines)}</ul>'


def _link(item: Item) -> str:
    return _named(item.link, item.sentence) if item.link.url and item.link.text else ""


def _taps(item: Item, taps: list[tuple[str, str]], line: str, url: str) -> str:
    sentence, key = escape(item.sentence), escape(item.key)
    buttons = "".join(
        f'<button class="btn btn-secondary" type="submit" name="tap" value="{outcome} {key}">'
        f'{words}<span class="visually-hidden">: {sentence}</span></button>'
        for outcome, words in taps
    )
    link = _named(Number(line, f"{url}?key={key}"), item.sentence)
    return f'<div class="handle"><div class="taps">{buttons}</div>{link}</div>'


def _named(link: Number, about: str) -> str:
    """A link that says to who cannot see where it stands what it is about."""
    return (
        f'<a href="{escape(link.url)}">{escape(link.text)}'
        f'<span class="visually-hidden">: {escape(about)}</span></a>'
    )


def _share(row: BarrierRow, together: str) -> str:
    if not row.share:
        return ""
    reached = together % {"reached": escape(row.reached)}
    dot = '<span aria-hidden="true">·</span>'
    return f' <span class="unit">{escape(row.share)} {dot} {reached}</span>'


def _span(name: str, text: str) -> str:
    return f'<span class="{name}">{escape(text)}</span>' if text else ""


def _joined(rows: Iterable[str]) -> SafeString:
    return mark_safe("".join(rows))  # noqa: S308  escaped field by field
