"""What was seen and promised: contacts, observations, promises, and the journal of changes."""

from incidents.models.closing_day import ClosingDay
from incidents.models.incident import CODE_LENGTH, FULL_SCORE, Incident, IncidentQuerySet
from incidents.models.journal import AppendOnly, IncidentChange, TeamWeek
from incidents.models.observation import Observation
from incidents.models.origins import ImportRun, NotAnsweredRule, Origin, Source
from incidents.models.promise import Promise, PromiseChange, PromiseQuerySet

__all__ = [
    "CODE_LENGTH",
    "FULL_SCORE",
    "AppendOnly",
    "ClosingDay",
    "ImportRun",
    "Incident",
    "IncidentChange",
    "IncidentQuerySet",
    "NotAnsweredRule",
    "Observation",
    "Origin",
    "Promise",
    "PromiseChange",
    "PromiseQuerySet",
    "Source",
    "TeamWeek",
]
