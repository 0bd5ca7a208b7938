"""Loads behaviours of the starter library: the set of a sector, or everything."""

import argparse
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from behaviours.actions import StartRefused
from behaviours.library import library, load_items, sectors
from people.models import Team
from periods.local_time import local_date


class Command(BaseCommand):
    help = "Load behaviours of the starter library. What is there already is left alone."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--sector", choices=list(sectors()), help="load the set to start with")
        parser.add_argument("--all", action="store_true", help="load the whole library instead")
        parser.add_argument("--team", metavar="SLUG", help="for whom; the organisation by default")
        parser.add_argument(
            "--starts-on",
            type=_day,
            metavar="DATE",
            help="first day, as 2026-11-23; today by default",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["sector"] and not options["all"]:
            raise CommandError(_("Give --all, or --sector with one of %s.") % ", ".join(sectors()))
        now = timezone.now()
        today = local_date(now)
        codes = list(library()) if options["all"] else sectors()[options["sector"]]
        try:
            loaded = load_items(
                items=[library()[code] for code in codes],
                team=_team(options["team"]),
                starts_on=options["starts_on"] or today,
                at=now,
                today=today,
            )
        except StartRefused as refused:
            raise CommandError(str(refused)) from None
        self._say(_("Loaded with a norm"), loaded.with_norm)
        self._say(_("Loaded without a norm"), loaded.without_norm)
        self._say(_("There already, left alone"), loaded.left_alone)

    def _say(self, what: str, codes: list[str]) -> None:
        if codes:
            self.stdout.write(f"{what} ({len(codes)}): {', '.join(codes)}")


def _team(slug: str | None) -> Team:
    node = {"slug": slug} if slug else {"kind": Team.Kind.ORGANISATION}
    team = Team.objects.filter(**node).first()
    if team is None:
        raise CommandError(
            _("There is no team “%s”.") % slug
            if slug
            else _("There is no organisation yet: start one first.")
        )
    return team


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date such as 2026-11-23") from None
