"""Holds every tally that is up to date against a recount; for a nightly timer."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from periods.week import Week
from scoring.digests import altered
from scoring.sums import SumsRow, verified_sums

#: So many differences are named; the first tells what kind it is, the hundredth nothing more.
NAMED = 10


class Command(BaseCommand):
    help = (
        "Recounts every up-to-date tally in one snapshot, and exits 1 when one differs. "
        "Stale tallies are skipped: the next reader counts them again. Frozen ones are held "
        "against what there was when their week was closed, without what came in later, or against "
        "the digest they were given then."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verified_sums()
        self.stdout.write(
            f"Checked {verdict.checked} team-weeks ({verdict.rows} tallies); "
            f"skipped {verdict.skipped} as stale."
        )
        if verdict.frozen or verdict.apart:
            self.stdout.write(
                f"Of these {verdict.frozen} are frozen, held against what there was at closing; "
                f"{verdict.apart} more are frozen and held against their digest."
            )
        if verdict.apart and (tampered := altered()):
            names = "; ".join(f"team {team_id} {Week(week)}" for team_id, week in tampered[:NAMED])
            raise CommandError(f"Tallies differ: {len(tampered)} frozen ones were altered: {names}")
        if verdict.is_clean:
            return
        counted, stored = len(verdict.only_counted), len(verdict.only_stored)
        lines = [
            *_named("counted but not stored", verdict.only_counted),
            *_named("stored but not counted", verdict.only_stored),
        ]
        summary = f"Tallies differ: {counted} rows only in the recount, {stored} only stored."
        raise CommandError("\n".join([summary, *lines]))


def _named(side: str, rows: Iterable[SumsRow]) -> list[str]:
    return [f"  {side}: {_described(row)}" for row in list(rows)[:NAMED]]


def _described(row: SumsRow) -> str:
    norm = f" behaviour {row.behaviour_id} norm {row.norm_id}" if row.norm_id else ""
    sums = ", ".join(f"{name} {value}" for name, value in row.named.items())
    return f"team {row.team_id} {Week(row.week)} {row.origin}{norm}: {sums}"
