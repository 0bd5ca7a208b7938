"""Who works here: users, the tree of teams, the roles on it, what was agreed, who is told what."""

from people.models.agreements import Consent, ConsentQuerySet
from people.models.notices import Notice
from people.models.tree import HeadCount, Role, RoleQuerySet, Team, User

__all__ = [
    "Consent",
    "ConsentQuerySet",
    "HeadCount",
    "Notice",
    "Role",
    "RoleQuerySet",
    "Team",
    "User",
]
