"""How the tests of this room speak of a team with something in its way."""

from behaviours.models import Behaviour
from coaching.actions.attention import handle
from coaching.actions.barriers import pass_barrier
from coaching.models import Action
from incidents.stories import Telling, tell_story
from people.models import Team, User
from periods.week import Week
from tests.builders import NOW, TODAY, log_miss, make_barrier

WEEK = Week.of(TODAY)


def keys_of_what_was_in_the_way(
    team: Team, behaviour: Behaviour, employee: User | None, lead: User | None
) -> dict[str, int]:
    """For the walk: a norm missed by two barriers, one passed on; a story, an action, one handled.

    The keys stand under the names of the addresses that take them.
    """
    assert employee is not None
    assert lead is not None
    busy, system = make_barrier("too_busy"), make_barrier("system")
    for barrier in (busy, system):
        contact = log_miss(team, employee, behaviour, barrier)
    passed = pass_barrier(team=team, barrier=system, by=lead, at=NOW)
    telling = Telling(line="Ik kwam er niet door", for_wall=True)
    tell_story(incident=contact, telling=telling, by=employee, at=NOW)
    action = Action.objects.create(
        title="Bellen", team=team, owner=employee, due_on=TODAY, made_by=lead, made_at=NOW
    )
    handled = handle(
        team=team, week=WEEK, key="unseen:1", said="Iets", outcome="noise", line="", by=lead, at=NOW
    )
    on_contact = ("barrier_report", "story_add", "story_remove", "story_wall_answer")
    on_barrier = ("barrier_change", "barrier_answer", "barrier_action", "barrier_pass")
    return {
        **dict.fromkeys(on_contact, contact.pk),
        **dict.fromkeys(on_barrier, busy.pk),
        "passed_answer": passed.pk,
        "action_done": action.pk,
        "handled_take_back": handled.pk,
    }
