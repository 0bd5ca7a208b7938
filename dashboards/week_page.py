"""The week page as one object: what stands on it, in the reader's language. No query in here."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from behaviours.measures import MeasureKind
from dashboards.around import Around, around, next_step
from dashboards.attention import Sight
from dashboards.attention_rows import attention_rows, pareto_rows
from dashboards.attention_words import Attention, ItemWriter
from dashboards.norm_rows import Number, RowWriter, WeekLine
from dashboards.norm_table import norm_table_rows
from dashboards.numbers import numbers
from dashboards.reader import Links, Rows
from dashboards.wording import contacts_words
from incidents.models import NotAnsweredRule, Origin
from incidents.promises.wording import live_words
from periods.week import Week
from scoring.figures import Share, WeekFigures
from scoring.statistics import MIN_FOR_SHARE, Evidence, evidence


@dataclass(frozen=True)
class KeyFigure:
    """One figure of the strip above the norms."""

    label: str
    figure: Number
    unit: Number
    details: list[Number]
    indicative: bool = False


@dataclass(frozen=True)
class WeekPage:
    """Everything `dashboards/team_week.html` shows."""

    attention: Attention
    first: SafeString
    rest: SafeString
    #: Where the lead handles it; empty for others.
    handle_url: str
    around: Around
    barriers: SafeString
    #: What a team that only began does next; None for any other.
    next_step: Number | None
    figures: list[KeyFigure]
    rows: SafeString
    norms: int
    #: How many weeks the line of a norm shows.
    weeks: int
    contacts: int
    #: How the promises due this week stand now, in words; empty without any.
    promises: str
    promises_url: str
    counts_only: bool
    own_rows_only: bool


@dataclass(frozen=True)
class WeekPageWriter:
    """Puts one team-week into words for one reader."""

    sight: Sight
    links: Links
    rows: RowWriter = field(repr=False)
    promises: str

    def page(self) -> WeekPage:
        """The page of the last week of the line."""
        figures, weeks = self.figures, len(self.line.weeks)
        written = [self.rows.row(row) for row in figures.norms]
        attention = ItemWriter(self.sight, self.links, self.rows).written()
        besides, handle_url = around(self.sight), self._handle_url()
        return WeekPage(
            attention=attention,
            first=attention_rows(attention.first, handle_url=handle_url),
            rest=attention_rows(attention.rest, handle_url=handle_url),
            handle_url=handle_url,
            around=besides,
            barriers=pareto_rows(besides.barriers),
            next_step=next_step(self.sight),
            figures=self._strip(),
            rows=norm_table_rows(written, weeks=weeks, counts_only=self.counts_only),
            norms=len(written),
            weeks=weeks,
            contacts=sum(figures.contacts_by_origin.values()),
            promises=self.promises,
            promises_url=self.links.promises("show=team"),
            counts_only=self.counts_only,
            own_rows_only=self.sight.reader.rows == Rows.OWN,
        )

    def _handle_url(self) -> str:
        """Where the lead handles what needs attention; empty for others."""
        if self.sight.reader.rows != Rows.TEAM:
            return ""
        return reverse("attention_handle", args=[self.sight.team.slug, self.week])

    @property
    def line(self) -> WeekLine:
        return self.sight.line

    @property
    def week(self) -> Week:
        return self.sight.week

    @property
    def figures(self) -> WeekFigures:
        return self.line.figures[self.week]

    @property
    def before(self) -> WeekFigures | None:
        """The week before; None when it may not be held against this one."""
        hidden = self.counts_only or self.line.weeks[-2] in self.line.small
        return None if hidden else self.line.figures[self.line.weeks[-2]]

    @property
    def counts_only(self) -> bool:
        return self.week in self.line.small

    def _strip(self) -> list[KeyFigure]:
        figures, before = self.figures, self.before
        strip = [] if self.counts_only else [self._mean(figures, before)]
        strip.append(
            self._share_figure(
                _("Fully in order"),
                "whole",
                figures.fully_in_order,
                before.fully_in_order if before else None,
            )
        )
        if figures.critical_in_order.of:
            strip.append(
                self._share_figure(
                    _("Critical in order"),
                    "critical",
                    figures.critical_in_order,
                    before.critical_in_order if before else None,
                )
            )
        strip.append(self._contacts(figures))
        return strip

    def _mean(self, figures: WeekFigures, before: WeekFigures | None) -> KeyFigure:
        words = numbers()
        observed = sum(row.observed for row in figures.norms if row.is_in_score)
        points, carried = figures.score_points, evidence(observed)
        was = before.score_points if before else None
        shown = points is not None and carried in (Evidence.INDICATIVE, Evidence.FULL)
        seen = ngettext(
            "%(n)s observation, %(contacts)s", "%(n)s observations, %(contacts)s", observed
        ) % {"n": words.count(observed), "contacts": contacts_words(figures.contacts)}
        details = [Number(seen)]
        interval = figures.score_interval
        if shown and interval:
            margin = _("margin %(margin)s") % {"margin": words.points_interval(interval)}
            details.append(Number(margin))
        if shown and was is not None:
            details.append(Number(self._was(words.points(was))))
        return KeyFigure(
            label=_("Mean score"),
            figure=Number(words.points(points) if shown and points is not None else "-"),
            unit=Number(_("of 100") if shown else _("too few to give one")),
            details=details,
            indicative=carried == Evidence.INDICATIVE,
        )

    def _share_figure(self, label: str, name: str, share: Share, before: Share | None) -> KeyFigure:
        words, details = numbers(), []
        carried = Evidence.COUNTS_ONLY if self.counts_only else share.evidence
        if carried in (Evidence.INDICATIVE, Evidence.FULL) and share.interval:
            margin = _("%(share)s (margin %(margin)s)") % {
                "share": words.percent(share.n, share.of),
                "margin": words.interval(share.interval),
            }
            details.append(Number(margin))
            if before and before.of >= MIN_FOR_SHARE:
                details.append(Number(self._was(words.percent(before.n, before.of))))
        of = _("of %(contacts)s") % {"contacts": contacts_words(share.of)}
        return KeyFigure(
            label=label,
            figure=Number(words.count(share.n), self.links.where(f"{name}=in_order", share.n)),
            unit=Number(of, self.links.where(f"{name}=judged", share.of)),
            details=details,
            indicative=carried == Evidence.INDICATIVE,
        )

    def _contacts(self, figures: WeekFigures) -> KeyFigure:
        words = numbers()
        total = sum(figures.contacts_by_origin.values())
        return KeyFigure(
            label=_("Contacts"),
            figure=Number(words.count(total), self.links.all()),
            unit=Number(""),
            details=[
                Number(self._origin_words(origin, n), self.links.where(f"origin={origin}", n))
                for origin, n in figures.contacts_by_origin.items()
            ],
        )

    def _origin_words(self, origin: str, n: int) -> str:
        return f"{numbers().count(n)} {Origin(origin).label}"

    def _was(self, figure: str) -> str:
        return _("%(before)s %(figure)s") % {"before": self.line.before_words, "figure": figure}


def week_page(sight: Sight) -> WeekPage:
    """The page of the last week of the line, as far as this reader may see it."""
    line = sight.line
    links = Links(sight.reader, sight.team, sight.week)
    note = not_answered_words(line.figures[sight.week].not_answered)
    promises = live_words(sight.state.promises)
    notes = {MeasureKind.TIME_LIMIT.value: note, MeasureKind.PROMISE.value: promises}
    rows = RowWriter(team=sight.team, line=line, links=links, notes=notes)
    return WeekPageWriter(sight, links, rows, promises).page()


def not_answered_words(counts: dict[str, int]) -> str:
    """How many contacts nobody answered, and what they count as; empty without any."""
    said = {
        NotAnsweredRule.BY_WAIT: _(
            "not met where the customer waited past the limit, else left out"
        ),
        NotAnsweredRule.NOT_MET: _("all counted as not met"),
        NotAnsweredRule.NOT_APPLICABLE: _("all left out"),
    }
    parts = [
        ngettext(
            "%(n)s contact was not answered: %(rule)s.",
            "%(n)s contacts were not answered: %(rule)s.",
            n,
        )
        % {"n": numbers().count(n), "rule": said[NotAnsweredRule(rule)]}
        for rule, n in counts.items()
    ]
    return " ".join(parts)
