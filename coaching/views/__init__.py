"""The pages of this room."""

from coaching.views.attention import handled_list, handled_take_back, loss_terms
from coaching.views.barriers import (
    action_done,
    barrier_action,
    barrier_answer,
    barrier_board,
    barrier_pass,
    barriers_passed,
    passed_answer,
)
from coaching.views.compliments import (
    compliment_detail,
    compliment_give,
    compliment_list,
    compliment_take_back,
)
from coaching.views.fresh_eyes import (
    fresh_eyes,
    fresh_eyes_later,
    question_ask,
    question_detail,
    question_list,
)

__all__ = [
    "action_done",
    "barrier_action",
    "barrier_answer",
    "barrier_board",
    "barrier_pass",
    "barriers_passed",
    "passed_answer",
    "compliment_detail",
    "compliment_give",
    "compliment_list",
    "compliment_take_back",
    "fresh_eyes",
    "fresh_eyes_later",
    "handled_list",
    "handled_take_back",
    "loss_terms",
    "question_ask",
    "question_detail",
    "question_list",
]
