"""Pages of promises: the list, one promise, making and changing one, and the page behind a mail."""

from incidents.views.promises.by_link import promise_by_link
from incidents.views.promises.changing import (
    promise_attempt,
    promise_hand_over,
    promise_new_time,
    promise_settle,
    promise_take_over,
    promises_hand_over,
)
from incidents.views.promises.making import promise_add
from incidents.views.promises.reading import promise_detail, promise_list

__all__ = [
    "promise_add",
    "promise_attempt",
    "promise_by_link",
    "promise_detail",
    "promise_hand_over",
    "promise_list",
    "promise_new_time",
    "promise_settle",
    "promise_take_over",
    "promises_hand_over",
]
