"""From a row to what it says: a draft that only lacks the norms of its day."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from behaviours.models import Behaviour, Channel
from incidents.imports.behaviours import for_measure
from incidents.imports.cells import NUMBERS, MomentReader, text_of
from incidents.imports.directory import Directory, translated
from incidents.imports.drafts import Draft
from incidents.imports.errors import RowRefused, shown
from incidents.imports.keys import KeysSeen, content_digest, meaning_digest, reference_key
from incidents.imports.mapping import BehaviourColumn, Condition, ImportMapping, Lookup
from incidents.imports.readers import Cell, Row
from incidents.judging import Entry
from incidents.models import Observation
from people.free_text import find_in_case_number, find_personal_data
from people.models import Team, User
from periods.local_time import elapsed_seconds, local_date

LONGEST_SUBJECT = 120
LONGEST_CASE_NUMBER = 40
NOT_MAPPED = Lookup()
Finds = Callable[[str], Sequence[object]]
MOST_REMEMBERED = 10_000
LONGEST_REMEMBERED = 100
CHANNELS = frozenset(Channel.values)
NOTHING = Entry.not_applicable()
UNSEEN = Entry.not_observed()
#: Many rows have the same subject.
personal_data_in = lru_cache(MOST_REMEMBERED)(find_personal_data)


class RowParser:
    """Reads rows of one file by one mapping."""

    def __init__(
        self,
        mapping: ImportMapping,
        *,
        header: list[str],
        behaviours: Mapping[str, Behaviour],
        directory: Directory,
        keys: KeysSeen,
        at: datetime,
    ) -> None:
        self._mapping, self._directory, self._keys, self._at = mapping, directory, keys, at
        self._at_column = {name: position for position, name in enumerate(header)}
        self._moment = MomentReader(mapping.moment, self._at_column.__getitem__)
        self._values = [
            ValueReader(for_measure(column, behaviour), behaviour.pk, self._at_column)
            for column in mapping.behaviours
            for behaviour in (behaviours[column.code],)
        ]
        self.reads_employee = mapping.employee is not None and directory.named

    def read(self, row: Row) -> Draft | None:
        """The draft of this row, None when it is left out. Raises RowRefused."""
        if row.problem:
            raise RowRefused(row.problem)
        cells = row.cells
        if any(self._holds(condition, cells) for condition in self._mapping.leave_out):
            return None
        occurred_at = self._occurred_at(cells)
        not_answered = self._mapping.not_answered
        answered = not_answered is None or not self._holds(not_answered.condition, cells)
        entries, waits, said = self._observed(cells, answered)
        channel, subject = self._channel(cells), self._subject(cells)
        case_number = self._case_number(cells)
        key, day = self._key(cells), local_date(occurred_at)
        # Last, since a team or an employee may be made for a row that is sound otherwise.
        team = self._team(cells, day)
        parts = [occurred_at.isoformat(), team.slug or team.name, channel, subject]
        parts.append("" if answered or not_answered is None else not_answered.rule)
        if self._mapping.case_number != NOT_MAPPED:
            parts.append(case_number)
        digest = meaning_digest([*parts, *said])
        return Draft(
            row=row,
            key=key,
            digest=digest,
            day=day,
            occurred_at=occurred_at,
            team=team,
            employee=self._employee(cells, team, day) if self.reads_employee else None,
            channel=channel,
            subject=subject,
            case_number=case_number,
            answered=answered,
            entries=entries,
            waits=waits,
        )

    def place(self, row: Row) -> tuple[Team, date] | None:
        """Where and when a row belongs; None when that alone refuses it. The rest is not read."""
        try:
            if row.problem:
                return None
            day = local_date(self._occurred_at(row.cells))
            return self._team(row.cells, day), day
        except RowRefused:
            return None

    def _occurred_at(self, cells: list[Cell]) -> datetime:
        occurred_at = self._moment.read(cells)
        if occurred_at > self._at:
            raise RowRefused(_("lies in the future"), self._mapping.moment.columns[0])
        return occurred_at

    def _observed(
        self, cells: list[Cell], answered: bool
    ) -> tuple[dict[int, Entry], dict[int, Entry | None], list[str]]:
        """What was seen by behaviour, the waits of what nobody answered, and both as text."""
        entries: dict[int, Entry] = {}
        waits: dict[int, Entry | None] = {}
        said: list[str] = []
        for value in self._values:
            reading = value.read(cells) if answered else value.read_not_answered(cells)
            entry = reading.entry
            if not answered and value.rule.when_not_answered == "rule":
                waits[value.behaviour_id] = entry
            elif entry is not None:
                entries[value.behaviour_id] = entry
            said.append(reading.said)
        return entries, waits, said

    def _key(self, cells: list[Cell]) -> str:
        if not self._mapping.reference:
            digest = content_digest(cells)
            return f"content:{digest.hex()}:{self._keys.repeat_of(digest)}"
        parts = [text_of(cells[self._at_column[name]]) for name in self._mapping.reference]
        if not all(parts):
            raise RowRefused(_("the reference is missing"), self._mapping.reference[0])
        return reference_key(parts)

    def _channel(self, cells: list[Cell]) -> str:
        channel = self._looked_up(self._mapping.channel, cells)
        if channel not in CHANNELS:
            raise RowRefused(
                _("“%(channel)s” is not a channel; one of: %(known)s")
                % {"channel": shown(channel), "known": ", ".join(Channel.values)},
                self._mapping.channel.column,
            )
        return channel

    def _subject(self, cells: list[Cell]) -> str:
        return self._said(self._mapping.subject, cells, LONGEST_SUBJECT, personal_data_in)

    def _case_number(self, cells: list[Cell]) -> str:
        return self._said(
            self._mapping.case_number, cells, LONGEST_CASE_NUMBER, find_in_case_number
        )

    def _said(self, lookup: Lookup, cells: list[Cell], longest: int, finds: Finds) -> str:
        said = self._looked_up(lookup, cells)
        if len(said) > longest:
            raise RowRefused(_("is longer than %d signs") % longest, lookup.column)
        if finds(said):
            raise RowRefused(_("holds personal data, such as a phone number"), lookup.column)
        return said

    def _team(self, cells: list[Cell], day: date) -> Team:
        rule = self._mapping.team
        if self._directory.fixed or rule is None:
            return self._directory.team("", day)
        word = self._looked_up(rule.lookup, cells)
        if not word:
            raise RowRefused(_("the team is missing"), rule.lookup.column)
        try:
            return self._directory.team(word, day)
        except RowRefused as refused:
            raise RowRefused(refused.message, rule.lookup.column) from None

    def _employee(self, cells: list[Cell], team: Team, day: date) -> User | None:
        rule = self._mapping.employee
        name = self._looked_up(rule.lookup, cells) if rule else ""
        if rule is None or not name:
            return None
        try:
            return self._directory.employee(name, team, day)
        except RowRefused as refused:
            raise RowRefused(refused.message, rule.lookup.column) from None

    def _looked_up(self, lookup: Lookup, cells: list[Cell]) -> str:
        if not lookup.column:
            return lookup.fixed
        word = text_of(cells[self._at_column[lookup.column]])
        if word.casefold() in self._mapping.missing:
            return ""
        return translated(lookup, word)

    def _holds(self, condition: Condition, cells: list[Cell]) -> bool:
        word = text_of(cells[self._at_column[condition.column]]).casefold()
        words = self._mapping.missing if condition.is_missing else condition.words
        return (word in words) != condition.negated


class ValueRead(NamedTuple):
    """What was read; no entry when the mapping wants nothing written for a missing value."""

    entry: Entry | None
    said: str


class ValueReader:
    """Reads the value of one behaviour from the cells of a row."""

    def __init__(
        self, rule: BehaviourColumn, behaviour_id: int, at_column: Mapping[str, int]
    ) -> None:
        self.rule, self.behaviour_id = rule, behaviour_id
        self._position = at_column[rule.column] if rule.column else -1
        self._number = NUMBERS.get(rule.reads)
        self._moments = [
            MomentReader(moment, at_column.__getitem__)
            for moment in (rule.start, rule.end)
            if moment
        ]
        self._moment_cells = [at_column[name] for name in rule.columns]
        nothing = {"not_observed": UNSEEN, "not_applicable": NOTHING, "omit": None}
        self._missing = nothing[rule.when_missing]
        self._not_applicable = self._reading(NOTHING)
        self._known: dict[str, ValueRead] = {}

    def read(self, cells: list[Cell]) -> "ValueRead":
        """What the cells say. Raises RowRefused."""
        try:
            if self._moments:
                return self._reading(self._difference(cells))
            cell = cells[self._position]
            return self._text(cell) if isinstance(cell, str) else self._reading(self._entry(cell))
        except RowRefused as refused:
            raise RowRefused(refused.message, refused.column or self.rule.column) from None

    def read_not_answered(self, cells: list[Cell]) -> "ValueRead":
        """What the cells of a contact nobody answered say, where the mapping still reads them."""
        if self.rule.when_not_answered == "not_applicable":
            return self._not_applicable
        return self.read(cells)

    def _text(self, cell: str) -> "ValueRead":
        """The same text says the same every time."""
        if len(cell) > LONGEST_REMEMBERED:
            return self._reading(self._entry(cell))
        if cell not in self._known:
            if len(self._known) > MOST_REMEMBERED:
                self._known.clear()
            self._known[cell] = self._reading(self._entry(cell))
        return self._known[cell]

    def _entry(self, cell: Cell) -> Entry | None:
        word = cell.strip().casefold() if isinstance(cell, str) else text_of(cell).casefold()
        if word in self.rule.missing:
            return self._missing
        return Entry(value=self._number(cell)) if self._number else self._word(word)

    def _reading(self, entry: Entry | None) -> "ValueRead":
        return ValueRead(entry, _said(self.rule.code, entry))

    def _word(self, word: str) -> Entry:
        entry = self.rule.words.get(word)
        if entry is None:
            raise RowRefused(_("“%s” is not one of the words of the mapping") % shown(word))
        return entry

    def _difference(self, cells: list[Cell]) -> Entry | None:
        if any(
            text_of(cells[position]).casefold() in self.rule.missing
            for position in self._moment_cells
        ):
            return self._missing
        start, end = (moment.read(cells) for moment in self._moments)
        seconds = elapsed_seconds(start, end)
        if seconds < 0:
            raise RowRefused(
                _("ends %d seconds before it starts") % -seconds, self.rule.columns[-1]
            )
        return Entry(value=seconds)


def _said(code: str, entry: Entry | None) -> str:
    """What a row says of one behaviour, before any norm: the same for every format of file."""
    if entry is None:
        return f"{code}:"
    if entry.state != Observation.State.SEEN:
        return f"{code}:{entry.state}"
    if entry.answer is not None:
        return f"{code}:{'within' if entry.answer else 'beyond'}"
    return f"{code}:{entry.value}"
