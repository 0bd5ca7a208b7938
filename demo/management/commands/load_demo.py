"""Fills an empty database with the demonstration organisation."""

from argparse import ArgumentParser
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from demo.charts import leave_out
from demo.closing import close_weeks
from demo.coaching import talk
from demo.contacts import WEEKS, Shift, record_week
from demo.meetings import meet
from demo.norms import publish_norms
from demo.organisation import (
    DEPARTMENTS,
    PASSWORD,
    PIN,
    PIN_TEAM,
    agree,
    build_people,
    build_tree,
    hand_out_pins,
    list_log_ins,
    open_log_ins,
)
from demo.promises import record_promises
from demo.remarks import remark
from demo.rounds import record_rounds
from incidents.judging import Judge
from incidents.models import Incident
from people.models import Team
from periods.local_time import local_date, local_moment
from periods.week import Week, weeks_ending


class Command(BaseCommand):
    help = "Load the demonstration organisation into an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is data")
        parser.add_argument("--logins", action="store_true", help="print the log-ins and stop")
        parser.add_argument("--seed", type=int, default=2010)
        parser.add_argument("--today", type=date.fromisoformat, help="the last day, YYYY-MM-DD")

    def handle(self, **options: Any) -> None:
        if options["logins"]:
            self.print_log_ins()
            return
        if Incident.objects.exists() or Team.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError(_("This database already holds an organisation or contacts."))
        now = self.last_moment(options["today"])
        with transaction.atomic():
            count = load(now=now, rng=Random(options["seed"]))
        self.stdout.write(_("Loaded %(count)d contacts.") % {"count": count})

    def last_moment(self, today: date | None) -> datetime:
        """The end of the given day's office hours, else now."""
        if today is None:
            return timezone.now()
        return local_moment(datetime.combine(today, time(17)), fold=0)

    def print_log_ins(self) -> None:
        for login, role, node in list_log_ins():
            self.stdout.write(f"  {login:<18}{PASSWORD:<20}{role}, {node}")
        team = Team.objects.filter(slug=PIN_TEAM).first()
        if team is not None:
            line = _("PIN of everybody of %(team)s, at a station of that team: %(pin)s")
            self.stdout.write("  " + line % {"team": team, "pin": PIN})


def load(*, now: datetime, rng: Random) -> int:
    """Build everything up to the moment `now`, by this chance; returns how many contacts."""
    weeks = weeks_ending(Week.of(local_date(now)), WEEKS)
    opening = weeks[0].monday - timedelta(days=7)
    opened_at = local_moment(datetime.combine(opening, time(9)), fold=0)
    nodes = build_tree(opening)
    people = build_people(nodes, opening, opened_at, rng)
    agree(people, nodes, opening, opened_at)
    open_log_ins()
    hand_out_pins(nodes, opening, opened_at)
    publish_norms(nodes, people, weeks, opened_at)
    judge = Judge()
    count = sum(
        record_week(
            Shift(plan, nodes[plan.slug], week, WEEKS - 1 - number, people, department),
            now=now,
            judge=judge,
            rng=rng,
        )
        for number, week in enumerate(weeks)
        for department, _name, teams in DEPARTMENTS
        for plan in teams
    )
    count += record_rounds(nodes["publieksbalie"], people, now=now, judge=judge)
    # Chance of its own, so that the contacts stay what they were.
    record_promises(nodes, people, now=now, rng=Random(rng.random()))
    talk(nodes, people, now, rng)
    remark(nodes, people, now, rng)
    meet(nodes, people, now)
    leave_out(nodes, people, weeks, now)
    close_weeks(nodes, people, now=now, judge=judge)
    return count
