"""The pages of this room: the organisation, the people placed in it, what was agreed, language."""

from people.views.language import set_language
from people.views.nodes import (
    head_count_add,
    node_add,
    node_detail,
    node_end,
    norms_by_lead,
    organisation,
)
from people.views.notices import notice_seen
from people.views.placing import password_link, person_invite, person_place, role_end
from people.views.privacy import consent_add, consent_end, privacy
from people.views.share_agreements import share_agreement_end, share_agreement_list
from people.views.station import (
    pin_change,
    station,
    station_leave,
    station_person,
    station_unlock,
)
from people.views.station_setting import first_pin, station_add, station_end

__all__ = [
    "consent_add",
    "consent_end",
    "first_pin",
    "head_count_add",
    "node_add",
    "node_detail",
    "node_end",
    "norms_by_lead",
    "notice_seen",
    "organisation",
    "password_link",
    "person_invite",
    "person_place",
    "pin_change",
    "privacy",
    "role_end",
    "set_language",
    "share_agreement_end",
    "share_agreement_list",
    "station",
    "station_add",
    "station_end",
    "station_leave",
    "station_person",
    "station_unlock",
]
