"""For a timer: closes the weeks that are due to close, and warns of what is nearly due."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from incidents.closing import CLOSES_AFTER, close_week, weeks_to_close
from incidents.promises.warning import warn_of_what_is_due
from periods.week import Week


class Command(BaseCommand):
    help = (
        "Settles as not kept what was due in weeks that close now, and warns owners of what is "
        f"due within the hour. A week closes by itself {CLOSES_AFTER.days} days after it ended. "
        "Can be run at any time and as often as wanted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--site", default="http://127.0.0.1:8000", help="address of the site, without a path"
        )

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        closed = sum(
            close_week(team=row.team, week=Week(row.week), at=now, by=None)
            for row in weeks_to_close(now)
        )
        warned = warn_of_what_is_due(at=now, site=options["site"].rstrip("/"))
        self.stdout.write(f"Closed {closed} team-weeks; warned of {warned} promises.")
