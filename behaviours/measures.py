"""The judge: a norm's measure and an observed value in, met and score out. Pure.

Two outputs that are never mixed: `met` feeds shares, `score` (0..1) feeds the graded mean.
What is not known has neither; it is never 0.

A new kind of measure is one class here, in `MEASURES`, with its `MeasureKind`.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar, Literal, Self

DEFAULT_RATING_POINTS = 5
TEN_THOUSAND = 10_000

Takes = Literal["seconds", "count", "yes_no", "rating", "minutes"]

MET_IN_FULL = Fraction(1)
NOT_AT_ALL = Fraction(0)


class MeasureKind(StrEnum):
    """How a behaviour is measured; frozen once its first norm is published."""

    TIME_LIMIT = "time_limit"
    COUNT_LIMIT = "count_limit"
    COUNT_MINIMUM = "count_minimum"
    DO = "do"
    DONT = "dont"
    RATING = "rating"
    PROMISE = "promise"
    EXTRA = "extra"


class InvalidMeasure(ValueError):
    """A norm that cannot judge anything; `field` is the norm's attribute at fault."""

    def __init__(self, field: str, code: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.code = code


class InvalidValue(ValueError):
    """An observed value that cannot be true; `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Verdict:
    """What the judge says of one observation; `score` is 0..1, exact. Both None: no verdict."""

    met: bool | None
    score: Fraction | None

    @property
    def score_ten_thousandths(self) -> int | None:
        """The score as it is stored, 0..10000, rounded half up once.

        A value a hair past its threshold can be stored as 10000 and still not be met.
        """
        return None if self.score is None else ten_thousandths(self.score)


def ten_thousandths(score: Fraction) -> int:
    """A score of 0..1 as an integer of 0..10000, rounded half up."""
    return (2 * TEN_THOUSAND * score.numerator + score.denominator) // (2 * score.denominator)


class Measure(ABC):
    """What every kind has in common."""

    kind: ClassVar[MeasureKind]
    takes: ClassVar[Takes]
    """The unit of the value it judges, for forms and imports."""
    norm_fields: ClassVar[tuple[str, ...]] = ()
    """The attributes of a norm it reads, in the order of its own fields."""
    accepts_answer: ClassVar[bool] = False
    """Whether "it stayed within the norm: yes or no" will do where nobody could measure."""

    @classmethod
    def of(cls, norm: Any) -> Self:
        """The measure that this norm states. Raises InvalidMeasure."""
        return cls(*(getattr(norm, name) for name in cls.norm_fields))

    @abstractmethod
    def judge(self, value: int) -> Verdict:
        """The verdict on a value in the unit of `takes`; yes is 1 and no is 0.

        Raises InvalidValue for what cannot have been observed.
        """

    def judge_answer(self, yes: bool) -> Verdict:
        """The verdict on a bare answer, "within the norm: yes or no", without a value.

        Only for measured norms (see `accepts_answer`); raises InvalidValue for others.
        """
        if not self.accepts_answer:
            raise InvalidValue("answer_not_accepted", f"A {self.kind} norm is judged by its value.")
        return _all_or_nothing(yes)


@dataclass(frozen=True)
class _Limit(Measure):
    """At most `threshold`; beyond it the score falls in a straight line to 0 at `zero_point`.

    Without a zero point, or with one equal to the threshold, it falls at once.
    """

    threshold: int
    zero_point: int | None = None

    norm_fields = ("threshold", "zero_point")
    accepts_answer = True

    def __post_init__(self) -> None:
        _check_at_least("threshold", self.threshold, 0)
        if self.zero_point is not None:
            _check_at_least("zero_point", self.zero_point, self.threshold)

    def judge(self, value: int) -> Verdict:
        return _graded(_not_negative(value), self.threshold, self.zero_point)


class TimeLimit(_Limit):
    """Done within so many whole seconds; exactly the threshold is still in time."""

    kind = MeasureKind.TIME_LIMIT
    takes = "seconds"


class CountLimit(_Limit):
    """At most so many times, such as transfers."""

    kind = MeasureKind.COUNT_LIMIT
    takes = "count"


@dataclass(frozen=True)
class CountMinimum(Measure):
    """At least so many times; the score is the part that was reached."""

    threshold: int

    kind = MeasureKind.COUNT_MINIMUM
    takes = "count"
    norm_fields = ("threshold",)
    accepts_answer = True

    def __post_init__(self) -> None:
        _check_at_least("threshold", self.threshold, 1)

    def judge(self, value: int) -> Verdict:
        reached = Fraction(_not_negative(value), self.threshold)
        return Verdict(met=reached >= 1, score=min(MET_IN_FULL, reached))


@dataclass(frozen=True)
class Do(Measure):
    """Something we want to see: yes is met."""

    kind = MeasureKind.DO
    takes = "yes_no"

    def judge(self, value: int) -> Verdict:
        return _all_or_nothing(_yes(value))


@dataclass(frozen=True)
class Dont(Measure):
    """Something we do not want to see: no is met."""

    kind = MeasureKind.DONT
    takes = "yes_no"

    def judge(self, value: int) -> Verdict:
        return _all_or_nothing(not _yes(value))


@dataclass(frozen=True)
class Rating(Measure):
    """A score of 1 to `points`, each point with an anchor; met from `threshold` up."""

    threshold: int
    points: int = DEFAULT_RATING_POINTS

    kind = MeasureKind.RATING
    takes = "rating"
    norm_fields = ("threshold", "anchors")
    accepts_answer = True

    def __post_init__(self) -> None:
        _check_at_least("anchors", self.points, 2)
        _check_at_least("threshold", self.threshold, 1)
        if self.threshold > self.points:
            raise InvalidMeasure("threshold", "too_high", f"At most {self.points} is possible.")

    @classmethod
    def of(cls, norm: Any) -> Self:
        """One point per anchor, five for a norm that has none."""
        return cls(norm.threshold, len(norm.anchors or ()) or DEFAULT_RATING_POINTS)

    def judge(self, value: int) -> Verdict:
        if not 1 <= _whole(value) <= self.points:
            raise InvalidValue("out_of_range", f"A rating is 1 to {self.points}.")
        return Verdict(value >= self.threshold, Fraction(value - 1, self.points - 1))


@dataclass(frozen=True)
class Promise(Measure):
    """Kept at the agreed time, in minutes; the value is kept minus promised, negative is early.

    Within the tolerances it is met; beyond them the score falls in a straight line to 0 at the
    zero point of that side. Without an early tolerance, early is fine: the early side is for
    promises "not before".
    """

    early_tolerance: int | None
    late_tolerance: int
    early_zero_point: int | None
    late_zero_point: int

    kind = MeasureKind.PROMISE
    takes = "minutes"
    norm_fields = ("early_tolerance", "late_tolerance", "early_zero_point", "late_zero_point")

    def __post_init__(self) -> None:
        _check_at_least("late_tolerance", self.late_tolerance, 0)
        _check_at_least("late_zero_point", self.late_zero_point, self.late_tolerance + 1)
        if self.early_tolerance is not None:
            _check_at_least("early_tolerance", self.early_tolerance, 0)
            _check_at_least("early_zero_point", self.early_zero_point, self.early_tolerance + 1)
        elif self.early_zero_point is not None:
            raise InvalidMeasure(
                "early_tolerance", "required", "An early zero point needs an early tolerance."
            )

    def judge(self, value: int) -> Verdict:
        if _whole(value) >= 0:
            return _graded(value, self.late_tolerance, self.late_zero_point)
        if self.early_tolerance is None:
            return _all_or_nothing(True)
        return _graded(-value, self.early_tolerance, self.early_zero_point)


@dataclass(frozen=True)
class Extra(Measure):
    """Something wonderful that nobody has to do: counted when it happens, never judged."""

    kind = MeasureKind.EXTRA
    takes = "yes_no"

    def judge(self, value: int) -> Verdict:
        _yes(value)
        return Verdict(met=None, score=None)


MEASURES: dict[MeasureKind, type[Measure]] = {
    measure.kind: measure
    for measure in (TimeLimit, CountLimit, CountMinimum, Do, Dont, Rating, Promise, Extra)
}


def measure_of(kind: str, norm: Any) -> Measure:
    """The measure of this kind that the norm states, read from the attributes of any object.

    Raises InvalidMeasure when the norm cannot judge, ValueError for an unknown kind.
    """
    return MEASURES[MeasureKind(kind)].of(norm)


def _graded(value: int, threshold: int, zero_point: int | None) -> Verdict:
    """Met up to and including the threshold, then a straight line down to the zero point."""
    if value <= threshold:
        return _all_or_nothing(True)
    if zero_point is None or value >= zero_point:
        return _all_or_nothing(False)
    return Verdict(met=False, score=Fraction(zero_point - value, zero_point - threshold))


def _all_or_nothing(met: bool) -> Verdict:
    return Verdict(met, MET_IN_FULL if met else NOT_AT_ALL)


def _whole(value: int) -> int:
    # True and False are integers to Python, but nobody counted or timed them.
    if type(value) is not int:
        raise InvalidValue("not_whole", f"{value!r} is not a whole number.")
    return value


def _not_negative(value: int) -> int:
    if _whole(value) < 0:
        raise InvalidValue("negative", f"{value} is less than nothing.")
    return value


def _yes(value: int) -> bool:
    if not isinstance(value, int) or value not in (0, 1):
        raise InvalidValue("not_yes_no", f"{value!r} is neither 1 (yes) nor 0 (no).")
    return value == 1


def _check_at_least(field: str, number: int | None, least: int) -> None:
    if number is None:
        raise InvalidMeasure(field, "required", f"This kind of norm needs a {field}.")
    if type(number) is not int:
        raise InvalidMeasure(field, "not_whole", f"{number!r} is not a whole number.")
    if number < least:
        raise InvalidMeasure(field, "too_low", f"At least {least}, not {number}.")
