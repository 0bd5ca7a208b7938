"""What a week adds up to, as pages and reports read it: counts, with shares derived from them."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from behaviours.measures import MeasureKind
from periods.week import Week
from scoring import statistics
from scoring.statistics import Difference, Evidence, Interval, WeightedTally

#: Shown beside the mean score and never in it.
OUT_OF_SCORE = frozenset({MeasureKind.EXTRA.value, MeasureKind.PROMISE.value})


class Share(NamedTuple):
    """So many of so many; `of` 0 means there was nothing to judge."""

    n: int
    of: int

    @property
    def value(self) -> Fraction | None:
        """0..1, None of nothing."""
        return statistics.share(self.n, self.of)

    @property
    def interval(self) -> Interval | None:
        """Wilson, 95 %."""
        return statistics.wilson(self.n, self.of)

    @property
    def evidence(self) -> Evidence:
        """How much it can carry."""
        return statistics.evidence(self.of)


class NormVersion(NamedTuple):
    """One published norm and its behaviour, as far as figures are read beside it.

    A tuple of columns: a page of 13 weeks over 40 norms would build some hundred models.
    """

    pk: int
    behaviour_id: int
    sentence: str
    threshold: int | None
    zero_point: int | None
    share_target: Decimal | None
    weight: int
    critical: bool
    code: str
    title: str
    kind: str
    is_extra: bool


class NormFigures(NamedTuple):
    """One norm in one team-week, pooled over every origin but the customer."""

    norm: NormVersion
    observed: int
    met: int
    happened: int
    score_sum: int
    not_applicable: int
    not_observed: int
    #: How many of `observed` somebody else saw: attention that was given to this behaviour.
    by_others: int = 0

    @property
    def met_share(self) -> Share:
        """Met, of what was observed; for an extra: happened, of what was observed."""
        return Share(self.happened if self.is_extra else self.met, self.observed)

    @property
    def is_extra(self) -> bool:
        """Whether it only counts when it happens, and is in no score."""
        return self.norm.is_extra

    @property
    def not_applicable_share(self) -> Share:
        """Not applicable, of what was either observed or not applicable."""
        return Share(self.not_applicable, self.observed + self.not_applicable)

    @property
    def score_points(self) -> Fraction | None:
        """The mean score, 0..100; None for an extra or when nothing was observed."""
        if self.is_extra or not self.observed:
            return None
        return Fraction(self.score_sum, 100 * self.observed)

    @property
    def stands_apart(self) -> Literal["below", "above"] | None:
        """On which side of the share target the whole interval lies; None without a target."""
        share = self.met_share
        return statistics.stands_apart(share.interval, self.norm.share_target, share.of)

    @property
    def gap(self) -> Fraction | None:
        """How far the share lies under its target (0..1), below 0 when over; None without one."""
        value, target = self.met_share.value, self.norm.share_target
        return None if value is None or target is None else Fraction(target) - value

    def change_from(self, before: "NormFigures | None") -> Difference | None:
        """The share now minus the share `before`, with Newcombe's interval.

        None when `before` is of another norm, or when either is too small for a share to be
        shown: then there is no change to show either.
        """
        if before is None or before.norm.pk != self.norm.pk:
            return None
        now, then = self.met_share, before.met_share
        if min(now.of, then.of) < statistics.MIN_FOR_SHARE:
            return None
        return statistics.newcombe_difference(now.n, now.of, then.n, then.of)

    @property
    def is_in_score(self) -> bool:
        """Whether the mean score counts it: no extra, and no promise."""
        return self.norm.kind not in OUT_OF_SCORE

    @property
    def weighted(self) -> WeightedTally:
        """As the graded mean wants it; what is in no score weighs nothing."""
        count = self.observed if self.is_in_score else 0
        return WeightedTally(self.norm.weight, count, self.score_sum if count else 0)


@dataclass(frozen=True)
class WeekFigures:
    """One team and ISO week; without contacts every figure is empty, never 0 or 100."""

    week: Week
    contacts: int
    fully_in_order: Share
    critical_in_order: Share
    norms: tuple[NormFigures, ...]
    #: Contacts by origin, customers included: never mixed silently.
    contacts_by_origin: dict[str, int]
    #: Contacts nobody answered, by the rule they were counted under; rules without any are absent.
    not_answered: dict[str, int]

    @property
    def score_points(self) -> Fraction | None:
        """The pooled graded mean 100 x sum(w s) / sum(w), 0..100; None of nothing."""
        mean = statistics.graded_mean_of_tallies(row.weighted for row in self.norms)
        return None if mean is None else 100 * mean

    @property
    def score_interval(self) -> Interval | None:
        """Wilson around the graded mean (0..1) with Kish's effective n."""
        rows = [row.weighted for row in self.norms]
        return statistics.wilson_of_share(
            statistics.graded_mean_of_tallies(rows), statistics.effective_n_of_tallies(rows)
        )
