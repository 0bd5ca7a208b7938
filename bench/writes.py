"""Logging a contact with six observations, against the bare inserts of the same rows."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, time

from django.db import connection, transaction

from behaviours.models import Behaviour
from bench.data import LAST_WEEK, NOW, SEEN_A_CONTACT, Store, Stores, check_tallies
from bench.load import Load, Recording
from bench.measure import Result, backend_cpu, by_turns, ratios, rounds, spent, statements_of
from bench.site import address, on_database
from incidents.actions import record_contacts
from incidents.journal import raise_revisions
from incidents.judging import Entry, NewContact
from people.models import Team

CONNECTIONS = 8
CONTACTS_A_TURN = 100


def logging(stores: Stores) -> Iterator[Result]:
    """What share of the rate of bare inserts is left, and what Python adds."""
    with on_database(stores.large.name):
        ours, bare = _teams()[:CONNECTIONS], _teams()[CONNECTIONS : 2 * CONNECTIONS]
        whole = [recorded(team) for team in ours]
        floor = [recorded(team).bare() for team in bare]
        with closing(Load(address(), CONNECTIONS)) as load:
            yield from _shares(load, whole, floor)
        yield _with_python(ours[0], floor[0])
        # Bare inserts tell nobody: their own teams' weeks are raised once, at the end.
        raise_revisions((team.pk, LAST_WEEK.monday) for team in bare)
        check_tallies()


def growth(stores: Stores) -> Iterator[Result]:
    """What one logged contact sends, in a small and in a large database."""
    large, small = (_cost_of_replaying(store) for store in (stores.large, stores.small))
    values = ratios(by_turns(large, small))
    for store in (stores.large, stores.small):
        with on_database(store.name):
            check_tallies()
    sizes = f"{stores.large.observations:,} / {stores.small.observations:,} observations"
    yield Result(f"log: SQL at {sizes}, CPU", values, at_most=1.5)


def recorded(team: Team) -> Recording:
    """Log one contact for this team, and keep what was sent."""
    new, keys = _contact(team), []
    sent = statements_of(lambda: keys.append(record_contacts(contacts=[new], at=NOW)[0].pk))
    return Recording.of(sent, keys[0])


def _shares(load: Load, whole: list[Recording], floor: list[Recording]) -> Iterator[Result]:
    """Inserts and the raise have a target; with the norms read as well it is for information."""
    writing = [replace(each, reads=()) for each in whole]
    ways = (
        ("1 connection", slice(0, 1), 1, 80),
        (f"{CONNECTIONS} connections", slice(0, CONNECTIONS), 1, 80),
        (f"{CONNECTIONS} on one team-week", slice(0, 1), CONNECTIONS, 55),
    )
    for how, picked, times, target in ways:
        for what, variant, aim in (
            ("inserts and raise", writing, target),
            ("norms read too", whole, None),
        ):
            turns = [
                load.rates(variant[picked] * times, floor[picked] * times)
                for _ in range(rounds() + 1)
            ]
            shares = [100 * share for share in ratios(turns[1:])]
            yield Result(f"log, {how}: {what} / bare inserts, rate", shares, "%", at_least=aim)


def _with_python(team: Team, floor: Recording) -> Result:
    new = _contact(team)

    def act() -> None:
        for _ in range(CONTACTS_A_TURN):
            record_contacts(contacts=[new], at=NOW)

    def insert() -> None:
        for _ in range(CONTACTS_A_TURN):
            with transaction.atomic(), connection.cursor() as cursor:
                floor.write(cursor)

    values = by_turns(lambda: spent(act), lambda: spent(insert))
    return Result("log: the action, Python included / bare inserts, CPU", ratios(values))


def _cost_of_replaying(store: Store) -> Callable[[], float]:
    """Gives seconds of PostgreSQL's processor for so many contacts, each time it is asked."""
    with on_database(store.name):
        recording = recorded(_teams()[0])

    def replay() -> None:
        for _ in range(CONTACTS_A_TURN):
            recording.replay(connection.connection)

    def cost() -> float:
        with on_database(store.name):
            spending = spent(replay, backend_cpu)
            connection.connection.autocommit = True
        return spending

    return cost


def _teams() -> list[Team]:
    """As pages have them: with their place in the tree."""
    return list(Team.objects.with_tree_fields().filter(kind="team").order_by("pk"))


def _contact(team: Team) -> NewContact:
    behaviours = Behaviour.objects.exclude(kind="extra").order_by("pk")[:SEEN_A_CONTACT]
    return NewContact(
        team=team,
        channel="phone",
        occurred_at=datetime.combine(LAST_WEEK.monday, time(12), UTC),
        origin="self",
        entries={behaviour.pk: Entry(value=1) for behaviour in behaviours},
    )
