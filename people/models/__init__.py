"""Who works here: users, the tree of teams, roles, agreements, notices, and shared computers."""

from people.models.agreements import Consent, ConsentQuerySet
from people.models.notices import Notice
from people.models.stations import Pin, PinTry, Station
from people.models.tree import HeadCount, Role, RoleQuerySet, Team, User

__all__ = [
    "Consent",
    "ConsentQuerySet",
    "HeadCount",
    "Notice",
    "Pin",
    "PinTry",
    "Role",
    "RoleQuerySet",
    "Station",
    "Team",
    "User",
]
