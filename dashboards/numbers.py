"""Figures as text in the reader's language: counts, percentages, points, weeks.

Plain string work with the signs of Django's formats, looked up once a language: a page of 40
norms writes some 400 figures. A share that is not whole is never rounded to 0 % or 100 %.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from django.utils.formats import date_format, get_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from periods.week import Week
from scoring.statistics import Interval, rounded_half_up

MINUS = "\N{MINUS SIGN}"
NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Numbers:
    """How one language writes its figures."""

    decimal_sign: str
    thousands_sign: str
    percent_pattern: str
    interval_pattern: str

    def count(self, number: int) -> str:
        """A whole number with its thousands apart."""
        return f"{number:,}".replace(",", self.thousands_sign) if number > 999 else str(number)

    def points(self, points: Fraction) -> str:
        """A mean score of 0..100, one decimal."""
        return str(rounded_half_up(points, 1)).replace(".", self.decimal_sign)

    def percent(self, n: int, of: int) -> str:
        """The share as a whole percentage; `of` is at least 1."""
        return self.percent_pattern % _percentage(n, of)

    def interval(self, interval: Interval) -> str:
        """From and to, in whole percentages."""
        return self.interval_pattern % (_whole(100 * interval.low), _whole(100 * interval.high))

    def points_interval(self, interval: Interval) -> str:
        """From and to of a mean score, in whole points of 0..100; the interval is of 0..1."""
        return f"{_whole(100 * interval.low)}-{_whole(100 * interval.high)}"

    def target(self, share: Decimal) -> str:
        """A share target (0..1), as a percentage with as many decimals as it has."""
        text = f"{(100 * share).normalize():f}"
        return self.percent_pattern % text.replace(".", self.decimal_sign)

    def change(self, difference: Fraction) -> str:
        """A difference of two shares in percentage points, with its sign."""
        numerator = difference.numerator
        points = _half_up(100 * abs(numerator), difference.denominator)
        return f"{'+' if numerator > 0 else MINUS}{points}" if points else "0"


def numbers() -> Numbers:
    """The figures of the language that is active."""
    return numbers_in(get_language() or "en")


@lru_cache
def numbers_in(language: str) -> Numbers:
    """The figures of this language."""
    with override(language):
        return Numbers(
            decimal_sign=str(get_format("DECIMAL_SEPARATOR")),
            thousands_sign=str(get_format("THOUSAND_SEPARATOR")),
            percent_pattern=_("%s%%"),
            interval_pattern=_("%s-%s%%"),
        )


def _half_up(numerator: int, denominator: int) -> int:
    """The quotient as a whole number; of 0 or more."""
    return (2 * numerator + denominator) // (2 * denominator)


def _whole(number: float) -> int:
    """Half up, of 0 or more; the part behind the point is exact."""
    whole = int(number)
    return whole + (number - whole >= 0.5)


@lru_cache(maxsize=8192)
def _percentage(n: int, of: int) -> str:
    """Half up; above 99 and below 1 stay what they are, so that "100" means all."""
    whole = _half_up(100 * n, of)
    if whole == 100 and n < of:
        return f">{NO_BREAK}99"
    if whole == 0 and n:
        return f"<{NO_BREAK}1"
    return str(whole)


def short_day(day: date) -> str:
    """A date as "16 nov"."""
    return date_format(day, _("j M"))


def week_name(week: Week) -> str:
    """A week as "week 47"."""
    return _("week %(number)s") % {"number": week.number}


def week_days(week: Week, running: Week | None = None) -> str:
    """The days of a week as "(16-22 nov)"; both months where it lies in two.

    With the running week at hand, a week of another year carries that year.
    """
    same_month = week.monday.month == week.sunday.month
    first = str(week.monday.day) if same_month else short_day(week.monday)
    last = short_day(week.sunday)
    if running and running.iso_year != week.iso_year:
        last = f"{last} {week.sunday.year}"
    return f"({first}-{last})"


def week_label(week: Week, running: Week | None = None) -> str:
    """A week as "week 47 (16-22 nov)"; see `week_days`."""
    return f"{week_name(week)} {week_days(week, running)}"


def neighbour(week: Week, this_week: Week) -> tuple[Week, str, str]:
    """The week a step away, its name and its days."""
    return week, week_name(week), week_days(week, this_week)
