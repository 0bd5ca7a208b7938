"""What a manager or lead fills in: a goal, a behaviour with its norm, a new version, a focus."""

from behaviours.forms.behaviour import BehaviourForm, GoalForm
from behaviours.forms.focus import FocusForm, GuidelineForm
from behaviours.forms.version import VersionForm

__all__ = ["BehaviourForm", "FocusForm", "GoalForm", "GuidelineForm", "VersionForm"]
