"""How the figures of a week and of a norm read as a sentence, in the reader's language.

What does not change from row to row is looked up once a language or once a norm's terms, so that
a page of 40 norms asks the catalogue a few dozen times instead of a thousand.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import get_language, ngettext, override, pgettext
from django.utils.translation import gettext as _

from behaviours.measures import MEASURES, MeasureKind
from behaviours.wording import AMOUNTS
from dashboards.numbers import numbers
from periods.week import Week
from scoring.figures import NormVersion, WeekFigures

MINUTE = 60


@dataclass(frozen=True)
class Phrases:
    """The sentences of the norm list in one language."""

    language: str
    finding: str
    finding_extra: str
    finding_and_change: str
    not_seen: str
    not_seen_lately: str
    n_of: str
    about_as: str
    more: str
    less: str
    maybe_more: str
    maybe_less: str
    other_norm: str
    before_unseen: str
    too_few: str
    below: str
    above: str
    around: str
    few: str
    no_target: str
    clear: str
    unclear: str
    not_met: str
    target: str
    line: str
    line_empty: str
    line_target: str
    line_break: str

    def limit(self, norm: NormVersion) -> str:
        """What "met" means for this norm, to stand after "12 of 15"."""
        return _limit_words(self.language, norm.kind, norm.threshold)

    def terms(self, norm: NormVersion) -> str:
        """The norm's limit, share target and weight, to stand under its sentence."""
        kind = norm.kind
        key = (kind, norm.threshold, norm.zero_point, norm.share_target, norm.weight)
        return _terms_words(self.language, *key)


def phrases() -> Phrases:
    """Those of the language that is active."""
    return phrases_in(get_language() or "en")


@lru_cache
def phrases_in(language: str) -> Phrases:
    """The sentences of this language."""
    with override(language):
        return Phrases(
            language=language,
            finding=_("%(met)s of %(n)s %(limit)s"),
            finding_extra=_("happened %(met)s of %(n)s times"),
            finding_and_change=_("%(finding)s, %(change)s"),
            not_seen=_("not seen this week"),
            not_seen_lately=_("not seen in these weeks"),
            n_of=_("%(n)s of %(of)s"),
            about_as=_("about as %(before)s"),
            more=_("more than %(before)s"),
            less=_("less than %(before)s"),
            maybe_more=_("perhaps more than %(before)s"),
            maybe_less=_("perhaps less than %(before)s"),
            other_norm=_("under a new norm, so not held against %(before)s"),
            before_unseen=_("not seen %(before)s"),
            too_few=_("too few to hold against %(before)s"),
            below=_("below target"),
            above=_("above target"),
            around=_("around target"),
            few=_("too few seen"),
            no_target=_("no target"),
            clear=_("clear"),
            unclear=_("may be chance"),
            not_met=_("%(n)s not met"),
            target=_("target"),
            line=_("From %(first)s in week %(start)s to %(last)s in week %(end)s."),
            line_empty=_("No week with enough contacts to show."),
            line_target=_("Target %(target)s."),
            line_break=_("New norm from week %(week)s."),
        )


def week_before_words(week: Week, today: date) -> str:
    """What the week before `week` is called: "last week" only from the running one."""
    return _("last week") if week == Week.of(today) else _("the week before")


def contacts_words(n: int) -> str:
    """So many contacts."""
    return ngettext("%(n)s contact", "%(n)s contacts", n) % {"n": numbers().count(n)}


def in_order_words(figures: WeekFigures) -> str:
    """Of how many contacts everything that was judged is in order: "5 of 20"."""
    share, count = figures.fully_in_order, numbers().count
    return _("%(n)s of %(of)s") % {"n": count(share.n), "of": count(share.of)}


def week_summary(figures: WeekFigures) -> str:
    """A week with contacts in one sentence: how many, and how many fully in order."""
    return _("%(contacts)s, %(in_order)s fully in order.") % {
        "contacts": contacts_words(figures.contacts),
        "in_order": in_order_words(figures),
    }


def duration(seconds: int) -> str:
    """A time limit in words: seconds up to two minutes, then minutes where it is a whole number."""
    if seconds > 2 * MINUTE and seconds % MINUTE == 0:
        minutes = seconds // MINUTE
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": numbers().count(minutes)}
    return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": numbers().count(seconds)}


@lru_cache(maxsize=2048)
def _limit_words(language: str, kind: str, threshold: int | None) -> str:
    limit = threshold or 0
    with override(language):
        if kind == "time_limit":
            return _("within %(limit)s") % {"limit": duration(limit)}
        if kind == "count_limit":
            return ngettext("at most %(n)s time", "at most %(n)s times", limit) % {"n": limit}
        if kind == "count_minimum":
            return ngettext("at least %(n)s time", "at least %(n)s times", limit) % {"n": limit}
        if kind == "rating":
            return _("with a %(n)s or higher") % {"n": limit}
        return {
            "do": pgettext("how it went", "done"),
            "dont": pgettext("how it went", "avoided"),
            "promise": _("kept"),
        }.get(kind, "")


@lru_cache(maxsize=2048)
def _terms_words(
    language: str,
    kind: str,
    threshold: int | None,
    zero_point: int | None,
    share_target: Decimal | None,
    weight: int,
) -> str:
    with override(language):
        parts = [_threshold_words(kind, threshold, zero_point)]
        if share_target is not None:
            target = numbers().target(share_target)
            parts.append(_("target %(share)s") % {"share": target})
        if kind != "extra":
            parts.append(_("weight %(weight)s") % {"weight": weight})
        return " \N{MIDDLE DOT} ".join(part for part in parts if part)


def _threshold_words(kind: str, threshold: int | None, zero_point: int | None) -> str:
    if threshold is None:
        return _("counts only when it happens") if kind == "extra" else ""
    written = duration if kind == "time_limit" else AMOUNTS[MEASURES[MeasureKind(kind)].takes]
    text = _("limit %(limit)s") % {"limit": written(threshold)}
    if zero_point is None or kind not in ("time_limit", "count_limit"):
        return text
    return _("%(limit)s, 0 points from %(zero)s") % {"limit": text, "zero": written(zero_point)}
