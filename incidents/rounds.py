"""Rounds: what one looks at, when the last one was, and which of its points are still open.

An open point is not stored: it is a behaviour that was not met when it was last judged at a
location. The next round in which it is met closes it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Max, Q, Window
from django.db.models.functions import RowNumber

from behaviours.models import Behaviour, Norm, SeenBy
from incidents.models import Incident, Location, Observation

#: The latest first; two of one moment in the order in which they were noted.
LATEST_FIRST = (F("occurred_at").desc(), F("pk").desc())
_POINT = ("incident__location_id", "behaviour_id")
_LATEST_SEEN_FIRST = (F("incident__occurred_at").desc(), F("incident_id").desc())


@dataclass(frozen=True)
class OpenPoint:
    """A point of a location that was not met when it was last looked at."""

    norm: Norm
    row: Observation
    last_met_on: date | None
    """When it was last in order; None when it never was."""


@dataclass(frozen=True)
class Standing:
    """How a location stands: what is looked at, the last round, and what is still open."""

    location: Location
    checklist: Sequence[Norm]
    last_round: Incident | None
    open_points: Sequence[OpenPoint]


def checklist(location: Location, norms: Iterable[Norm]) -> list[Norm]:
    """Of the norms in force those a round looks at here, by behaviour code.

    Reads `location.behaviours`: prefetch them for more than one location.
    """
    chosen = {behaviour.pk for behaviour in location.behaviours.all()}
    found = [norm for norm in round_norms(norms) if not chosen or norm.behaviour_id in chosen]
    return sorted(found, key=lambda norm: norm.behaviour.code)


def round_norms(norms: Iterable[Norm]) -> list[Norm]:
    """Of these norms those that can be seen in a round; a kept promise never is."""
    return [
        norm
        for norm in norms
        if SeenBy.ROUND in norm.behaviour.seen_by and norm.behaviour.kind != Behaviour.Kind.PROMISE
    ]


def standings(locations: Sequence[Location], norms: Mapping[int, Norm]) -> list[Standing]:
    """How these locations of one team stand, given its norms in force by behaviour.

    Two queries whatever the number of locations, beside that of their chosen behaviours.
    """
    last = last_rounds(locations)
    judged = _last_judged(locations)
    found = []
    for location in locations:
        looked_at = checklist(location, norms.values())
        points = [
            OpenPoint(norm, row, row.last_met_on)
            for norm in looked_at
            if (row := judged[location.pk].get(norm.behaviour_id)) and not row.met
        ]
        found.append(Standing(location, looked_at, last.get(location.pk), points))
    return found


def last_rounds(locations: Iterable[Location]) -> dict[int, Incident]:
    """The last round that counts of each location that had one, by its key. One query."""
    rows = Incident.objects.rounds().counting().filter(location__in=locations)
    numbered = rows.annotate(
        place=Window(RowNumber(), partition_by=["location_id"], order_by=LATEST_FIRST)
    )
    return {row.location_id: row for row in numbered.filter(place=1) if row.location_id}


def _last_judged(locations: Iterable[Location]) -> dict[int, dict[int, Any]]:
    """What was judged last at each location, by behaviour; with when it was last met."""
    rows = Observation.objects.filter(
        counts=True, met__isnull=False, incident__location__in=locations
    ).annotate(
        place=Window(RowNumber(), partition_by=_POINT, order_by=_LATEST_SEEN_FIRST),
        last_met_on=Window(Max("local_date", filter=Q(met=True)), partition_by=_POINT),
        location_id=F("incident__location_id"),
    )
    found: dict[int, dict[int, Any]] = defaultdict(dict)
    for row in rows.filter(place=1):
        found[row.location_id][row.behaviour_id] = row
    return found
