"""The journal of changes: raising the revision of a team-week, as the last thing of a write."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import connection

from incidents.models import Latecomer
from periods.local_time import as_date

TeamWeekKey = tuple[int, date]


class Closed(NamedTuple):
    """A team-week that is closed, by key, and the revision it was closed at."""

    team_week_id: int
    revision: int


# The moment itself is returned, not whether there is one: SQLite 3.40 answers `closed_at IS NOT
# NULL` with 1 here for every row, led astray by the table's check constraint.
_RAISE = """
INSERT INTO incidents_teamweek (team_id, week, revision) VALUES {rows}
ON CONFLICT (team_id, week) DO UPDATE SET revision = incidents_teamweek.revision + 1
RETURNING team_id, week, closed_at, id, closed_revision
"""


def raise_revisions(keys: Iterable[TeamWeekKey]) -> dict[TeamWeekKey, Closed]:
    """Raise the revision of each touched (team, Monday) once; returns those that are closed.

    Call it last in the transaction: writers of one team-week wait for each other from here on.
    The keys are sorted, so that two writers never wait for each other in a ring.
    """
    ordered = sorted(set(keys))
    if not ordered:
        return {}
    statement = _RAISE.format(rows=", ".join(["(%s, %s, 1)"] * len(ordered)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [part for key in ordered for part in key])
        rows = cursor.fetchall()
    return {
        (team_id, as_date(week)): Closed(key, revision)
        for team_id, week, closed_at, key, revision in rows
        if closed_at is not None
    }


def note_late(closed: Closed, incident_ids: Iterable[int], kind: str) -> None:
    """Keep that these contacts came in after this closing; what is kept of one already stays.

    So a contact recorded late and changed later is one that was recorded late.
    """
    rows = [
        Latecomer(
            team_week_id=closed.team_week_id,
            closed_revision=closed.revision,
            incident_id=key,
            kind=kind,
        )
        for key in incident_ids
    ]
    Latecomer.objects.bulk_create(rows, ignore_conflicts=True)
