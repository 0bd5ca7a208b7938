"""What we do about it: answers to what was in the way, and actions with an owner."""

from coaching.models.action import Action
from coaching.models.barriers import AnsweredReport, BarrierAnswer

__all__ = ["Action", "AnsweredReport", "BarrierAnswer"]
