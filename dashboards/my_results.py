"""One person's results in words: each norm over 8 to 13 weeks, against as many weeks before.

The share of a person is never given under 20 seen, in no week and no line: a point of a line is
the share over all those weeks up to that one. Nothing here is held against a target or a colleague.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.norm_rows import Number
from dashboards.numbers import numbers, week_label, week_name
from dashboards.sparkline import Point, sparkline
from dashboards.wording import contacts_words, phrases
from incidents.export import Cell
from incidents.models import Origin
from people.models import Team, User
from periods.week import Week, weeks_ending
from scoring.figures import NormVersion, Share
from scoring.personal import (
    MOST_WEEKS,
    PersonNorm,
    PersonWeek,
    contacts_by_origin,
    difference,
    person_norms,
    weeks_shown,
)
from scoring.statistics import MIN_FOR_FULL, rounded_half_up


class Result(NamedTuple):
    """One norm of one person: now, before, and the shares that may be drawn."""

    norm: NormVersion
    now: PersonWeek
    before: Share
    #: Whether the behaviour was seen before under another version of the norm alone.
    was_other_norm: bool
    line: tuple[Point | None, ...]

    @property
    def share(self) -> Share:
        """Met of what was seen."""
        return Share(self.now.met, self.now.observed)

    @property
    def shows_share(self) -> bool:
        """Whether enough was seen to give a person's share."""
        return self.now.observed >= MIN_FOR_FULL


@dataclass(frozen=True)
class Results:
    """What one person's contacts of the last weeks show, oldest week first."""

    weeks: Sequence[Week]
    results: Sequence[Result]
    contacts: dict[str, int]
    #: Whether anything was seen in the weeks before.
    has_before: bool


def results_of(*, person: User, today: date, team: Team | None = None) -> Results:
    """The results of this person up to today, with a team only those there; at most 4 queries."""
    read = weeks_ending(Week.of(today), 2 * MOST_WEEKS)
    norms = person_norms(person=person, weeks=read, team=team)
    seen = [week for norm in norms for week in norm.by_week]
    count = weeks_shown(min(seen, default=None), read[-1])
    now, before = read[-count:], read[-2 * count : -count]
    known = {each.norm.behaviour_id for each in norms if each.share(before).of}
    return Results(
        weeks=now,
        results=[_result(each, read, count, known) for each in norms if any(each.pooled(now))],
        contacts=contacts_by_origin(person=person, weeks=now, team=team),
        has_before=bool(known),
    )


def _result(each: PersonNorm, read: Sequence[Week], count: int, known: set[int]) -> Result:
    before = each.share(read[-2 * count : -count])
    spans = [read[end - count : end] for end in range(len(read) - count + 1, len(read) + 1)]
    shares = [each.share(span) for span in spans]
    return Result(
        norm=each.norm,
        now=each.pooled(read[-count:]),
        before=before,
        was_other_norm=not before.of and each.norm.behaviour_id in known,
        line=tuple(
            Point(share.n, share.of, each.norm.pk) if share.of >= MIN_FOR_FULL else None
            for share in shares
        ),
    )


class ResultRow(NamedTuple):
    """One norm in words."""

    title: str
    critical: bool
    extra: bool
    finding: str
    sentence: str
    apart: Number | None
    share: Number
    interval: str
    seen: Number
    missed: Number | None
    not_applicable: Number
    line: SafeString


@dataclass(frozen=True)
class ResultsPage:
    """What `dashboards/_results.html` shows."""

    span: str
    weeks: int
    contacts: Number
    origins: str
    rows: list[ResultRow]
    least: int = MIN_FOR_FULL

    @property
    def has_lines(self) -> bool:
        """Whether any norm was seen often enough to draw."""
        return any(row.line for row in self.rows)

    @property
    def has_shares(self) -> bool:
        """Whether any norm has a share."""
        return any(row.interval for row in self.rows)

    @property
    def is_full(self) -> bool:
        """Whether every norm has a share."""
        return all(row.interval for row in self.rows)


@dataclass(frozen=True)
class ResultsWriter:
    """Puts results into words; the contacts open only for the person they are about."""

    results: Results
    is_own: bool

    def page(self) -> ResultsPage:
        """The whole table and what stands above it."""
        return ResultsPage(
            span=self.span,
            weeks=len(self.results.weeks),
            contacts=self._contacts(),
            origins=self._origins(),
            rows=[self._row(each) for each in self.results.results],
        )

    @property
    def span(self) -> str:
        """ "week 38 (14-20 sep) to week 47 (16-22 nov)"."""
        first, last = self.results.weeks[0], self.results.weeks[-1]
        return _("%(first)s to %(last)s") % {
            "first": week_label(first, last), "last": week_label(last),
        }  # fmt: skip

    def _contacts(self) -> Number:
        total = sum(self.results.contacts.values())
        return Number(contacts_words(total), self._url() if total else "")

    def _origins(self) -> str:
        counts = self.results.contacts.items()
        return ", ".join(f"{numbers().count(n)} {Origin(origin).label}" for origin, n in counts)

    def _row(self, each: Result) -> ResultRow:
        words, share, extra = numbers(), each.share, each.norm.is_extra
        interval = share.interval if each.shows_share else None
        missed = 0 if extra else share.of - share.n
        met = words.percent(share.n, share.of) if interval else self._n_of(share)
        return ResultRow(
            title=each.norm.title,
            critical=each.norm.critical,
            extra=extra,
            finding=self.finding(each),
            sentence=each.norm.sentence,
            apart=self._apart(each),
            share=self._number(met, each, "happened" if extra else "met", share.n),
            interval=words.interval(interval) if interval else "",
            seen=self._number(words.count(share.of), each, "judged", share.of),
            missed=self._missed(each, missed),
            not_applicable=self._number(
                words.count(each.now.not_applicable), each, "not_applicable",
                each.now.not_applicable,
            ),
            line=self._line(each),
        )  # fmt: skip

    def finding(self, each: Result) -> str:
        """The norm as a sentence: so many of so many, and how that is against the own past."""
        words, share = phrases(), each.share
        if not share.of:
            return words.not_seen_lately
        pattern = words.finding_extra if each.norm.is_extra else words.finding
        said = pattern % {
            "met": numbers().count(share.n),
            "n": numbers().count(share.of),
            "limit": words.limit(each.norm),
        }
        if not self.results.has_before:
            return said
        return words.finding_and_change % {"finding": said, "change": self.change(each)}

    def change(self, each: Result) -> str:
        """Against the own past: more or less only where that is no chance."""
        words = phrases()
        if each.was_other_norm:
            said = words.other_norm
        elif not each.before.of:
            said = words.before_unseen
        elif (found := difference(each.share, each.before)) is None:
            said = words.too_few
        elif not found.is_difference:
            said = _("no clear difference with %(before)s")
        else:
            said = words.more if found.difference > 0 else words.less
        return said % {"before": self._before()}

    def _before(self) -> str:
        n = len(self.results.weeks)
        return ngettext("the %(n)s week before", "the %(n)s weeks before", n) % {"n": n}

    def _apart(self, each: Result) -> Number | None:
        """Said to the person alone: it was kept out of what anybody else is shown."""
        n = each.now.apart
        if not n or not self.is_own:
            return None
        text = ngettext(
            "not met once by something that was not yours",
            "not met %(n)s times by something that was not yours",
            n,
        ) % {"n": numbers().count(n)}
        return Number(text, self._url(own="apart", norm=each.norm.pk))

    def _missed(self, each: Result, missed: int) -> Number | None:
        text = phrases().not_met % {"n": numbers().count(missed)}
        return self._number(text, each, "not_met", missed) if missed else None

    def _n_of(self, share: Share) -> str:
        if not share.of:
            return "-"
        return phrases().n_of % {
            "n": numbers().count(share.n), "of": numbers().count(share.of),
        }  # fmt: skip

    def _number(self, text: str, each: Result, result: str, n: int) -> Number:
        return Number(text, self._url(norm=each.norm.pk, result=result) if n else "")

    def _url(self, own: str = "counted", **filters: object) -> str:
        """The own contacts that fit; nobody else opens them from here."""
        if not self.is_own:
            return ""
        query = {"own": own, "since": self.results.weeks[0], **filters}
        return f"{reverse('incident_list')}?{urlencode(query)}"

    def _line(self, each: Result) -> SafeString:
        """The line, where there are two points to draw one between."""
        pairs = zip(self.results.weeks, each.line, strict=True)
        drawn = [(week, point) for week, point in pairs if point]
        if len(drawn) < 2:
            return SafeString("")
        (start, first), (end, last) = drawn[0], drawn[-1]
        label = _(
            "Over %(n)s weeks each time: from %(first)s up to %(start)s to %(last)s up to %(end)s."
        ) % {
            "n": len(self.results.weeks),
            "first": numbers().percent(first.met, first.observed),
            "start": week_name(start),
            "last": numbers().percent(last.met, last.observed),
            "end": week_name(end),
        }
        return sparkline(each.line, target=None, below=False, label=label)


def results_table(results: Results) -> tuple[list[str], list[list[Cell]]]:
    """The same as a table for a file: headings and rows; a share only from 20 seen on."""
    writer = ResultsWriter(results, is_own=True)
    first, last = results.weeks[0], results.weeks[-1]
    headings = [
        _("From week"), _("To week"), _("Code"), _("Norm"), _("Met"), _("Seen"), _("Met (%)"),
        _("Margin from (%)"), _("Margin to (%)"), _("Not applicable"),
        _("Not met by something that was not yours"), _("Met before"), _("Seen before"),
        _("Against before"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            str(first), str(last), each.norm.code, each.norm.sentence,
            Decimal(each.now.met), Decimal(each.now.observed), *_percentages(each),
            Decimal(each.now.not_applicable), Decimal(each.now.apart),
            Decimal(each.before.n), Decimal(each.before.of), writer.change(each),
        ]
        for each in results.results
    ]  # fmt: skip
    return headings, rows


def _percentages(each: Result) -> list[Cell]:
    share, interval = each.share, each.share.interval
    if not each.shows_share or interval is None or share.value is None:
        return [None, None, None]
    return [rounded_half_up(100 * part, 1) for part in (share.value, *interval)]
