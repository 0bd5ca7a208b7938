"""Whatever is done to contacts, in whatever order, tallies say what counting one by one says.

A tally may be old, which its revision shows; one that claims to be up to date is never wrong.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from behaviours.models import Behaviour, Norm
from incidents.actions import correct_contact, record_contacts, withdraw_contact
from incidents.journal import Closed, TeamWeekKey, raise_revisions
from incidents.judging import Entry, NewContact, NoNormInForce
from incidents.models import Incident, Origin, TeamWeek
from periods.week import Week, weeks_ending
from scoring.models import ContactTally, Tally
from scoring.queries import APART, figures_by_team
from tests.builders import NOW, make_behaviour, make_location, make_norm, make_team
from tests.conftest import campaigns, many
from tests.scoring.naive import naive_contact_sums, naive_norm_sums, up_to_date_equals_naive

KINDS = [
    Behaviour.Kind.TIME_LIMIT,
    Behaviour.Kind.COUNT_LIMIT,
    Behaviour.Kind.DO,
    Behaviour.Kind.EXTRA,
]
#: Three weeks, the last of which the first writer meets without a journal row.
WEEKS = weeks_ending(Week.of(NOW.date()), 3)
DAYS = st.integers(0, 20)
TEAMS = st.integers(0, 2)
ENTRIES = st.dictionaries(
    st.sampled_from(range(len(KINDS))),
    st.one_of(
        st.integers(0, 70),
        st.sampled_from([Entry.not_applicable(), Entry.not_observed()]),
    ),
    max_size=4,
)
CONTACT = st.tuples(TEAMS, DAYS, ENTRIES, st.sampled_from(Origin.values))

OUTCOMES = st.sampled_from([Norm.Outcome.NORM, Norm.Outcome.RETIRED])

#: What all machines did together, so that a campaign that does nothing is noticed.
done: Counter[str] = Counter()


@contextmanager
def nothing_can_be_stored() -> Iterator[None]:
    """A read-only database, as a standby or a full disk would be."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL transaction_read_only = on")
        else:
            cursor.execute("PRAGMA query_only = on")
        try:
            yield
        finally:
            if connection.vendor == "postgresql":
                transaction.set_rollback(True)
            else:
                cursor.execute("PRAGMA query_only = off")


class TallyMachine(RuleBasedStateMachine):
    """Three teams, three weeks, four behaviours, and everything that can happen to a contact."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize()
    def an_organisation(self) -> None:
        self.teams = [make_team() for _ in range(3)]
        self.locations = [make_location(team) for team in self.teams]
        self.behaviours = [make_behaviour(kind=kind) for kind in KINDS]
        for number, behaviour in enumerate(self.behaviours, start=1):
            extra = behaviour.kind == Behaviour.Kind.EXTRA
            make_norm(behaviour, weight=number, critical=not extra and number % 2 == 0)

    def _contact(self, team: int, day: int, entries: dict, origin: str) -> NewContact:
        is_round = origin == Origin.ROUND
        return NewContact(
            team=self.teams[team],
            channel="" if is_round else "phone",
            location=self.locations[team] if is_round else None,
            occurred_at=NOW - timedelta(days=14) + timedelta(days=day),
            origin=origin,
            entries={
                self.behaviours[key].pk: self._entry(key, given) for key, given in entries.items()
            },
        )

    def _entry(self, key: int, given: int | Entry) -> Entry:
        if isinstance(given, Entry):
            return given
        answers_yes_or_no = KINDS[key] in (Behaviour.Kind.DO, Behaviour.Kind.EXTRA)
        return Entry(value=given % 2 if answers_yes_or_no else given)

    def _some_contact(self, which: int) -> Incident:
        rows = list(Incident.objects.counting().order_by("pk"))
        return rows[which % len(rows)]

    @rule(contact=CONTACT)
    def log(self, contact: tuple) -> None:
        self._record([contact])

    @rule(contacts=st.lists(CONTACT, min_size=2, max_size=6))
    def import_a_batch(self, contacts: list[tuple]) -> None:
        self._record(contacts)

    def _record(self, contacts: list[tuple]) -> None:
        try:
            record_contacts(contacts=[self._contact(*row) for row in contacts], at=NOW)
            done["recorded"] += len(contacts)
        except NoNormInForce:
            done["refused"] += 1

    @precondition(lambda self: Incident.objects.counting().exists())
    @rule(which=st.integers(0, 50), contact=CONTACT)
    def correct_or_move(self, which: int, contact: tuple) -> None:
        old = self._some_contact(which)
        team, day, entries, _origin = contact
        if old.is_round or which % 2:
            team = [each.pk for each in self.teams].index(old.team_id)
        fresh = self._contact(team, day, entries, old.origin)
        try:
            correct_contact(
                incident=old, version=old.version, corrected=fresh, by=None, at=NOW, reason="toch"
            )
            done["moved" if fresh.team.pk != old.team_id else "corrected"] += 1
        except NoNormInForce:
            done["refused"] += 1

    @precondition(lambda self: Incident.objects.counting().exists())
    @rule(which=st.integers(0, 50))
    def withdraw(self, which: int) -> None:
        old = self._some_contact(which)
        withdraw_contact(incident=old, version=old.version, by=None, at=NOW, reason="dubbel")
        done["withdrawn"] += 1

    @rule(
        which=TEAMS, day=DAYS, key=st.integers(0, 3), outcome=st.sampled_from(["norm", "retired"])
    )
    def publish_another_norm(self, which: int, day: int, key: int, outcome: str) -> None:
        starts_on = date(2026, 11, 2) + timedelta(days=day)
        behaviour, team = self.behaviours[key], self.teams[which]
        if not Norm.objects.filter(behaviour=behaviour, team=team, starts_on=starts_on).exists():
            make_norm(behaviour, team, starts_on=starts_on, outcome=outcome, weight=5)
            done["published"] += 1

    @rule()
    def read(self) -> None:
        self._read_all()
        done["read"] += 1

    @rule()
    def read_without_storing(self) -> None:
        before = (Tally.objects.count(), ContactTally.objects.count())
        with nothing_can_be_stored():
            self._read_all()
        assert (Tally.objects.count(), ContactTally.objects.count()) == before
        done["read without storing"] += 1

    def _read_all(self) -> None:
        """The figures of all teams and weeks, pooled over all origins but the customer."""
        found = figures_by_team(teams=self.teams, weeks=WEEKS)
        shown: Counter[tuple] = Counter()
        expected: Counter[tuple] = Counter()
        for team, weeks in found.items():
            for week, figures in weeks.items():
                shown[team.pk, week.monday, "contacts"] += figures.contacts
                shown[team.pk, week.monday, "fully"] += figures.fully_in_order.n
                for row in figures.norms:
                    shown[team.pk, week.monday, row.norm.pk, "observed"] += row.observed
                    shown[team.pk, week.monday, row.norm.pk, "met"] += row.met
                    shown[team.pk, week.monday, row.norm.pk, "score"] += row.score_sum
        for (team_id, monday, _, norm_id, origin), sums in naive_norm_sums().items():
            if origin != APART:
                expected[team_id, monday, norm_id, "observed"] += sums["observed"]
                expected[team_id, monday, norm_id, "met"] += sums["met"]
                expected[team_id, monday, norm_id, "score"] += sums["score_sum"]
        for (team_id, monday, origin), sums in naive_contact_sums().items():
            if origin != APART:
                expected[team_id, monday, "contacts"] += sums["contacts"]
                expected[team_id, monday, "fully"] += sums["fully_in_order"]
        assert +shown == +expected

    @invariant()
    def what_claims_to_be_up_to_date_is_right(self) -> None:
        done["tallies compared"] += up_to_date_equals_naive()

    @rule()
    def verify(self) -> None:
        call_command("verify_tallies", stdout=StringIO())
        done["verified"] += 1


def campaign(examples: int, steps: int) -> Counter[str]:
    done.clear()
    # Shrinking a failure here takes minutes; the long story it finds is short enough to read.
    limits = settings(max_examples=examples, stateful_step_count=steps, phases=[Phase.generate])
    run_state_machine_as_test(TallyMachine, settings=limits)
    return Counter(done)


@pytest.mark.hypothesis
@pytest.mark.parametrize("turn", range(many(1, soak=10)))
@pytest.mark.django_db
def test_tallies_equal_a_naive_count_whatever_happens(turn: int):
    """In turns: what a run undoes stays in the tables until the transaction of its test ends."""
    runs = many(10, soak=100)
    did = campaign(examples=runs, steps=many(20, soak=50))
    campaigns[f"state machine, turn {turn + 1}"] = str(dict(did))
    least_in_ten = {
        "recorded": 20, "corrected": 1, "moved": 2, "withdrawn": 3, "published": 3,
        "read": 3, "read without storing": 3, "verified": 3,
        "tallies compared": 100,
    }  # fmt: skip
    least = {name: number * runs // 10 for name, number in least_in_ten.items()}
    assert {name: did[name] for name in least if did[name] < least[name]} == {}


@pytest.mark.django_db
def test_the_machine_notices_a_write_that_forgets_the_journal(monkeypatch):
    """The negative control: with nothing raised, tallies that claim to be up to date are wrong."""
    monkeypatch.setattr("incidents.actions.raise_revisions", raise_the_first_time)
    with pytest.raises(AssertionError):
        campaign(examples=10, steps=20)


def raise_the_first_time(keys: Iterable[TeamWeekKey]) -> dict[TeamWeekKey, Closed]:
    """A journal that notices only the first write of a team-week."""
    known = set(TeamWeek.objects.values_list("team_id", "week"))
    return raise_revisions(set(keys) - known)
