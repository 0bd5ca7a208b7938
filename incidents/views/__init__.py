"""Pages of contacts: noting and correcting one, the list, one contact, and taking it back."""

from incidents.views.adding import incident_add
from incidents.views.correcting import incident_correct
from incidents.views.finding import incident_find
from incidents.views.reading import incident_detail, incident_list
from incidents.views.tallying import incident_tally
from incidents.views.undoing import incident_undo
from incidents.views.withdrawing import incident_withdraw

__all__ = [
    "incident_add",
    "incident_correct",
    "incident_detail",
    "incident_find",
    "incident_list",
    "incident_tally",
    "incident_undo",
    "incident_withdraw",
]
