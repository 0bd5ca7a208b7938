"""Pages of contacts and promises: noting and correcting, the lists, and what is done later."""

from incidents.views.adding import incident_add
from incidents.views.closing_days import closing_day_list, closing_day_remove
from incidents.views.correcting import incident_correct
from incidents.views.finding import incident_find
from incidents.views.promises import (
    promise_add,
    promise_attempt,
    promise_by_link,
    promise_detail,
    promise_hand_over,
    promise_list,
    promise_new_time,
    promise_settle,
    promise_take_over,
    promises_hand_over,
)
from incidents.views.reading import incident_detail, incident_list
from incidents.views.withdrawing import incident_withdraw

__all__ = [
    "closing_day_list",
    "closing_day_remove",
    "incident_add",
    "incident_correct",
    "incident_detail",
    "incident_find",
    "incident_list",
    "incident_withdraw",
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
