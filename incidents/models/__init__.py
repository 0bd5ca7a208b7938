"""What was seen and promised: contacts, what was in the way, promises, the journal of changes."""

from incidents.models.barrier import OTHER, Barrier, BarrierReport
from incidents.models.closing import Latecomer, WeekClosing
from incidents.models.closing_day import ClosingDay
from incidents.models.incident import CODE_LENGTH, FULL_SCORE, Incident, IncidentQuerySet
from incidents.models.journal import IncidentChange, TeamWeek
from incidents.models.location import Location, LocationQuerySet
from incidents.models.observation import Observation
from incidents.models.origins import ImportRun, NotAnsweredRule, Origin, Source
from incidents.models.promise import Promise, PromiseChange, PromiseQuerySet
from incidents.models.story import Story

__all__ = [
    "CODE_LENGTH",
    "FULL_SCORE",
    "OTHER",
    "Barrier",
    "BarrierReport",
    "ClosingDay",
    "ImportRun",
    "Incident",
    "IncidentChange",
    "IncidentQuerySet",
    "Latecomer",
    "Location",
    "LocationQuerySet",
    "NotAnsweredRule",
    "Observation",
    "Origin",
    "Promise",
    "PromiseChange",
    "PromiseQuerySet",
    "Source",
    "Story",
    "TeamWeek",
    "WeekClosing",
]
