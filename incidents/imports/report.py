"""What one run found and did; the command prints it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from people.models import Team

#: Errors and differing rows kept for the summary; all rejected rows go to the rejects file.
MOST_SHOWN = 20


@dataclass
class Counts:
    """How many rows went where; `read` is all of them, the others add up to it."""

    read: int = 0
    added: int = 0
    corrected: int = 0
    known: int = 0
    different: int = 0
    left_out: int = 0
    rejected: int = 0

    def add(self, other: "Counts") -> None:
        for name, number in vars(other).items():
            setattr(self, name, getattr(self, name) + number)


@dataclass
class Lacking:
    """Values of one behaviour on one team without a norm: on which dates, in how many rows."""

    code: str
    team: str
    first: date
    last: date
    rows: int = 0


@dataclass
class Report:
    """What to tell about one run."""

    counts: Counts = field(default_factory=Counts)
    errors: list[str] = field(default_factory=list)
    different_rows: list[int] = field(default_factory=list)
    lacking: dict[tuple[str, int], Lacking] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    unused_columns: list[str] = field(default_factory=list)
    head_counts_without_team: list[str] = field(default_factory=list)
    names_ignored: bool = False
    first_day: date | None = None
    last_day: date | None = None

    @property
    def has_all(self) -> bool:
        """Whether every row went in, was known or was left out on purpose, and all else too."""
        counts = self.counts
        return not (counts.rejected or counts.different or self.head_counts_without_team)

    def saw_day(self, day: date) -> None:
        self.first_day = min(self.first_day or day, day)
        self.last_day = max(self.last_day or day, day)

    def lacks(self, codes: Iterable[str], team: Team, day: date) -> None:
        """Note that these behaviours have a value and no norm."""
        for code in codes:
            key = (code, team.pk)
            found = self.lacking.setdefault(key, Lacking(code, team.name, day, day))
            found.first, found.last = min(found.first, day), max(found.last, day)
            found.rows += 1

    def rejected(self, number: int, column: str, message: str) -> None:
        """Keep what to say of a rejected row, as long as it can still be read."""
        if len(self.errors) < MOST_SHOWN:
            self.errors.append(reason_line(number, column, message))


def reason_line(number: int, column: str, message: str) -> str:
    """One line about one row, in plain words."""
    if column:
        return _("Row %(number)d, column “%(column)s”: %(message)s.") % {
            "number": number,
            "column": column,
            "message": message,
        }
    return _("Row %(number)d: %(message)s.") % {"number": number, "message": message}
