"""The rows of the norm list: each norm as a sentence, then its numbers, ready to be written.

Presentation only: what a figure is comes from `scoring`; here it is put into words. This runs
once a norm on the busiest page, so nothing in it asks the catalogue, a template or an address.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from html import escape
from itertools import pairwise
from typing import NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from dashboards.numbers import Numbers, numbers, numbers_in
from dashboards.reader import Links
from dashboards.sparkline import Point, sparkline
from dashboards.wording import Phrases, phrases, phrases_in
from people.models import Team
from periods.week import Week
from scoring.figures import NormFigures, NormVersion, Share, WeekFigures
from scoring.statistics import MIN_FOR_SHARE, Difference, Evidence

#: Stands in an address where the code of a behaviour belongs; no code looks like this.
CODE_PLACE = "0code0"
#: A change that may be chance, and is smaller than one in so many, is not worth a word of its own.
ABOUT_THE_SAME_IN = 20


class Number(NamedTuple):
    """A number as text; `url` opens the contacts behind it, empty where none open."""

    text: str
    url: str = ""

    @property
    def html(self) -> SafeString:
        """The text, as a link where there is something to open."""
        text = escape(self.text)
        return SafeString(f'<a href="{escape(self.url)}">{text}</a>' if self.url else text)


class NormRow(NamedTuple):
    """One norm of one week, in words."""

    title: str
    url: str
    critical: bool
    extra: bool
    finding: str
    terms: str
    note: str
    share: Number
    interval: str
    indicative: bool
    seen: Number
    missed: Number | None
    not_applicable: Number
    not_applicable_of: str
    change: str
    change_words: str
    change_clear: bool
    spark: SafeString
    status: str
    status_words: str


@dataclass(frozen=True)
class WeekLine:
    """The weeks up to one of a team, from which a row takes its change and its line."""

    figures: Mapping[Week, WeekFigures]
    weeks: Sequence[Week]
    #: Weeks in which too few people worked on the team to show this reader a share: a gap.
    small: Collection[Week]
    #: The words for the week before the last.
    before_words: str

    def points(self) -> dict[int, list[Point | None]]:
        """Of each behaviour (by its key), what every week shows; None where that is nothing."""
        found: dict[int, list[Point | None]] = defaultdict(lambda: [None] * len(self.weeks))
        for index, week in enumerate(self.weeks):
            if week in self.small:
                continue
            for row in self.figures[week].norms:
                norm, key = row.norm, row.norm.pk
                if row.observed < MIN_FOR_SHARE:
                    continue
                met = row.happened if norm.is_extra else row.met
                found[norm.behaviour_id][index] = Point(met, row.observed, key)
        return found

    def before(self) -> dict[int, NormFigures]:
        """The figures of the week before the last by behaviour; none when the team was small."""
        week = self.weeks[-2]
        if week in self.small:
            return {}
        return {row.norm.behaviour_id: row for row in self.figures[week].norms}


class RowWriter:
    """Puts the norms of the last week of a line into words; `notes` stand under those of a kind."""

    def __init__(
        self, *, team: Team, line: WeekLine, links: Links, notes: Mapping[str, str]
    ) -> None:
        week = line.weeks[-1]
        self.words: Phrases = phrases()
        self.numbers: Numbers = numbers()
        self.links = links
        self.line = line
        self.notes = notes
        self.counts_only = week in line.small
        self.before_hidden = self.counts_only or line.weeks[-2] in line.small
        self.points = line.points()
        self.before = line.before()
        self.week_numbers = tuple([week.number for week in line.weeks])
        self.norm_url = reverse("team_norm", args=[team.slug, week, CODE_PLACE])

    def row(self, figures: NormFigures) -> NormRow:
        """One norm in words."""
        norm, links, share = figures.norm, self.links, figures.met_share
        extra, skipped = figures.is_extra, figures.not_applicable_share
        apart = None if self.counts_only else figures.stands_apart
        evidence = Evidence.COUNTS_ONLY if self.counts_only else share.evidence
        change = self.change(figures)
        status, status_words = self._status(figures, evidence, apart)
        shown = evidence in (Evidence.INDICATIVE, Evidence.FULL)
        return NormRow(
            title=norm.title,
            url=self.norm_page(figures),
            critical=norm.critical,
            extra=extra,
            finding=self._finding(figures, share, change),
            terms=self.words.terms(norm),
            note=self.notes.get(norm.kind, ""),
            share=Number(
                self._share(share, shown=shown),
                links.norm(norm, "happened" if extra else "met", share.n),
            ),
            interval=self._interval(share) if shown else "",
            indicative=evidence == Evidence.INDICATIVE,
            seen=Number(self.numbers.count(share.of), links.norm(norm, "judged", share.of)),
            missed=None if extra else self._missed(norm, share.of - share.n),
            not_applicable=self._not_applicable(norm, skipped),
            not_applicable_of=self._n_of(skipped) if skipped.n else "",
            change=self.numbers.change(change.difference) if change else "",
            change_words=self._certainty(change),
            change_clear=bool(change and change.is_difference),
            spark=self._spark(figures, below=apart == "below"),
            status=status,
            status_words=status_words,
        )

    def _finding(self, figures: NormFigures, share: Share, change: Difference | None) -> str:
        """The norm as a sentence: so many of so many, and how that is against the week before."""
        words = self.words
        if not share.of:
            return words.not_seen
        pattern = words.finding_extra if figures.is_extra else words.finding
        said = pattern % {
            "met": self.numbers.count(share.n),
            "n": self.numbers.count(share.of),
            "limit": words.limit(figures.norm),
        }
        compared = self.change_words(figures, change)
        if not compared:
            return said
        return words.finding_and_change % {"finding": said, "change": compared}

    def norm_page(self, figures: NormFigures) -> str:
        """The address of this norm over the weeks."""
        return self.page_of(figures.norm.code)

    def page_of(self, code: str) -> str:
        """The address of the behaviour with this code over the weeks."""
        return self.norm_url.replace(CODE_PLACE, code)

    def change_words(self, figures: NormFigures, change: Difference | None) -> str:
        """How it is against the week before; empty where that may not be told."""
        if self.before_hidden:
            return ""
        return self._comparison(figures, change) % {"before": self.line.before_words}

    def _comparison(self, figures: NormFigures, change: Difference | None) -> str:
        words = self.words
        before = self.before.get(figures.norm.behaviour_id)
        if before is None or not before.observed:
            return words.before_unseen
        if before.norm.pk != figures.norm.pk:
            return words.other_norm
        if change is None:
            return words.too_few
        more, of = change.difference.as_integer_ratio()
        rises = more > 0
        if change.is_difference:
            return words.more if rises else words.less
        if ABOUT_THE_SAME_IN * abs(more) < of:
            return words.about_as
        return words.maybe_more if rises else words.maybe_less

    def change(self, figures: NormFigures) -> Difference | None:
        """Against the same norm in the week before; None where there is nothing to hold against."""
        return figures.change_from(self.before.get(figures.norm.behaviour_id))

    def _certainty(self, change: Difference | None) -> str:
        if change is None:
            return ""
        return self.words.clear if change.is_difference else self.words.unclear

    def _share(self, share: Share, *, shown: bool) -> str:
        if not share.of:
            return "-"
        return self.numbers.percent(share.n, share.of) if shown else self._n_of(share)

    def _n_of(self, share: Share) -> str:
        n, of = self.numbers.count(share.n), self.numbers.count(share.of)
        return self.words.n_of % {"n": n, "of": of}

    def _interval(self, share: Share) -> str:
        interval = share.interval
        return self.numbers.interval(interval) if interval else ""

    def _missed(self, norm: NormVersion, missed: int) -> Number | None:
        if not missed:
            return None
        text = self.words.not_met % {"n": self.numbers.count(missed)}
        return Number(text, self.links.norm(norm, "not_met", missed))

    def _not_applicable(self, norm: NormVersion, share: Share) -> Number:
        url = self.links.norm(norm, "not_applicable", share.n)
        if self.counts_only or share.of < MIN_FOR_SHARE:
            return Number(self.numbers.count(share.n), url)
        return Number(self.numbers.percent(share.n, share.of), url)

    def _status(
        self, figures: NormFigures, evidence: Evidence, apart: str | None
    ) -> tuple[str, str]:
        """The class and the word that say where the norm stands against its share target."""
        words = self.words
        if evidence not in (Evidence.INDICATIVE, Evidence.FULL):
            return "few", words.few
        if figures.norm.share_target is None:
            return "none", words.no_target
        if apart is None:
            return "around", words.around
        return apart, words.below if apart == "below" else words.above

    def _spark(self, figures: NormFigures, *, below: bool) -> SafeString:
        if self.counts_only:
            return mark_safe("")
        points = tuple(self.points.get(figures.norm.behaviour_id, ()))
        target = figures.norm.share_target
        label = _line_words(self.words.language, points, self.week_numbers, target)
        return sparkline(points, target=target, below=below, label=label)


@lru_cache(maxsize=2048)
def _line_words(
    language: str,
    points: tuple[Point | None, ...],
    week_numbers: tuple[int, ...],
    target: Decimal | None,
) -> str:
    """The line as sentences, read aloud in its place; a line asked for again is remembered."""
    words, figures = phrases_in(language), numbers_in(language)
    seen = [(week, point) for week, point in zip(week_numbers, points, strict=False) if point]
    if not seen:
        return words.line_empty
    (start, first), (end, last) = seen[0], seen[-1]
    said = words.line % {
        "first": figures.percent(first.met, first.observed),
        "start": start,
        "last": figures.percent(last.met, last.observed),
        "end": end,
    }
    if target is not None:
        said += " " + words.line_target % {"target": figures.target(target)}
    for (_week, before), (week, point) in pairwise(seen):
        if before.norm_id != point.norm_id:
            said += " " + words.line_break % {"week": week}
    return said
