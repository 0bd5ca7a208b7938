"""What a week adds up to, as pages and reports read it: counts, with shares derived from them."""

from dataclasses import dataclass
from fractions import Fraction

from behaviours.models import Norm
from periods.week import Week
from scoring import statistics
from scoring.statistics import Evidence, Interval, WeightedTally


@dataclass(frozen=True)
class Share:
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


@dataclass(frozen=True)
class NormFigures:
    """One norm in one team-week, pooled over every origin but the customer."""

    norm: Norm
    observed: int
    met: int
    happened: int
    score_sum: int
    not_applicable: int
    not_observed: int

    @property
    def met_share(self) -> Share:
        """Met, of what was observed; for an extra: happened, of what was observed."""
        return Share(self.happened if self.is_extra else self.met, self.observed)

    @property
    def is_extra(self) -> bool:
        """Whether it only counts when it happens, and is in no score."""
        return self.norm.behaviour.kind == "extra"

    @property
    def not_applicable_share(self) -> Share:
        """Not applicable, of all contacts in which somebody could tell."""
        return Share(self.not_applicable, self.observed + self.not_applicable)

    @property
    def score_points(self) -> Fraction | None:
        """The mean score, 0..100; None for an extra or when nothing was observed."""
        if self.is_extra or not self.observed:
            return None
        return Fraction(self.score_sum, 100 * self.observed)

    @property
    def weighted(self) -> WeightedTally:
        """As the graded mean wants it; an extra weighs nothing."""
        count = 0 if self.is_extra else self.observed
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
