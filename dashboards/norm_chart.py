"""One norm over the weeks as its chart tells it: what a signal is called, what the script draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards.numbers import numbers, week_name
from dashboards.wording import phrases
from periods.week import Week
from scoring.charts import MAX_BASELINE, MIN_BASELINE, Chart, Phase, Rule, Signal
from scoring.control_limits import Limits
from scoring.figures import NormFigures
from scoring.statistics import rounded_half_up


def signal_words(signal: Signal) -> str:
    """What a signal says, short enough for a chart."""
    below = {
        Rule.LIMITS: _("far below before"),
        Rule.TWO_OF_THREE: _("two of three weeks clearly lower"),
        Rule.FOUR_OF_FIVE: _("four of five weeks lower"),
        Rule.ONE_SIDE: _("eight times in a row lower"),
        Rule.SLIPPING: _("slipping away"),
    }
    above = {
        Rule.LIMITS: _("far above before"),
        Rule.TWO_OF_THREE: _("two of three weeks clearly higher"),
        Rule.FOUR_OF_FIVE: _("four of five weeks higher"),
        Rule.ONE_SIDE: _("eight times in a row higher"),
    }
    return (below if signal.direction == "below" else above)[signal.rule]


@dataclass(frozen=True)
class ChartWriter:
    """Puts the chart of one norm into words and figures; `excluded` weeks with their reason."""

    chart: Chart
    excluded: Mapping[Week, str]

    @cached_property
    def _phases(self) -> dict[int, Phase]:
        return {phase.norm_id: phase for phase in self.chart.phases}

    def limits(self, week: Week, row: NormFigures) -> Limits | None:
        """Between which shares chance alone leaves this week; None where there is no telling."""
        phase = self._phases.get(row.norm.pk)
        return phase.limits.get(week) if phase else None

    def signals(self, week: Week, row: NormFigures) -> str:
        """The signals of this week in words, the plainest first; empty without any."""
        phase = self._phases.get(row.norm.pk)
        found = [signal for signal in phase.signals if signal.week == week] if phase else []
        return "; ".join(signal_words(signal) for signal in found)

    def basis(self, row: NormFigures) -> str:
        """What the weeks under this norm are held against, or what there is too little of."""
        phase = self._phases.get(row.norm.pk)
        if phase is None:
            return ""
        if phase.centre is None:
            had = len([point for point in phase.points if point.week not in self.excluded])
            return ngettext(
                "No lines yet for what is usual: that takes %(least)s weeks under one norm, "
                "and there is %(n)s.",
                "No lines yet for what is usual: that takes %(least)s weeks under one norm, "
                "and there are %(n)s.",
                had,
            ) % {"least": MIN_BASELINE, "n": had}
        return " ".join(filter(None, (self._baseline(phase), self._spread(phase))))

    def _baseline(self, phase: Phase) -> str:
        first, last, n = phase.baseline[0], phase.baseline[-1], len(phase.baseline)
        centre = phase.centre
        said = _(
            "Basis: week %(first)s-%(last)s (%(n)s weeks), %(share)s. Between the thin lines it "
            "varies as usual: that may be chance."
        ) % {
            "first": first.number,
            "last": last.number,
            "n": n,
            "share": numbers().percent(*centre.as_integer_ratio()) if centre is not None else "",
        }
        if not phase.grows:
            return said
        return f"{said} " + _("The basis grows up to %(most)s weeks.") % {"most": MAX_BASELINE}

    def _spread(self, phase: Phase) -> str:
        if phase.spread == 1:
            return ""
        times = str(rounded_half_up(phase.spread, 1)).replace(".", numbers().decimal_sign)
        return _("The lines are %(times)s times wider, since weeks differ more than by chance.") % {
            "times": times
        }

    def data(self, weeks: Sequence[Week], shown: Mapping[Week, NormFigures]) -> dict[str, Any]:
        """What the script draws: percentages as plain numbers, null for a gap."""
        return {
            "weeks": [self._point(week, shown.get(week)) for week in weeks],
            "words": {
                "week": _("week"),
                "n": "n",
                "target": phrases().target,
                "changed": _("new norm"),
                "usual": _("varies as usual"),
                "percent": numbers().percent_pattern % "{value}",
                "keys": _("The arrow keys go from week to week."),
            },
        }

    def _point(self, week: Week, row: NormFigures | None) -> dict[str, Any]:
        if row is None or (interval := row.met_share.interval) is None:
            return {"week": week.number, "n": None, "norm": None}
        target, limits = row.norm.share_target, self.limits(week, row)
        centre = self._phases[row.norm.pk].centre if limits else None
        return {
            "week": week.number,
            "n": numbers().count(row.met_share.of),
            "norm": row.norm.pk,
            "share": float(100 * (row.met_share.value or 0)),
            "low": 100 * interval.low,
            "high": 100 * interval.high,
            "target": None if target is None else float(100 * target),
            "limits": None if limits is None else [100 * limits.low, 100 * limits.high],
            "centre": None if centre is None else float(100 * centre),
            "signal": self.signals(week, row),
            "excluded": week in self.excluded,
            "lines": self._lines(week, row, limits),
        }

    def _lines(self, week: Week, row: NormFigures, limits: Limits | None) -> list[str]:
        """What is read of one week, at the pointer or by the keyboard."""
        words, share = numbers(), row.met_share
        signal = self.signals(week, row)
        lines = [
            _("%(week)s: %(share)s, %(n)s of %(of)s")
            % {
                "week": week_name(week),
                "share": words.percent(share.n, share.of),
                "n": words.count(share.n),
                "of": words.count(share.of),
            }
        ]
        if share.interval:
            lines.append(_("margin %(margin)s") % {"margin": words.interval(share.interval)})
        if limits is not None:
            lines.append(_("usual %(limits)s") % {"limits": limits_words(limits)})
        if signal:
            lines.append(discuss(signal))
        if week in self.excluded:
            lines.append(_("left out: %(reason)s") % {"reason": self.excluded[week]})
        return lines


def limits_words(limits: Limits) -> str:
    """From and to, in whole percentages."""
    pattern = numbers().interval_pattern
    return pattern % tuple(rounded_half_up(100 * limit, 0) for limit in limits)


def discuss(signal: str) -> str:
    """A signal is a reason to talk."""
    return _("discuss: %(signal)s") % {"signal": signal}
