"""Holds every tally that is up to date against a recount; for a nightly timer."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from incidents.journal import TeamWeekKey
from periods.week import Week
from scoring.sums import SumsRow, Verdict, verified_sums
from scoring.verifying import altered, out_of_step

#: So many differences are named; the first tells what kind it is, the hundredth nothing more.
NAMED = 10


class Command(BaseCommand):
    help = (
        "Recounts every up-to-date tally in one snapshot, and exits 1 when one differs. "
        "Stale tallies are skipped: the next reader counts them again. Frozen ones are held "
        "against what there was when their week was closed, without what came in later, or against "
        "the digest they were given then. What pages show is held against the tallies."
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
        found = []
        if not verdict.is_clean:
            found.append(_differences(verdict))
        if verdict.apart and (tampered := altered()):
            found.append(f"Tallies differ: frozen ones were altered: {_keys(tampered)}")
        if wrong := out_of_step():
            found.append(f"Tallies differ from what pages show of: {_keys(wrong)}")
        if found:
            raise CommandError("\n".join(found))


def _differences(verdict: Verdict) -> str:
    counted, stored = len(verdict.only_counted), len(verdict.only_stored)
    lines = [
        f"Tallies differ: {counted} rows only in the recount, {stored} only stored.",
        *_named("counted but not stored", verdict.only_counted),
        *_named("stored but not counted", verdict.only_stored),
    ]
    return "\n".join(lines)


def _keys(keys: Sequence[TeamWeekKey]) -> str:
    """The first few team-weeks, and of how many."""
    named = "; ".join(f"team {team_id} {Week(week)}" for team_id, week in keys[:NAMED])
    return f"{named} ({len(keys)} in all)"


def _named(side: str, rows: Iterable[SumsRow]) -> list[str]:
    return [f"  {side}: {_described(row)}" for row in list(rows)[:NAMED]]


def _described(row: SumsRow) -> str:
    norm = f" behaviour {row.behaviour_id} norm {row.norm_id}" if row.norm_id else ""
    sums = ", ".join(f"{name} {value}" for name, value in row.named.items())
    return f"team {row.team_id} {Week(row.week)} {row.origin}{norm}: {sums}"
