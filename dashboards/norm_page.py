"""Thirteen weeks of one behaviour in one team: the finding, the table, and the same for a chart."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from behaviours.models import Behaviour
from dashboards.norm_rows import Number
from dashboards.numbers import numbers, week_label
from dashboards.reader import Links, Reader
from dashboards.wording import phrases
from people.access import SMALLEST_GROUP
from people.models import Team
from periods.week import Week
from scoring.figures import NormFigures, NormVersion, WeekFigures
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
    status: str
    status_words: str
    new_norm: bool


@dataclass(frozen=True)
class NormPage:
    """Everything `dashboards/team_norm.html` shows."""

    finding: str
    details: str
    norm: NormVersion | None
    terms: str
    rows: list[WeekRow]
    chart: dict[str, Any] | None
    #: Over how many weeks it was looked for.
    weeks: int
    is_extra: bool
    #: The team was too small in every week shown: no share, margin or standing.
    counts_only: bool

    @property
    def has_standing(self) -> bool:
        """Whether it is held against a target at all."""
        return not self.counts_only and not self.is_extra

    @property
    def columns(self) -> int:
        """Those beside the week: counted, seen, not applicable, and what may be shown of them."""
        return 3 + 2 * (not self.counts_only) + self.has_standing


@dataclass(frozen=True)
class NormPageWriter:
    """Puts the weeks of one behaviour into words for one reader."""

    team: Team
    behaviour: Behaviour
    reader: Reader
    figures: Mapping[Week, WeekFigures]
    small: Collection[Week]

    def page(self) -> NormPage:
        """The whole page; the newest week first in the table, the oldest first in the chart."""
        versions = [(week, row) for week in self.figures for row in self._of(week)]
        shown = [(week, row) for week, row in versions if self._share_shown(week, row)]
        norm = versions[-1][1].norm if versions else None
        counts_only = all(week in self.small for week, _row in versions)
        return NormPage(
            finding=self._why_no_share() if counts_only else self._finding(shown),
            details=self._details(shown),
            norm=norm,
            terms=phrases().terms(norm) if norm else "",
            rows=self._rows(),
            chart=self._chart(shown) if len(shown) > 1 else None,
            weeks=len(self.figures),
            is_extra=self.behaviour.kind == Behaviour.Kind.EXTRA,
            counts_only=counts_only,
        )

    def _of(self, week: Week) -> list[NormFigures]:
        return self.figures[week].of(self.behaviour.pk)

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
            return _("Happened in %(share)s of contacts in week %(week)s") % said
        apart = {
            "below": _("%(share)s %(limit)s in week %(week)s, below target"),
            "above": _("%(share)s %(limit)s in week %(week)s, above target"),
        }
        return apart.get(row.stands_apart or "", _("%(share)s %(limit)s in week %(week)s")) % said

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
        for week in self.figures:
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

    def _chart(self, shown: list[tuple[Week, NormFigures]]) -> dict[str, Any]:
        """What the script draws: percentages as plain numbers, null for a gap."""
        by_week = dict(shown)
        points = [self._point(week, by_week.get(week)) for week in self.figures]
        return {
            "weeks": points,
            "words": {
                "week": _("week"),
                "n": "n",
                "target": phrases().target,
                "changed": _("new norm"),
                "percent": numbers().percent_pattern % "{value}",
            },
        }

    def _point(self, week: Week, row: NormFigures | None) -> dict[str, Any]:
        if row is None or (interval := row.met_share.interval) is None:
            return {"week": week.number, "n": None, "norm": None}
        target = row.norm.share_target
        return {
            "week": week.number,
            "n": numbers().count(row.met_share.of),
            "norm": row.norm.pk,
            "share": float(100 * (row.met_share.value or 0)),
            "low": 100 * interval.low,
            "high": 100 * interval.high,
            "target": None if target is None else float(100 * target),
        }


def norm_page(
    *,
    team: Team,
    behaviour: Behaviour,
    reader: Reader,
    figures: Mapping[Week, WeekFigures],
    small: Collection[Week],
) -> NormPage:
    """The page over these weeks (oldest first), as far as `reader` may see it."""
    return NormPageWriter(team, behaviour, reader, figures, small).page()
