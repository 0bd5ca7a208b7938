"""For a timer: closes the weeks that are due to close, and warns of what is nearly due."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from incidents.promises.warning import warn_of_what_is_due
from scoring.freezing import close_what_is_due


class Command(BaseCommand):
    help = (
        "Closes the weeks that close now, which settles as not kept what was due in them and "
        "freezes their figures, and warns owners of what is due within the hour. A week closes by "
        f"itself {settings.WEEK_CLOSES_AFTER_DAYS} days after it ended. "
        "Can be run at any time and as often as wanted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--site", default="http://127.0.0.1:8000", help="address of the site, without a path"
        )

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        closed = close_what_is_due(now)
        warned = warn_of_what_is_due(at=now, site=options["site"].rstrip("/"))
        self.stdout.write(f"Closed {closed} team-weeks; warned of {warned} promises.")
