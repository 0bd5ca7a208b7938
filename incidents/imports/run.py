"""A whole import: look at the file, refuse it or read it chunk by chunk, and report.

Killed at any moment, the same command goes on where it stopped: rows that are there are known
by their key, and what was not committed left nothing behind.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from incidents.imports.behaviours import mapped_behaviours
from incidents.imports.chunks import (
    Stored,
    correct_stored,
    count,
    judged_contact,
    rows_stored,
    store_chunk,
    stored_contacts,
)
from incidents.imports.directory import MOST_MADE, Directory, fixed_team
from incidents.imports.drafts import Draft
from incidents.imports.errors import ImportRefused, RowRefused
from incidents.imports.head_counts import check_head_counts, record_head_counts
from incidents.imports.keys import KeysSeen
from incidents.imports.mapping import ImportMapping
from incidents.imports.readers import CsvFile, Row, RowFile, check_header, fingerprint
from incidents.imports.rejects import NoRejects, Rejects, open_rejects
from incidents.imports.report import MOST_SHOWN, Counts, Report, reason_line
from incidents.imports.rows import RowParser
from incidents.imports.workbooks import Workbook
from incidents.judging import Judge, JudgedContact
from incidents.models import ImportRun, NotAnsweredRule, Source
from incidents.storage import learn_sizes
from people.access import named_contacts
from periods.local_time import local_date

CHUNK_ROWS = 2_000
#: A judge remembers a verdict a value; a new one now and then keeps that bounded.
CHUNKS_A_JUDGE = 25

#: From so many new rows on the database is told that its tables have grown.
MANY_ROWS = 5_000

Progress = Callable[[float, Counts], None]


class NormsLacking(ImportRefused):
    """Values have no norm on their day; `report` says which, on which team, and when."""

    def __init__(self, report: Report) -> None:
        super().__init__(_("Some behaviours have no norm on the dates of this file."))
        self.report = report


@dataclass(frozen=True, kw_only=True)
class ImportRequest:
    """What to import and how; `at` is the moment it was asked for."""

    path: Path
    mapping: ImportMapping
    at: datetime
    team: str = ""
    dry_run: bool = False
    correct: bool = False
    rejects: Path | None = None


def run_import(
    request: ImportRequest, *, clock: Callable[[], datetime], progress: Progress
) -> Report:
    """Import the file; with `dry_run` only say what would happen. Raises ImportRefused."""
    digest = fingerprint(request.path)
    if request.dry_run or _may_lack_norms(request, progress):
        report = _look(request, progress)
        if request.dry_run:
            return report
        if report.lacking:
            raise NormsLacking(report)
    source, _made = Source.objects.get_or_create(name=request.mapping.source)
    rule = request.mapping.not_answered
    run = ImportRun.objects.create(
        source=source,
        file_name=request.path.name[:255],
        file_sha256=digest,
        not_answered_rule=rule.rule if rule else NotAnsweredRule.BY_WAIT,
        started_at=request.at,
    )
    report = _write(request, run, progress)
    ImportRun.objects.filter(pk=run.pk).update(finished_at=clock())
    return report


def _may_lack_norms(request: ImportRequest, progress: Progress) -> bool:
    """Whether it takes a closer look to tell that every value has a norm on its day."""
    if request.mapping.stores_unjudged:
        return False
    reading = Reading(request, ImportRun(), writes=False)
    return not reading.finds_norms_everywhere(progress)


def _look(request: ImportRequest, progress: Progress) -> Report:
    """Read the whole file and store nothing."""
    rule = request.mapping.not_answered
    run = ImportRun(
        source=Source.objects.filter(name=request.mapping.source).first() or Source(),
        not_answered_rule=rule.rule if rule else NotAnsweredRule.BY_WAIT,
    )
    reading = Reading(request, run, writes=False)
    return reading.through(progress)


def _write(request: ImportRequest, run: ImportRun, progress: Progress) -> Report:
    reading = Reading(request, run, writes=True)
    report = reading.through(progress)
    report.head_counts_without_team = record_head_counts(request.mapping, reading.directory.fixed)
    if report.counts.added >= MANY_ROWS:
        learn_sizes()
    return report


def open_file(path: Path, mapping: ImportMapping) -> RowFile:
    """The file with its header checked against the mapping. Raises ImportRefused."""
    wanted = mapping.columns()
    file: RowFile
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        file = Workbook(path, sheet=mapping.sheet)
    else:
        file = CsvFile(path, wanted=wanted, delimiter=mapping.delimiter, encoding=mapping.encoding)
    check_header(file.header, wanted)
    return file


class Reading:
    """One reading of the file from its first row to its last."""

    def __init__(self, request: ImportRequest, run: ImportRun, *, writes: bool) -> None:
        mapping = request.mapping
        self.request, self.run, self.writes = request, run, writes
        self.file = open_file(request.path, mapping)
        self.keys = KeysSeen()
        self.directory = Directory(
            mapping,
            at=request.at,
            writes=writes,
            named=named_contacts(local_date(request.at)),
            fixed=fixed_team(mapping, request.team),
        )
        check_head_counts(mapping, self.directory.fixed)
        behaviours = mapped_behaviours(mapping)
        self.codes = {behaviour.pk: code for code, behaviour in behaviours.items()}
        self.parser = RowParser(
            mapping,
            header=self.file.header,
            behaviours=behaviours,
            directory=self.directory,
            keys=self.keys,
            at=request.at,
        )
        self.report = Report(
            unused_columns=[name for name in self.file.header if name not in mapping.columns()],
            names_ignored=mapping.employee is not None and not self.directory.named,
        )
        # The look before a real run only asks which norms are lacking.
        self.judges = writes or request.dry_run
        self.rejects: Rejects = NoRejects()
        if self.judges:
            self.rejects = open_rejects(request.rejects, self.file)

    def through(self, progress: Progress) -> Report:
        """Read it, chunk by chunk."""
        try:
            for chunk in self._chunks(progress):
                self._take(chunk)
        except BaseException:
            self.rejects.drop()
            raise
        finally:
            self.keys.close()
        self.rejects.close()
        self.report.made = sorted(self.directory.made)
        return self.report

    def finds_norms_everywhere(self, progress: Progress) -> bool:
        """Whether all behaviours of the mapping have a norm on every team and date of the file.

        Of a row only that is read, so "no" is no more than a reason to look closer.
        """
        wanted = self.codes.keys()
        try:
            for chunk in self._chunks(progress):
                found = [place for row in chunk if (place := self.parser.place(row))]
                places = {(team.id, day): team for team, day in found}
                if any(
                    wanted - self.judge.norms(team, day) for (_team, day), team in places.items()
                ):
                    return False
        finally:
            self.keys.close()
        # Beyond that many, which teams are made depends on the rows refused for other reasons.
        return len(self.directory.made) < MOST_MADE

    def _chunks(self, progress: Progress) -> Iterator[list[Row]]:
        rows = self.file.rows()
        number = 0
        while chunk := list(islice(rows, CHUNK_ROWS)):
            if number % CHUNKS_A_JUDGE == 0:
                self.judge = Judge(stores_unjudged=True)
            number += 1
            yield chunk
            progress(self.file.position, self.report.counts)

    def _take(self, chunk: list[Row]) -> None:
        """Store what is new of these rows; a correction comes after it, each on its own."""
        counts = Counts(read=len(chunk))
        drafts = self._drafts(chunk, counts)
        ledger = rows_stored(self.run.source)
        # While only this very run stored anything of the source, nothing of what comes is there.
        is_new = ledger == self.report.counts.added
        stored = {} if is_new else stored_contacts(self.run.source, drafts)
        fresh = [draft for key, draft in drafts.items() if key not in stored]
        changed = [
            draft
            for key, draft in drafts.items()
            if key in stored and stored[key].differs(draft, named=self.parser.reads_employee)
        ]
        counts.known += len(drafts) - len(fresh) - len(changed)
        if not self.request.correct:
            self._differ(changed, counts)
        for draft in fresh:
            self._note_lacking(draft)
        counts.added = len(fresh)
        if self.judges:
            judged = self._judged(fresh, counts)
            counts.added = len(judged)
        if self.writes:
            store_chunk(run=self.run, judged=judged, counts=counts, ledger=ledger)
        self.report.counts.add(counts)
        if self.request.correct:
            for draft in changed:
                self._correct(draft, stored[draft.key])

    def _drafts(self, chunk: list[Row], counts: Counts) -> dict[str, Draft]:
        """The rows to look at, by key; those left out, repeated or refused are counted."""
        drafts: dict[str, Draft] = {}
        for row in chunk:
            try:
                draft = self.parser.read(row)
                if draft is None:
                    counts.left_out += 1
                elif self._is_repeated(draft):
                    counts.known += 1
                else:
                    drafts[draft.key] = draft
                    self.report.saw_day(draft.day)
            except RowRefused as refused:
                self._refuse(row, refused, counts)
        return drafts

    def _is_repeated(self, draft: Draft) -> bool:
        """Whether the file holds the same row twice; refuses one reference for two contacts."""
        if not (self.judges and self.request.mapping.reference):
            return False
        earlier = self.keys.earlier(draft.key, draft.says, draft.row.number)
        if earlier and earlier.digest != draft.says:
            raise RowRefused(
                _("has the same reference as row %d, and other content") % earlier.row,
                self.request.mapping.reference[0],
            )
        return earlier is not None

    def _judged(self, drafts: list[Draft], counts: Counts) -> list[JudgedContact]:
        judged: list[JudgedContact] = []
        for draft in drafts:
            try:
                judged.append(judged_contact(draft, self.judge, self.run, self.request.at))
            except RowRefused as refused:
                self._refuse(draft.row, refused, counts)
        return judged

    def _note_lacking(self, draft: Draft) -> None:
        norms = self.judge.norms(draft.team, draft.day)
        if not (draft.entries.keys() <= norms.keys() and draft.waits.keys() <= norms.keys()):
            lacking = (draft.entries.keys() | draft.waits.keys()) - norms.keys()
            self.report.lacks((self.codes[each] for each in lacking), draft.team, draft.day)

    def _differ(self, drafts: list[Draft], counts: Counts) -> None:
        counts.different += len(drafts)
        room = MOST_SHOWN - len(self.report.different_rows)
        self.report.different_rows += [draft.row.number for draft in drafts[: max(0, room)]]

    def _correct(self, draft: Draft, stored: Stored) -> None:
        counts = Counts()
        self._note_lacking(draft)
        try:
            if self.parser.reads_employee and stored.is_of_another(draft):
                raise RowRefused(
                    _("is of another employee now; a correction leaves the employee as it is")
                )
            if self.writes:
                correct_stored(
                    run=self.run, draft=draft, stored=stored, judge=self.judge, at=self.request.at
                )
            counts.corrected = 1
        except RowRefused as refused:
            self._refuse(draft.row, refused, counts)
            count(self.run, counts)
        self.report.counts.add(counts)

    def _refuse(self, row: Row, refused: RowRefused, counts: Counts) -> None:
        counts.rejected += 1
        reason = (row.number, refused.column, refused.message)
        self.report.rejected(*reason)
        self.rejects.add(row.cells, reason_line(*reason))
