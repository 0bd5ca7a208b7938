"""What was seen: contacts, the observations made in them, and the journal of what changed when."""

from incidents.models.incident import CODE_LENGTH, FULL_SCORE, Incident, IncidentQuerySet
from incidents.models.journal import AppendOnly, IncidentChange, TeamWeek
from incidents.models.location import Location, LocationQuerySet
from incidents.models.observation import Observation
from incidents.models.origins import ImportRun, NotAnsweredRule, Origin, Source

__all__ = [
    "CODE_LENGTH",
    "FULL_SCORE",
    "AppendOnly",
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
    "TeamWeek",
]
