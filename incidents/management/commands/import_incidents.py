"""`manage.py import_incidents`: contacts from a file of a phone or ticket system.

Ends with 0 when every row went in, was known or was left out on purpose; 2 when rows were
rejected or differ from what is stored; 1 when nothing was imported.
"""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from incidents.imports.errors import ImportRefused, shown
from incidents.imports.mapping_file import read_mapping
from incidents.imports.readers import MOST_NAMED
from incidents.imports.report import Counts, Report
from incidents.imports.run import ImportRequest, NormsLacking, run_import

SOME_ROWS_NOT_TAKEN = 2
CHUNKS_A_LINE = 10


class Command(BaseCommand):
    """Import contacts; see docs/how-to/import.md."""

    help = "Import contacts from a CSV or XLSX file, as a mapping says."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, required=True, metavar="MAPPING.toml")
        parser.add_argument("--dry-run", action="store_true", help="look, and store nothing")
        parser.add_argument("--team", default="", metavar="SLUG", help="put every row on this team")
        parser.add_argument(
            "--correct", action="store_true", help="take rows that differ from what is stored"
        )
        parser.add_argument(
            "--rejects", type=Path, metavar="FILE", help="write the rejected rows to this file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            request = self._request(**options)
            with self._progress() as progress:
                report = run_import(request, clock=timezone.now, progress=progress)
        except NormsLacking as refused:
            self._say_lacking(refused.report)
            raise CommandError(_("Nothing was imported. %s") % how_to_judge()) from None
        except ImportRefused as refused:
            raise CommandError(_("Nothing more was imported. %s") % refused) from None
        self._say(report, request)
        if report.lacking and not request.mapping.stores_unjudged:
            raise CommandError(_("An import would be refused. %s") % how_to_judge())
        if not report.has_all:
            raise CommandError(not_taken(report, request), returncode=SOME_ROWS_NOT_TAKEN)

    def _request(self, **options: Any) -> ImportRequest:
        path, mapping, rejects = options["file"], options["mapping"], options["rejects"]
        if rejects and rejects.resolve() in {path.resolve(), mapping.resolve()}:
            raise CommandError(_("The rejected rows need a file of their own."))
        return ImportRequest(
            path=path,
            mapping=read_mapping(mapping),
            at=timezone.now(),
            team=options["team"],
            dry_run=options["dry_run"],
            correct=options["correct"],
            rejects=rejects,
        )

    def _progress(self) -> "ProgressBar | ProgressLines":
        console = Console(file=cast(IO[str], self.stdout))
        return ProgressBar(console) if console.is_terminal else ProgressLines(self)

    def _say(self, report: Report, request: ImportRequest) -> None:
        write = self.stdout.write
        for line in notes(report):
            write(line)
        for line in report.errors:
            write(line)
        hidden = report.counts.rejected - len(report.errors)
        if hidden > 0:
            write(_("… and %d more; --rejects FILE writes them all to a file.") % hidden)
        if report.different_rows:
            numbers = ", ".join(map(str, report.different_rows))
            write(
                _("Rows that differ from what is stored (take them with --correct): %s") % numbers
            )
        for line in report.head_counts_without_team:
            write(line)
        self._say_lacking(report)
        write(_("Looked only, nothing was stored.") if request.dry_run else _("Done."))
        write(summary(report.counts))
        if report.counts.read and report.counts.known == report.counts.read:
            write(_("Every row was imported before; nothing was added."))

    def _say_lacking(self, report: Report) -> None:
        for each in report.lacking.values():
            self.stdout.write(
                _("No norm for %(code)s on team %(team)s, %(first)s to %(last)s (%(rows)s rows).")
                % {
                    "code": each.code,
                    "team": each.team,
                    "first": date_format(each.first, "j F Y"),
                    "last": date_format(each.last, "j F Y"),
                    "rows": number_format(each.rows, force_grouping=True),
                }
            )


def how_to_judge() -> str:
    """What to do about values without a norm."""
    return _(
        "Publish these norms with a start on or before these dates, "
        'or write without_norm = "store" in the mapping to keep such values unjudged.'
    )


def not_taken(report: Report, request: ImportRequest) -> str:
    """What to say at the end when not all of it went in."""
    if request.dry_run:
        return _("Some rows would not be taken.")
    if report.counts.rejected or report.counts.different:
        return _("Some rows were not taken; the others are in.")
    return _("All rows are in, but a head count was not recorded.")


def notes(report: Report) -> list[str]:
    """What to know about the file as a whole."""
    said = []
    if report.first_day and report.last_day:
        span = {
            "first": date_format(report.first_day, "j F Y"),
            "last": date_format(report.last_day, "j F Y"),
        }
        said.append(_("Contacts from %(first)s to %(last)s.") % span)
    if report.names_ignored:
        said.append(
            _("Without names: contacts logged by others carry no name, so employees were not read.")
        )
    if report.unused_columns:
        said.append(_("Columns that were not used: %s.") % _listed(report.unused_columns))
    if report.made:
        said.append(_("Made, since the mapping asks for it: %s.") % _listed(report.made))
    return said


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(shown, names[:MOST_NAMED]))


def summary(counts: Counts) -> str:
    """All counts on one line; those that are nothing are left out, read and new never."""
    named = [
        (counts.read, ngettext("%(n)s row read", "%(n)s rows read", counts.read)),
        (counts.added, _("%(n)s new")),
        (counts.corrected, _("%(n)s corrected")),
        (counts.known, _("%(n)s known already")),
        (counts.different, _("%(n)s different, not taken")),
        (counts.left_out, _("%(n)s left out")),
        (counts.rejected, _("%(n)s rejected")),
    ]
    shown = [
        words % {"n": number_format(number, force_grouping=True)}
        for place, (number, words) in enumerate(named)
        if number or place < 2
    ]
    return ", ".join(shown)


class ProgressBar:
    """A bar for who looks on."""

    def __init__(self, console: Console) -> None:
        columns = (
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.description}"),
        )
        self._bar = Progress(*columns, console=console, transient=True)

    def __enter__(self) -> "ProgressBar":
        self._bar.start()
        self._task = self._bar.add_task("", total=1.0)
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()

    def __call__(self, position: float, counts: Counts) -> None:
        self._bar.update(self._task, completed=position, description=summary(counts))


class ProgressLines:
    """A line now and then, for a log."""

    def __init__(self, command: BaseCommand) -> None:
        self._command, self._chunks = command, 0

    def __enter__(self) -> "ProgressLines":
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def __call__(self, position: float, counts: Counts) -> None:
        self._chunks += 1
        if self._chunks % CHUNKS_A_LINE == 0:
            self._command.stdout.write(f"{position:.0%} – {summary(counts)}")
