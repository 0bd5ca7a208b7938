"""Pages of contacts, rounds and promises: noting, correcting, the lists, what is done later."""

from incidents.views.adding import incident_add
from incidents.views.barriers import barrier_add, barrier_change, barrier_list, barrier_report
from incidents.views.closing_days import closing_day_list, closing_day_remove
from incidents.views.correcting import incident_correct
from incidents.views.finding import incident_find
from incidents.views.locations import (
    location_add,
    location_change,
    location_end,
    location_list,
    location_qr,
)
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
from incidents.views.rounds import round_add, round_correct, round_detail, round_withdraw
from incidents.views.stories import story_add, story_remove, story_wall, story_wall_answer
from incidents.views.tallying import incident_tally
from incidents.views.undoing import incident_undo
from incidents.views.withdrawing import incident_withdraw

__all__ = [
    "barrier_add",
    "barrier_change",
    "barrier_list",
    "barrier_report",
    "closing_day_list",
    "closing_day_remove",
    "incident_add",
    "incident_correct",
    "incident_detail",
    "incident_find",
    "incident_list",
    "incident_tally",
    "incident_undo",
    "incident_withdraw",
    "story_add",
    "story_remove",
    "story_wall",
    "story_wall_answer",
    "location_add",
    "location_change",
    "location_end",
    "location_list",
    "location_qr",
    "round_add",
    "round_correct",
    "round_detail",
    "round_withdraw",
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
