"""Pages of contacts and rounds: noting and correcting one, the lists, and taking one back."""

from incidents.views.adding import incident_add
from incidents.views.correcting import incident_correct
from incidents.views.finding import incident_find
from incidents.views.locations import (
    location_add,
    location_change,
    location_end,
    location_list,
    location_qr,
)
from incidents.views.reading import incident_detail, incident_list
from incidents.views.rounds import round_add, round_correct, round_detail, round_withdraw
from incidents.views.withdrawing import incident_withdraw

__all__ = [
    "incident_add",
    "incident_correct",
    "incident_detail",
    "incident_find",
    "incident_list",
    "incident_withdraw",
    "location_add",
    "location_change",
    "location_end",
    "location_list",
    "location_qr",
    "round_add",
    "round_correct",
    "round_detail",
    "round_withdraw",
]
