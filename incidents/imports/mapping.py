"""What a mapping says: frozen, and wholly checked before a row is read.

The format is described in docs/reference/import-mapping.md; `mapping_file` reads it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from incidents.judging import Entry


@dataclass(frozen=True)
class MomentFormat:
    """A moment from one column, or from a date and a time column, each in a stated format."""

    columns: tuple[str, ...]
    formats: tuple[str, ...]
    fold: int | None = None
    """Which doubled autumn hour is meant: 0 the first, 1 the second, None refuses the row."""


@dataclass(frozen=True)
class Lookup:
    """A text that is the same for all rows (`fixed`) or stands in a column, perhaps translated."""

    fixed: str = ""
    column: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    """What stands for what, by the casefolded word of the file; empty: the word itself."""


@dataclass(frozen=True)
class TeamRule:
    """On which team a row goes; `creates` makes unknown ones under the node `parent` (a slug)."""

    lookup: Lookup
    creates: bool = False
    parent: str = ""


@dataclass(frozen=True)
class EmployeeRule:
    """Whose contact a row is; only read while contacts may carry names."""

    lookup: Lookup
    creates: bool = False
    starts_on: date | None = None
    """From when those made here belong to the team; the date of their first row without it."""


@dataclass(frozen=True)
class Condition:
    """Whether a row is meant: its cell is one of these words, or none of them, or missing."""

    column: str
    words: frozenset[str] = frozenset()
    negated: bool = False
    is_missing: bool = False


@dataclass(frozen=True)
class NotAnswered:
    """When nobody answered, and what that counts as for a norm on the time to answer."""

    condition: Condition
    rule: str


@dataclass(frozen=True)
class HeadCountStated:
    """How many people work on a team from a day on; no slug: the team all rows go on."""

    team: str
    people: int
    starts_on: date


@dataclass(frozen=True)
class BehaviourColumn:
    """Where the value of one behaviour comes from."""

    code: str
    reads: str
    """"seconds", "duration", "count", "rating", "words" or "difference"."""
    column: str = ""
    start: MomentFormat | None = None
    end: MomentFormat | None = None
    words: Mapping[str, Entry] = field(default_factory=dict)
    missing: frozenset[str] = frozenset({""})
    when_missing: str = "not_observed"
    when_not_answered: str = "not_applicable"
    """"rule" (a time to answer), "not_applicable", or "read": its value still counts."""

    @property
    def columns(self) -> tuple[str, ...]:
        moments = [moment for moment in (self.start, self.end) if moment]
        return (self.column,) if self.column else sum((each.columns for each in moments), ())


@dataclass(frozen=True)
class ImportMapping:
    """Everything that says how a row of a file becomes a contact."""

    source: str
    reference: tuple[str, ...]
    """The columns of the external reference; none: the content and how-manieth repeat."""
    moment: MomentFormat
    team: TeamRule | None
    channel: Lookup
    subject: Lookup
    case_number: Lookup
    behaviours: tuple[BehaviourColumn, ...]
    employee: EmployeeRule | None = None
    not_answered: NotAnswered | None = None
    leave_out: tuple[Condition, ...] = ()
    head_counts: tuple[HeadCountStated, ...] = ()
    missing: frozenset[str] = frozenset({""})
    stores_unjudged: bool = False
    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""

    def columns(self) -> frozenset[str]:
        """Every column of the file that is read."""
        return frozenset(name for name in self._columns() if name)

    def _columns(self) -> Iterator[str]:
        yield from self.reference
        yield from self.moment.columns
        yield from (self.channel.column, self.subject.column, self.case_number.column)
        if self.team:
            yield self.team.lookup.column
        if self.employee:
            yield self.employee.lookup.column
        if self.not_answered:
            yield self.not_answered.condition.column
        yield from (condition.column for condition in self.leave_out)
        for behaviour in self.behaviours:
            yield from behaviour.columns
