"""The pages of this room."""

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
    "compliment_detail",
    "compliment_give",
    "compliment_list",
    "compliment_take_back",
    "fresh_eyes",
    "fresh_eyes_later",
    "question_ask",
    "question_detail",
    "question_list",
]
