"""What the judged observations of one contact add up to. Pure.

Critical behaviours are reported beside the score, not inside it: a contact's score is never
set to zero for a critical miss, because that corrupts means and charts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from behaviours.measures import TEN_THOUSAND, ten_thousandths


@dataclass(frozen=True)
class Judged:
    """One observation as it is stored: `score` in ten-thousandths, None when there is none.

    Refuses a weight below 1.
    """

    weight: int
    critical: bool
    met: bool | None
    score: int | None

    def __post_init__(self) -> None:
        if self.weight < 1:
            raise ValueError(f"A weight is 1 or more, not {self.weight}.")


@dataclass(frozen=True)
class ContactScore:
    """One contact's figures; None where nothing could be judged."""

    score: Fraction | None
    fully_in_order: bool | None
    critical_in_order: bool | None

    @property
    def score_ten_thousandths(self) -> int | None:
        """The score as it is stored, 0..10000, rounded half up."""
        return None if self.score is None else ten_thousandths(self.score)


def contact_score(observations: Iterable[Judged]) -> ContactScore:
    """The figures of one contact: score 0..1, and whether all, and all critical, norms were met.

    The score is sum(weight x score) / sum(weight) over what has a score. Observations without
    a verdict leave numerator and denominator; of nothing at all everything is None, never 0.
    """
    rows = list(observations)
    scored = [(row.weight, row.score) for row in rows if row.score is not None]
    total_weight = sum(weight for weight, _ in scored)
    earned = sum(weight * score for weight, score in scored)
    return ContactScore(
        score=Fraction(earned, total_weight * TEN_THOUSAND) if total_weight else None,
        fully_in_order=_all_met(rows),
        critical_in_order=_all_met(row for row in rows if row.critical),
    )


def _all_met(rows: Iterable[Judged]) -> bool | None:
    verdicts = [row.met for row in rows if row.met is not None]
    return all(verdicts) if verdicts else None
