"""How far one person may see on one team: the rows behind a number, and a small team's counts."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from django.urls import reverse

from behaviours.measures import MeasureKind
from people.access import EMPLOYEE, OBSERVER, TEAM_LEAD, Scope
from people.models import Team
from periods.week import Week
from scoring.figures import NormVersion

#: How the list of promises is asked for those that were met or not.
MET_IN_ADDRESS = {"met": "&met=true", "not_met": "&met=false"}


class Rows(StrEnum):
    """Which contacts a number opens."""

    TEAM = "team"
    OWN = "own"
    NONE = "none"


@dataclass(frozen=True)
class Reader:
    """What the page may show this person about this team."""

    rows: Rows
    #: One of the team or its lead: sees a small team's counts, which nobody else does.
    belongs: bool


def reader_of(scope: Scope, team: Team) -> Reader:
    """As decisions 5 and 6 have it: a lead opens the team's rows, staff open their own."""
    if scope.covers(team, TEAM_LEAD):
        return Reader(Rows.TEAM, belongs=True)
    own = scope.covers(team, EMPLOYEE, OBSERVER)
    return Reader(Rows.OWN if own else Rows.NONE, belongs=scope.belongs_to(team))


class Links:
    """Addresses of what is behind the numbers of one team-week; empty where nothing opens.

    Built once: a page of 40 norms has some 200 of them.
    """

    def __init__(self, reader: Reader, team: Team, week: Week) -> None:
        query = urlencode({"team": team.slug, "week": str(week)})
        self._week = f"{reverse('incident_list')}?{query}" if reader.rows != Rows.NONE else ""
        self._promises = f"{reverse('promise_list')}?{query}" if reader.belongs else ""

    def all(self) -> str:
        """Every contact of the week."""
        return self._week

    def where(self, filters: str, n: int) -> str:
        """Those `n` that fit, such as `whole=in_order`; nothing opens behind a 0."""
        return f"{self._week}&{filters}" if self._week and n else ""

    def promises(self, filters: str) -> str:
        """The promises the team has to keep of this week that fit; for the team itself."""
        return f"{self._promises}&{filters}" if self._promises else ""

    def norm(self, norm: NormVersion, result: str, n: int) -> str:
        """Those `n` with this result for this norm; nothing opens behind a 0."""
        if norm.kind == MeasureKind.PROMISE.value:
            met = MET_IN_ADDRESS.get(result, "")
            return self.promises(f"show=settled&norm={norm.pk}{met}") if n else ""
        return f"{self._week}&norm={norm.pk}&result={result}" if self._week and n else ""
