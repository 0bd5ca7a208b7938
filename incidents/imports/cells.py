"""What a cell says: a text, a whole number, seconds, or a moment; never a guess."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _

from incidents.imports.errors import RowRefused, shown
from incidents.imports.mapping import MomentFormat
from incidents.imports.readers import Cell
from periods.local_time import AmbiguousMoment, NonexistentMoment, local_moment

WHOLE = re.compile(r"-?[0-9]{1,18}")
DURATION = re.compile(r"([0-9]{1,5}):([0-5][0-9]):([0-5][0-9])")
LARGEST_VALUE = 2**31 - 1
FIRST_YEAR = 1900
#: Distinct texts whose meaning is kept; a year of moments repeats itself.
REMEMBERED = 50_000
LONGEST_MOMENT = 100


def text_of(cell: Cell) -> str:
    """The cell as text: no spaces around it, one way to write é, 12.0 as 12."""
    if isinstance(cell, str):
        stripped = cell.strip()
        return stripped if stripped.isascii() else unicodedata.normalize("NFC", stripped)
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def whole_number(cell: Cell) -> int:
    """A whole number of 0 or more. Raises RowRefused for anything else."""
    if isinstance(cell, str):
        return _whole_text(cell.strip())
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    if not is_number or (isinstance(cell, float) and not cell.is_integer()):
        raise RowRefused(_("“%s” is not a whole number") % shown(str(cell)))
    return _in_range(int(cell), str(cell))  # type: ignore[arg-type]


def rating(cell: Cell) -> int:
    """A whole number of 1 to 5."""
    value = whole_number(cell)
    if not 1 <= value <= 5:
        raise RowRefused(_("%d is not a rating of 1 to 5") % value)
    return value


def duration(cell: Cell) -> int:
    """Whole seconds from h:mm:ss, or from a cell that is a time or a duration."""
    if isinstance(cell, str):
        return _duration_text(cell.strip())
    if isinstance(cell, time):
        cell = timedelta(
            hours=cell.hour, minutes=cell.minute, seconds=cell.second, microseconds=cell.microsecond
        )
    if not isinstance(cell, timedelta):
        raise RowRefused(_("“%s” is not a duration written h:mm:ss") % shown(str(cell)))
    seconds = round(cell / timedelta(milliseconds=1)) / 1000
    if seconds != int(seconds):
        raise RowRefused(_("“%s” is not a whole number of seconds") % cell)
    return _in_range(int(seconds), str(cell))


NUMBERS: dict[str, Callable[[Cell], int]] = {
    "seconds": whole_number,
    "count": whole_number,
    "rating": rating,
    "duration": duration,
}


@lru_cache(REMEMBERED)
def _whole_text(text: str) -> int:
    if not WHOLE.fullmatch(text):
        raise RowRefused(_("“%s” is not a whole number") % shown(text))
    return _in_range(int(text), text)


@lru_cache(REMEMBERED)
def _duration_text(text: str) -> int:
    found = DURATION.fullmatch(text)
    if not found:
        raise RowRefused(_("“%s” is not a duration written h:mm:ss") % shown(text))
    hours, minutes, seconds = map(int, found.groups())
    return _in_range(hours * 3600 + minutes * 60 + seconds, text)


def _in_range(value: int, text: str) -> int:
    if value < 0:
        raise RowRefused(_("%s is less than nothing") % shown(text))
    if value > LARGEST_VALUE:
        raise RowRefused(_("%s is too large") % shown(text))
    return value


class MomentReader:
    """Reads the moment that one MomentFormat describes from the cells of a row, in UTC."""

    def __init__(self, moment: MomentFormat, position: Callable[[str], int]) -> None:
        self._moment = moment
        self._positions = [position(column) for column in moment.columns]

    def read(self, cells: Sequence[Cell]) -> datetime:
        """Raises RowRefused when the cells hold no such moment."""
        moment = self._moment
        if len(self._positions) == 1:
            naive = _one(cells[self._positions[0]], moment.columns[0], moment.formats[0])
        else:
            day, clock = (cells[position] for position in self._positions)
            naive = datetime.combine(
                _date(day, moment.columns[0], moment.formats[0]),
                _time(clock, moment.columns[1], moment.formats[1]),
            )
        column = moment.columns[-1]
        naive = _whole_second(naive, column)
        if naive.year < FIRST_YEAR:
            raise RowRefused(_("%s lies too far back") % naive, moment.columns[0])
        if naive.tzinfo is not None:
            return _same_in_utc(naive, column)
        return self._in_utc(naive, column)

    def _in_utc(self, naive: datetime, column: str) -> datetime:
        try:
            return _in_utc(naive, self._moment.fold)
        except NonexistentMoment:
            raise RowRefused(
                _("%s does not exist: the clock skips that hour") % naive, column
            ) from None
        except AmbiguousMoment:
            raise RowRefused(
                _("%s happens twice; the mapping can say which one is meant (doubled_hour)")
                % naive,
                column,
            ) from None
        except ValueError:
            raise _out_of_reach(naive, column) from None


def _same_in_utc(moment: datetime, column: str) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise _out_of_reach(moment, column) from None


def _out_of_reach(moment: datetime, column: str) -> RowRefused:
    return RowRefused(_("%s is out of reach") % moment, column)


def _one(cell: Cell, column: str, written: str) -> datetime:
    return cell if isinstance(cell, datetime) else _parsed(text_of(cell), column, written)


def _date(cell: Cell, column: str, written: str) -> date:
    if isinstance(cell, datetime):
        if cell.time() != time.min:
            raise RowRefused(_("“%s” is more than a date") % cell, column)
        return cell.date()
    if isinstance(cell, date):
        return cell
    return _parsed(text_of(cell), column, written).date()


def _time(cell: Cell, column: str, written: str) -> time:
    """The time of day, with its offset from UTC where the cell states one."""
    return cell if isinstance(cell, time) else _parsed(text_of(cell), column, written).timetz()


def _whole_second(moment: datetime, column: str) -> datetime:
    """Without the hair that a spreadsheet's fractions leave; a real fraction is cut off."""
    if not moment.microsecond:
        return moment
    whole = moment.replace(microsecond=0)
    if moment.microsecond < 999_000:
        return whole
    try:
        return whole + timedelta(seconds=1)
    except OverflowError:
        raise _out_of_reach(moment, column) from None


@lru_cache(REMEMBERED)
def _in_utc(naive: datetime, fold: int | None) -> datetime:
    # The moments of one row, and of rows near it, are often the same.
    return local_moment(naive, fold=fold)


@lru_cache(REMEMBERED)
def _parsed(text: str, column: str, written: str) -> datetime:
    try:
        if len(text) > LONGEST_MOMENT:
            raise ValueError
        return datetime.strptime(text, written)  # noqa: DTZ007 - local time; the caller converts
    except ValueError:
        raise RowRefused(
            _("“%(text)s” is not written as %(format)s") % {"text": shown(text), "format": written},
            column,
        ) from None
