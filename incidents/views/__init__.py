"""Pages of contacts: noting and correcting, the list, one contact, what was in the way, stories."""

from incidents.views.adding import incident_add
from incidents.views.barriers import barrier_add, barrier_change, barrier_list, barrier_report
from incidents.views.correcting import incident_correct
from incidents.views.finding import incident_find
from incidents.views.reading import incident_detail, incident_list
from incidents.views.stories import story_add, story_remove, story_wall, story_wall_answer
from incidents.views.tallying import incident_tally
from incidents.views.undoing import incident_undo
from incidents.views.withdrawing import incident_withdraw

__all__ = [
    "barrier_add",
    "barrier_change",
    "barrier_list",
    "barrier_report",
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
]
