"""The figures of one team and ISO week, for a reader or for another program."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from people.models import Team
from periods.week import Week
from scoring.queries import team_figures
from scoring.report import week_report

#: Columns of the table with words; figures stand to the right.
WORDS = 1


class Command(BaseCommand):
    help = "Prints what one team's week adds up to, as a table or as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--team", required=True, metavar="SLUG", help="the team's short name")
        parser.add_argument("--week", required=True, metavar="WEEK", help="such as 2021-W01")
        parser.add_argument("--json", action="store_true", help="nothing but JSON on the output")

    def handle(self, *args: Any, **options: Any) -> None:
        team, week = _team(options["team"]), _week(options["week"])
        report = week_report(team, team_figures(team=team, weeks=[week])[week])
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(_table(team, report)))


def _team(slug: str) -> Team:
    team = Team.objects.filter(slug=slug).first()
    if team is None:
        raise CommandError(_("There is no team with the short name “%(slug)s”.") % {"slug": slug})
    if team.kind != Team.Kind.TEAM:
        raise CommandError(
            _("“%(slug)s” holds no contacts itself: name one of its teams.") % {"slug": slug}
        )
    return team


def _week(text: str) -> Week:
    try:
        return Week.parse(text)
    except ValueError as problem:
        raise CommandError(
            _("“%(text)s” is not a week such as 2021-W01.") % {"text": text}
        ) from problem


def _table(team: Team, report: dict[str, Any]) -> Iterable[str]:
    """The report as lines of text; the same figures, a dash where there is none."""
    yield f"{team.name}, {report['week']}"
    # Inside an f-string no text is collected for translation.
    whole = [
        (_("Contacts"), str(report["contacts"])),
        (_("Mean score (0-100)"), _shown(report["score_points"])),
        (_("Fully in order"), _of(report["fully_in_order"])),
        (_("Critical in order"), _of(report["critical_in_order"])),
    ]
    yield from (f"{name}: {figure}" for name, figure in whole)
    yield ""
    heading = [
        _("norm"), _("seen"), _("met"), _("happened"), _("share met"), _("low"), _("high"),
        _("n/a"), _("not seen"), _("score"),
    ]  # fmt: skip
    keys = [
        "code", "observed", "met", "happened", "met_share", "low", "high",
        "not_applicable", "not_observed", "score_points",
    ]  # fmt: skip
    yield from _aligned([heading, *([_shown(row[key]) for key in keys] for row in report["norms"])])


def _aligned(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            text.ljust(width) if place < WORDS else text.rjust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _of(pair: Sequence[int]) -> str:
    return _("%(n)d of %(of)d") % {"n": pair[0], "of": pair[1]}


def _shown(value: str | float | None) -> str:
    return "–" if value is None else str(value)
