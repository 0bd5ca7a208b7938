"""The pages of this room."""

from coaching.views.barriers import (
    action_done,
    barrier_action,
    barrier_answer,
    barrier_board,
    barrier_pass,
    barriers_passed,
    passed_answer,
)

__all__ = [
    "action_done",
    "barrier_action",
    "barrier_answer",
    "barrier_board",
    "barrier_pass",
    "barriers_passed",
    "passed_answer",
]
