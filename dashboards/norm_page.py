"""One behaviour in one team over the weeks: the finding, the table, and the same for a chart.

What the chart holds against what comes from `scoring.charts`; how it is said, from `norm_chart`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from behaviours.models import Behaviour
from dashboards.norm_chart import ChartWriter, discuss, limits_words
from dashboards.norm_questions import Questions, reach_words
from dashboards.norm_rows import Number, RowWriter, WeekLine
from dashboards.numbers import numbers, week_label
from dashboards.reader import Links, Reader
from dashboards.wording import phrases
from people.access import SMALLEST_GROUP
from people.models import Team
from periods.week import Week
from scoring.ceiling import reach_of
from scoring.chart_queries import chart_of_rows
from scoring.charts import QUARTER
from scoring.figures import NormFigures, NormVersion
from scoring.statistics import Evidence


@dataclass(frozen=True)
class WeekRow:
    """One week under one norm version, in words; `share` is empty where only counts are shown."""

    label: str
    url: str
    hidden: bool
    met: Number
    seen: Number
    share: str
    interval: str
    indicative: bool
    not_applicable: Number
    limits: str
    signal: str
    #: Why a lead left the week out of the chart, empty when not.
    left_out: str
    status: str
    status_words: str
    new_norm: bool


@dataclass(frozen=True)
class NormPage:
    """Everything `dashboards/team_norm.html` shows."""

    #: The week of the page: so many of so many, and how that is against the week before.
    sentence: str
    finding: str
    details: str
    basis: str
    #: Said when the norm is reached with ease, or too hard.
    reach: str
    questions: list[str]
    norm: NormVersion | None
    terms: str
    #: Those of the last weeks, and those of the weeks before; the newest first.
    rows: list[WeekRow]
    older_rows: list[WeekRow]
    chart: dict[str, Any] | None
    #: Over how many weeks it was looked for.
    weeks: int
    is_extra: bool
    #: The team was too small in every week shown: no share, margin or standing.
    counts_only: bool
    #: There is a baseline, so that limits and signals can be shown.
    has_limits: bool

    @property
    def has_standing(self) -> bool:
        """Whether it is held against a target at all."""
        return not self.counts_only and not self.is_extra

    @property
    def columns(self) -> int:
        """Those beside the week: counted, seen, not applicable, and what may be shown of them."""
        return 3 + 2 * (not self.counts_only) + 2 * self.has_limits + self.has_standing


@dataclass(frozen=True)
class NormPageWriter:
    """Puts the weeks of one behaviour into words for one reader."""

    team: Team
    behaviour: Behaviour
    reader: Reader
    line: WeekLine
    #: The weeks a lead left out of the chart, and why.
    excluded: Mapping[Week, str]
    questions: Questions

    @property
    def small(self) -> Collection[Week]:
        """Weeks in which too few people worked on the team to show this reader a share."""
        return self.line.small

    @cached_property
    def versions(self) -> list[tuple[Week, NormFigures]]:
        """Every week of the behaviour, under each of its norms."""
        return [(week, row) for week in self.line.weeks for row in self._of(week)]

    @cached_property
    def chart(self) -> ChartWriter:
        """The chart over the weeks of which this reader is shown a share."""
        rows = [(week, row) for week, row in self.versions if week not in self.small]
        return ChartWriter(chart_of_rows(rows, self.excluded), self.excluded)

    def page(self) -> NormPage:
        """The whole page; the newest week first in the table, the oldest first in the chart."""
        versions, rows = self.versions, self._rows()
        shown = [(week, row) for week, row in versions if self._share_shown(week, row)]
        norm = versions[-1][1].norm if versions else None
        counts_only = all(week in self.small for week, _row in versions)
        return NormPage(
            sentence=self._sentence(),
            finding=self._why_no_share() if counts_only else self._finding(shown),
            details=self._details(shown),
            basis=self.chart.basis(shown[-1][1]) if shown else "",
            reach=reach_words(reach_of([row for week, row in versions if week not in self.small])),
            questions=self.questions.in_words(norm) if norm else [],
            norm=norm,
            terms=phrases().terms(norm) if norm else "",
            rows=rows[:QUARTER],
            older_rows=rows[QUARTER:],
            chart=self.chart.data(self._weeks_drawn(shown), dict(shown)) if shown[1:] else None,
            weeks=len(self.line.weeks),
            is_extra=self.behaviour.kind == Behaviour.Kind.EXTRA,
            counts_only=counts_only,
            has_limits=any(phase.limits for phase in self.chart.chart.phases),
        )

    def _weeks_drawn(self, shown: list[tuple[Week, NormFigures]]) -> list[Week]:
        """From the first week with a share on; no fewer than a quarter."""
        weeks = self.line.weeks
        return list(weeks[min(weeks.index(shown[0][0]), max(0, len(weeks) - QUARTER)) :])

    def _of(self, week: Week) -> list[NormFigures]:
        return self.line.figures[week].of(self.behaviour.pk)

    def _share_shown(self, week: Week, row: NormFigures) -> bool:
        carried = row.met_share.evidence
        return week not in self.small and carried in (Evidence.INDICATIVE, Evidence.FULL)

    def _why_no_share(self) -> str:
        if self.reader.belongs:
            return _("Counts only: fewer than %(n)s people.") % {"n": SMALLEST_GROUP}
        return _("Fewer than %(n)s people: not shown.") % {"n": SMALLEST_GROUP}

    def _finding(self, shown: list[tuple[Week, NormFigures]]) -> str:
        """The title of the chart: what the last week with a share says, and where it came from."""
        if not shown:
            return _("Too few contacts for a line.")
        week, row = shown[-1]
        share = numbers().percent(row.met_share.n, row.met_share.of)
        said = {"share": share, "limit": phrases().limit(row.norm), "week": week.number}
        if row.is_extra:
            finding = _("Happened in %(share)s of contacts in week %(week)s") % said
            return self._against_before(finding, week, row)
        apart = {
            "below": _("%(share)s %(limit)s in week %(week)s, below target"),
            "above": _("%(share)s %(limit)s in week %(week)s, above target"),
        }
        finding = (
            apart.get(row.stands_apart or "", _("%(share)s %(limit)s in week %(week)s")) % said
        )
        return self._against_before(finding, week, row)

    def _against_before(self, finding: str, week: Week, row: NormFigures) -> str:
        """The finding, and whether the week is a signal; as it is where there is no telling."""
        signal = self.chart.signals(week, row)
        if signal:
            plainest = signal.partition("; ")[0]
            return _("%(finding)s. Discuss: %(signal)s") % {"finding": finding, "signal": plainest}
        if self.chart.limits(week, row) is None:
            return finding
        return _("%(finding)s, as usual") % {"finding": finding}

    def _sentence(self) -> str:
        """The sentence of the week's list."""
        week = self.line.weeks[-1]
        rows = self._of(week)
        if not rows:
            return ""
        links = Links(self.reader, self.team, week)
        return (
            RowWriter(team=self.team, line=self.line, links=links, notes={}).row(rows[-1]).finding
        )

    def _details(self, shown: list[tuple[Week, NormFigures]]) -> str:
        """Where it came from, under the norm of the last week: two norms are not compared."""
        if not shown:
            return ""
        if len(shown) == 1:
            return _("The only week with enough contacts for a share.")
        norm = shown[-1][1].norm
        same = [(week, row) for week, row in shown if row.norm.pk == norm.pk]
        if len(same) == 1:
            return _("The first week under this norm. The band is the margin (95%).")
        (week, _first), share = same[0], same[0][1].met_share
        return _("It was %(share)s in week %(week)s. The band is the margin (95%%).") % {
            "share": numbers().percent(share.n, share.of),
            "week": week.number,
        }

    def _rows(self) -> list[WeekRow]:
        rows, norm_id = [], None
        for week in self.line.weeks:
            for row in self._of(week):
                new = norm_id is not None and norm_id != row.norm.pk
                rows.append(self._row(week, row, new_norm=new))
                norm_id = row.norm.pk
        return rows[::-1]

    def _row(self, week: Week, row: NormFigures, *, new_norm: bool) -> WeekRow:
        words, share = numbers(), row.met_share
        links = Links(self.reader, self.team, week)
        shown, hidden = self._share_shown(week, row), self._hidden(week)
        met = "happened" if row.is_extra else "met"
        skipped = row.not_applicable
        status, status_words = self._status(row, week, shown=shown)
        limits, signal = self.chart.limits(week, row), self.chart.signals(week, row)
        return WeekRow(
            label=week_label(week),
            url=reverse("team_week", args=[self.team.slug, week]),
            hidden=hidden,
            met=Number(words.count(share.n), links.norm(row.norm, met, share.n)),
            seen=Number(words.count(share.of), links.norm(row.norm, "judged", share.of)),
            share=words.percent(share.n, share.of) if shown else "",
            interval=words.interval(share.interval) if shown and share.interval else "",
            indicative=shown and share.evidence == Evidence.INDICATIVE,
            not_applicable=Number(
                words.count(skipped), links.norm(row.norm, "not_applicable", skipped)
            ),
            limits=limits_words(limits) if shown and limits else "",
            signal=discuss(signal) if signal else "",
            left_out="" if hidden else self.excluded.get(week, ""),
            status=status,
            status_words=status_words,
            new_norm=new_norm,
        )

    def _hidden(self, week: Week) -> bool:
        return week in self.small and not self.reader.belongs

    def _status(self, row: NormFigures, week: Week, *, shown: bool) -> tuple[str, str]:
        words = phrases()
        if week in self.small:
            return "few", _("fewer than %(n)s people") % {"n": SMALLEST_GROUP}
        if not shown:
            return "few", words.few
        if row.norm.share_target is None:
            return "none", words.no_target
        if row.stands_apart is None:
            return "around", words.around
        below = row.stands_apart == "below"
        return ("below", words.below) if below else ("above", words.above)


def norm_page(
    *,
    team: Team,
    behaviour: Behaviour,
    reader: Reader,
    line: WeekLine,
    excluded: Mapping[Week, str],
    questions: Questions,
) -> NormPage:
    """The page over the weeks of `line`, as far as `reader` may see it."""
    return NormPageWriter(team, behaviour, reader, line, excluded, questions).page()
