"""Weeks closed and reopened in between: a closed week shows what it showed, whatever happens."""

from collections import Counter
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
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

from incidents.actions import WeekClosed, correct_contact, record_contacts, withdraw_contact
from incidents.judging import Entry, NewContact
from incidents.models import Incident, Latecomer, Origin, TeamWeek
from periods.week import Week
from scoring import freezing
from scoring.freezing import close_and_freeze, reopen_and_thaw
from scoring.queries import figures_by_team
from tests.builders import NOW, make_behaviour, make_norm, make_team, make_user
from tests.conftest import many
from tests.scoring.naive import up_to_date_equals_naive

WEEKS = [Week.of(NOW.date()) - 1, Week.of(NOW.date())]
OVER = WEEKS[-1].ends_at + timedelta(hours=1)
TEAMS, SECONDS = st.integers(0, 1), st.integers(0, 70)
WHERE = st.tuples(TEAMS, st.integers(0, 13), SECONDS)

#: What all machines did together, so that a campaign that does nothing is noticed.
done: Counter[str] = Counter()


class ClosingMachine(RuleBasedStateMachine):
    """Two teams, two weeks, contacts about one person who may put them right after closing."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize()
    def an_organisation(self) -> None:
        self.teams = [make_team() for _ in range(2)]
        self.me, self.behaviour = make_user(), make_behaviour()
        make_norm(self.behaviour)
        #: What each closed week showed when it was closed.
        self.shown: dict[tuple[int, Week], object] = {}
        self.log([(team, day, 30 * day) for team in range(2) for day in (0, 1, 7)])
        self.close(0, WEEKS[0])

    def _contact(self, team: int, day: int, seconds: int) -> NewContact:
        return NewContact(
            team=self.teams[team],
            channel="phone",
            occurred_at=NOW - timedelta(days=7) + timedelta(days=day),
            origin=Origin.SELF,
            employee=self.me,
            entries={self.behaviour.pk: Entry(value=seconds)},
        )

    def _figures(self) -> dict[tuple[int, Week], object]:
        found = figures_by_team(teams=self.teams, weeks=WEEKS)
        return {
            (team.pk, week): row for team, weeks in found.items() for week, row in weeks.items()
        }

    @rule(contacts=st.lists(WHERE, min_size=1, max_size=4))
    def log(self, contacts: list[tuple[int, int, int]]) -> None:
        made = record_contacts(contacts=[self._contact(*row) for row in contacts], at=NOW)
        done["late" if any(row.after_closing for row in made) else "in time"] += 1

    @precondition(lambda self: Incident.objects.counting().filter(employee=self.me).exists())
    @rule(which=st.integers(0, 50), to=WHERE, is_me=st.booleans(), withdraws=st.booleans())
    def change(self, which: int, to: tuple, is_me: bool, withdraws: bool) -> None:
        rows = Incident.objects.counting().filter(employee=self.me).order_by("pk")
        old = rows[which % len(rows)]
        given: dict[str, Any] = {
            "incident": old,
            "version": old.version,
            "by": self.me if is_me else None,
        }
        try:
            if withdraws:
                withdraw_contact(**given, at=NOW, reason="dubbel")
            else:
                correct_contact(**given, at=NOW, corrected=self._contact(*to))
            done["changed"] += 1
        except WeekClosed:
            assert not is_me
            done["refused"] += 1

    @rule(team=TEAMS, week=st.sampled_from(WEEKS))
    def close(self, team: int, week: Week) -> None:
        if close_and_freeze(team=self.teams[team], week=week, at=OVER, by=None):
            key = (self.teams[team].pk, week)
            self.shown[key] = self._figures()[key]
            done["closed"] += 1

    @precondition(lambda self: self.shown)
    @rule(which=st.integers(0, 3))
    def reopen(self, which: int) -> None:
        key = sorted(self.shown)[which % len(self.shown)]
        team = next(team for team in self.teams if team.pk == key[0])
        assert reopen_and_thaw(team=team, week=key[1], at=OVER, by=self.me, reason="te laat")
        del self.shown[key]
        done["reopened"] += 1

    @invariant()
    def a_closed_week_shows_what_it_showed(self) -> None:
        figures = self._figures()
        assert {key: figures[key] for key in self.shown} == self.shown
        done["compared"] += len(self.shown)

    @invariant()
    def an_open_week_shows_what_there_is_and_nothing_differs(self) -> None:
        up_to_date_equals_naive()
        call_command("verify_tallies", stdout=StringIO())

    @invariant()
    def what_is_late_belongs_to_a_closed_week(self) -> None:
        late = Latecomer.objects.current().values_list("team_week", flat=True)
        assert set(late) <= set(
            TeamWeek.objects.filter(closed_at__isnull=False).values_list("pk", flat=True)
        )


def campaign(examples: int, steps: int) -> Counter[str]:
    done.clear()
    limits = settings(max_examples=examples, stateful_step_count=steps, phases=[Phase.generate])
    run_state_machine_as_test(ClosingMachine, settings=limits)
    return Counter(done)


@pytest.mark.hypothesis
@pytest.mark.django_db
def test_a_closed_week_shows_what_it_showed_whatever_happens():
    runs = many(8, soak=200)
    did = campaign(examples=runs, steps=many(20, soak=50))
    least = {"late": 2, "changed": 5, "closed": 10, "reopened": 3, "compared": 80}
    assert {name: did[name] for name in least if did[name] < least[name]} == {}


@pytest.mark.django_db
def test_the_machine_notices_a_week_that_is_closed_and_not_frozen(monkeypatch):
    """The control: with the journal alone, what comes in late changes what a closed week shows."""
    monkeypatch.setattr(freezing, "freeze", lambda key: None)
    with pytest.raises((AssertionError, CommandError)):
        campaign(examples=8, steps=20)
