"""What a manager fills in: a goal, a behaviour with its first norm, a new version of a norm."""

from behaviours.forms.behaviour import BehaviourForm, GoalForm
from behaviours.forms.version import VersionForm

__all__ = ["BehaviourForm", "GoalForm", "VersionForm"]
