"""What a team has to keep by a moment, for a page that names a few of it."""

from dataclasses import dataclass
from datetime import datetime

from incidents.models import Promise
from incidents.promises.wording import due_text, keeper_text, standing
from people.models import Team


@dataclass(frozen=True)
class DueLine:
    """One promise, who keeps it, and how it stands now."""

    pk: int
    subject: str
    due: str
    keeper: str
    sign: str
    standing: str


@dataclass(frozen=True)
class DuePromises:
    """The first due, and how many more there are."""

    lines: list[DueLine]
    more: int


def due_promises(team: Team, *, until: datetime, now: datetime, most: int) -> DuePromises:
    """What runs and is due before `until`, what is late included; one query."""
    due = Promise.objects.running().filter(kept_by=team, due_at__lt=until)
    rows = list(due.select_related("owner").order_by("due_at", "pk"))
    lines = [
        DueLine(row.pk, row.subject, due_text(row), keeper_text(row), *standing(row, now))
        for row in rows[:most]
    ]
    return DuePromises(lines, max(0, len(rows) - most))
