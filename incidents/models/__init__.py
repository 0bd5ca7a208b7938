"""What was seen: contacts, what was in the way, stories, and the journal of what changed when."""

from incidents.models.barrier import OTHER, Barrier, BarrierReport
from incidents.models.incident import CODE_LENGTH, FULL_SCORE, Incident, IncidentQuerySet
from incidents.models.journal import AppendOnly, IncidentChange, TeamWeek
from incidents.models.location import Location, LocationQuerySet
from incidents.models.observation import Observation
from incidents.models.origins import ImportRun, NotAnsweredRule, Origin, Source
from incidents.models.story import Story

__all__ = [
    "CODE_LENGTH",
    "FULL_SCORE",
    "OTHER",
    "AppendOnly",
    "Barrier",
    "BarrierReport",
    "ImportRun",
    "Incident",
    "IncidentChange",
    "IncidentQuerySet",
    "Location",
    "LocationQuerySet",
    "NotAnsweredRule",
    "Observation",
    "Origin",
    "Source",
    "Story",
    "TeamWeek",
]
