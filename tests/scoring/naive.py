"""The slow and plain way to count, to hold the tallies against.

It looks at contacts and promises alone: team, week and origin are taken from these and their
moments, not from copies; revisions and tallies are not looked at.
"""

from collections import Counter
from datetime import date

from incidents.models import Incident, Observation, Promise, TeamWeek
from periods.local_time import local_date
from periods.week import Week
from scoring.models import FORMULA_VERSION, PROMISE, ContactTally, Tally, TallyState
from scoring.sums import CONTACT_SUMS, NORM_SUMS, SumsRow
from scoring.verifying import out_of_step

NormKey = tuple[int, date, int, int, str]
ContactKey = tuple[int, date, str]
NormSums = dict[NormKey, dict[str, int]]
ContactSums = dict[ContactKey, dict[str, int]]


def naive_norm_sums() -> NormSums:
    """What Tally should hold for all team-weeks, counted one by one."""
    found: dict[NormKey, Counter[str]] = {}
    rows = Observation.objects.select_related("incident", "behaviour", "norm__behaviour")
    for seen in rows:
        contact, norm = seen.incident, seen.norm
        if contact.withdrawn_at is not None or norm is None:
            continue
        week = Week.of(local_date(contact.occurred_at)).monday
        key = (contact.team_id, week, norm.behaviour_id, norm.pk, contact.origin)
        counter = found.setdefault(key, Counter(dict.fromkeys(NORM_SUMS, 0)))
        if seen.state != Observation.State.SEEN:
            counter[str(seen.state)] += 1
        elif seen.behaviour.kind == "extra":
            counter["observed"] += 1
            counter["happened"] += seen.value or 0
        elif seen.met is not None:
            counter["observed"] += 1
            counter["met"] += seen.met
            counter["score_sum"] += seen.score or 0
    for kept in Promise.objects.exclude(outcome__in=["", "cancelled"]).select_related("norm"):
        if kept.norm is None:
            continue
        week = Week.of(local_date(kept.due_at)).monday
        promised = (kept.kept_by_id, week, kept.norm.behaviour_id, kept.norm.pk, PROMISE)
        counter = found.setdefault(promised, Counter(dict.fromkeys(NORM_SUMS, 0)))
        counter["observed"] += 1
        counter["met"] += kept.outcome == "kept"
        counter["score_sum"] += kept.score or 0
    return {key: dict(counter) for key, counter in found.items()}


def naive_contact_sums() -> ContactSums:
    """What ContactTally should hold for all team-weeks, counted one contact at a time."""
    found: dict[ContactKey, Counter[str]] = {}
    for contact in Incident.objects.filter(withdrawn_at__isnull=True):
        if contact.location_id is not None:
            continue
        week = Week.of(local_date(contact.occurred_at)).monday
        key = (contact.team_id, week, contact.origin)
        counter = found.setdefault(key, Counter(dict.fromkeys(CONTACT_SUMS, 0)))
        counter["contacts"] += 1
        for flag, judged in (
            ("fully_in_order", "fully_judged"),
            ("critical_in_order", "critical_judged"),
        ):
            answer = getattr(contact, flag)
            counter[judged] += answer is not None
            counter[flag] += answer is True
        if not contact.answered:
            counter[f"not_answered_{contact.not_answered_rule}"] += 1
    return {key: dict(counter) for key, counter in found.items()}


def by_key(rows: list[SumsRow]) -> tuple[NormSums, ContactSums]:
    """Rows of sums in the form of the two functions above."""
    norms = {
        (*row.key, row.behaviour_id, row.norm_id, row.origin): row.named
        for row in rows
        if row.part == "norm"
    }
    contacts = {(*row.key, row.origin): row.named for row in rows if row.part == "contact"}
    return norms, contacts


def up_to_date_equals_naive() -> int:
    """Assert that every stored tally that claims to be up to date is right; returns how many.

    And that what pages read is what the tallies add up to.
    """
    assert not out_of_step()
    fresh = up_to_date()
    norms, contacts = stored_norm_sums(fresh), stored_contact_sums(fresh)
    assert norms == {k: v for k, v in naive_norm_sums().items() if k[:2] in fresh}
    assert contacts == {k: v for k, v in naive_contact_sums().items() if k[:2] in fresh}
    return len(norms) + len(contacts)


def up_to_date() -> set[tuple[int, date]]:
    """The team-weeks whose tallies claim to be of the present revision and formula."""
    written = set(TeamWeek.objects.values_list("team_id", "week", "revision"))
    states = TallyState.objects.filter(formula_version=FORMULA_VERSION)
    counted = states.values_list("team_id", "week", "counted_revision")
    return {key[:2] for key in counted if key in written}


def stored_norm_sums(keys: set[tuple[int, date]]) -> NormSums:
    """What Tally holds for these team-weeks."""
    return {
        (row.team_id, row.week, row.behaviour_id, row.norm_id, row.origin): {
            name: getattr(row, name) for name in NORM_SUMS
        }
        for row in Tally.objects.all()
        if (row.team_id, row.week) in keys
    }


def stored_contact_sums(keys: set[tuple[int, date]]) -> ContactSums:
    """What ContactTally holds for these team-weeks."""
    return {
        (row.team_id, row.week, row.origin): {name: getattr(row, name) for name in CONTACT_SUMS}
        for row in ContactTally.objects.all()
        if (row.team_id, row.week) in keys
    }


def stored_rows() -> int:
    """How many rows of tallies there are, up to date or not."""
    return Tally.objects.count() + ContactTally.objects.count()
