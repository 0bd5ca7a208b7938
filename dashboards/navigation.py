"""The entries of the navigation bar for this reader, and what stands under every page."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.access import MANAGER, WORKS_COUNCIL, Scope
from people.station_session import PAGES

#: Label, address by name, the names of the pages it stands for, and who sees it (all without).
ENTRIES: tuple[tuple[Any, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        _("Start"),
        "start",
        (
            "start",
            "team_week",
            "team_norm",
            "excluded_week_add",
            "team_meeting",
            "team_day",
            "week_close",
            "week_reopen",
            "my_results",
            "my_looks",
            "team_people",
            "person_results",
            "compliment_list",
            "compliment_detail",
            "fresh_eyes",
            "question_ask",
            "question_list",
            "question_detail",
            "barrier_board",
            "barrier_answer",
            "barrier_action",
            "barriers_passed",
            "passed_answer",
            "action_done",
            "story_wall",
            "handled_list",
        ),
        (),
    ),
    (
        _("Teams"),
        "organisation_now",
        ("organisation_now", "organisation_week"),
        (MANAGER, WORKS_COUNCIL),
    ),
    (
        _("Contacts"),
        "incident_list",
        (
            "incident_list",
            "incident_detail",
            "incident_correct",
            "incident_withdraw",
            "story_add",
            "location_list",
            "location_add",
            "location_change",
            "location_end",
            "location_qr",
            "round_add",
            "round_detail",
            "round_correct",
            "round_withdraw",
        ),
        Scope.LOGGING,
    ),
    (_("Log"), "incident_add", ("incident_add", "incident_tally"), Scope.LOGGING),
    (
        _("Promises"),
        "promise_list",
        (
            "promise_list",
            "promise_add",
            "promise_detail",
            "promise_new_time",
            "promise_hand_over",
            "promises_hand_over",
        ),
        Scope.LOGGING,
    ),
    (
        _("Norms"),
        "behaviour_list",
        (
            "behaviour_list",
            "behaviour_add",
            "behaviour_detail",
            "norm_add",
            "goal_list",
            "goal_add",
            "focus_set",
            "guideline_set",
            "barrier_list",
            "barrier_add",
            "barrier_change",
            "loss_terms",
        ),
        tuple(Scope.READING),
    ),
    (
        _("Organisation"),
        "organisation",
        (
            "organisation",
            "node_detail",
            "node_add",
            "node_end",
            "head_count_add",
            "share_agreement_list",
            "share_agreement_end",
            "person_invite",
            "person_place",
            "role_end",
            "closing_day_list",
            "password_link",
            "first_pin",
        ),
        Scope.PLACING,
    ),
    (_("Privacy"), "privacy", ("privacy", "consent_add", "consent_end"), ()),
)


@dataclass(frozen=True)
class Entry:
    """One entry of the bar."""

    label: Any
    url: str
    current: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `navigation`, a list of label, url and current, and `privacy_url`.

    And `question_url`, for who works in a team: why do we do it this way? `home_url` is where the
    name of the site leads. Nothing for who is not logged in, and on pages for when things break;
    at a shared computer only what a PIN opens.
    """
    scope = getattr(request, "scope", None)
    if scope is None or not request.user.is_authenticated:
        return {"navigation": []}
    at_station = scope.station is not None
    asks = not at_station and scope.holds(*Scope.LOGGING)
    here = request.resolver_match.url_name if request.resolver_match else None
    return {
        "home_url": reverse("station" if at_station else "start"),
        "privacy_url": "" if at_station else reverse("privacy"),
        "question_url": reverse("question_ask") if asks else "",
        "navigation": [
            Entry(label, reverse(name), here in pages)
            for label, name, pages, kinds in ENTRIES
            if (not at_station or name in PAGES) and (not kinds or scope.holds(*kinds))
        ],
    }
