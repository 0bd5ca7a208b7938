"""Who works here: users, the tree, roles, agreements, notices, who looked, shared computers."""

from people.models.agreements import (
    Consent,
    ConsentQuerySet,
    ShareAgreement,
    ShareAgreementQuerySet,
)
from people.models.append_only import AppendOnly, AppendOnlyModel, AppendOnlyQuerySet
from people.models.notices import Notice
from people.models.person_views import PersonView
from people.models.stations import Pin, PinTry, Station
from people.models.tree import HeadCount, Role, RoleQuerySet, Team, User

__all__ = [
    "AppendOnly",
    "AppendOnlyModel",
    "AppendOnlyQuerySet",
    "Consent",
    "ConsentQuerySet",
    "HeadCount",
    "Notice",
    "PersonView",
    "Pin",
    "PinTry",
    "Role",
    "RoleQuerySet",
    "ShareAgreement",
    "ShareAgreementQuerySet",
    "Station",
    "Team",
    "User",
]
