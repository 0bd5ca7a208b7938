"""For a timer: mails each lead about the week that is over, once."""

from argparse import ArgumentParser
from collections import Counter
from datetime import datetime
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coaching.actions.week_mail import claim_week_mail, give_back, note_sent
from coaching.models import WeekMail
from dashboards.week_mail import message_to, readers
from people.models import User
from periods.local_time import local_date
from periods.week import Week


class Command(BaseCommand):
    help = (
        "Mails each team lead with an e-mail address the three things that matter of last week. "
        "Can be run as often as wanted: nobody is mailed twice about a week."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--site", default="http://127.0.0.1:8000", help="address of the site, without a path"
        )

    def handle(self, **options: Any) -> None:
        now = timezone.now()
        today = local_date(now)
        week = Week.of(today).previous
        had = set(WeekMail.objects.filter(week=week.monday).values_list("reader", flat=True))
        asked = {user: teams for user, teams in readers(week, today).items() if user.pk not in had}
        self.connection = get_connection()
        self._reach_the_server()
        counts: Counter[str] = Counter()
        site = options["site"].rstrip("/")
        for reader, teams in asked.items():
            message = message_to(reader=reader, teams=teams, week=week, now=now, site=site)
            counts[self._send(message, reader, week, now)] += 1
        self.connection.close()
        self.stdout.write(f"Week {week}: mailed {counts['sent']} of {len(asked)} leads to mail.")
        if counts["refused"]:
            raise CommandError(f"{counts['refused']} refused; the next run tries those again.")

    def _reach_the_server(self) -> None:
        """Before anybody is taken for mailed: without a server a next run does all of it."""
        try:
            self.connection.open()
        except OSError as problem:
            raise CommandError(f"Nobody was mailed: {problem}") from problem

    def _send(
        self, message: EmailMultiAlternatives, reader: User, week: Week, now: datetime
    ) -> str:
        """Hand one mail over: "sent", "refused", or "had" when another run was first.

        A server that says no has not sent it. One that falls silent may have: then it counts as
        sent, and the run stops, so that it happens to one reader and not to all that follow.
        """
        mail = claim_week_mail(reader=reader, week=week, at=now)
        if mail is None:
            return "had"
        message.connection = self.connection
        try:
            message.send()
        except (SMTPResponseException, SMTPRecipientsRefused) as problem:
            give_back(mail=mail)
            self.stderr.write(f"Reader {reader.pk} was refused: {problem}")
            return "refused"
        except OSError as problem:
            said = f"Reader {reader.pk} may have been mailed, later ones were not: {problem}"
            raise CommandError(said) from problem
        note_sent(mail=mail, at=now)
        return "sent"
