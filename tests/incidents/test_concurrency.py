"""Writers at the same moment, on PostgreSQL: nothing doubled, nobody waits in a ring."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from incidents import journal
from incidents.actions import correct_contact, record_contacts
from incidents.judging import NewContact
from incidents.models import Incident, TeamWeek
from people.models import Team, User
from tests.builders import NOW, log_contact, make_team, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
POSTS = 20
MOVES = 25


def at_once(*works: Callable[[], None]) -> list[Exception]:
    """Run all works in threads that start together; what went wrong in them."""
    wrong: list[Exception] = []
    start = Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        try:
            start.wait(timeout=30)
            work()
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return wrong


def submission(team: Team, author: User) -> NewContact:
    return NewContact(
        team=team,
        channel="phone",
        occurred_at=NOW,
        origin="self",
        entries={},
        logged_by=author,
        submission_key=uuid4(),
    )


def test_twenty_identical_submissions_at_once_make_one_contact():
    new = submission(make_team(), make_user())
    made: list[int] = []

    def post() -> None:
        made.append(record_contacts(contacts=[new], at=NOW)[0].pk)

    assert at_once(*[post] * POSTS) == []
    assert Incident.objects.count() == 1
    assert made == [Incident.objects.get().pk] * POSTS
    assert TeamWeek.objects.get().revision == 1


def test_without_a_submission_key_they_make_twenty():
    """The control: the test above would notice a contact made twice."""
    team = make_team()
    new = NewContact(team=team, channel="phone", occurred_at=NOW, origin="self", entries={})
    assert at_once(*[lambda: record_contacts(contacts=[new], at=NOW) and None] * POSTS) == []
    assert Incident.objects.count() == POSTS
    assert TeamWeek.objects.get().revision == POSTS


def mover(incident: Incident, first: Team, second: Team) -> Callable[[], None]:
    """Moves a contact to and fro between two teams."""

    def work() -> None:
        current = incident
        for number in range(MOVES):
            corrected = NewContact(
                team=(first, second)[number % 2],
                channel="phone",
                occurred_at=NOW - timedelta(days=7 * (number % 2)),
                origin="self",
                entries={},
            )
            current = correct_contact(
                incident=current, version=current.version, corrected=corrected, by=None, at=NOW
            )

    return work


def test_movers_in_opposite_directions_do_not_wait_in_a_ring():
    one, other = make_team(), make_team()
    works = [
        mover(log_contact(one), other, one),
        mover(log_contact(other), one, other),
        mover(log_contact(one), other, one),
        mover(log_contact(other), one, other),
    ]
    assert at_once(*works) == []
    assert set(Incident.objects.values_list("version", flat=True)) == {MOVES + 1}


def test_raising_in_any_order_does_wait_in_a_ring():
    """The control: without the sorting PostgreSQL has to break the ring."""
    one, other = make_team(), make_team()
    week = NOW.date()
    keys = [(one.pk, week), (other.pk, week)]
    journal.raise_revisions(keys)
    halfway = Barrier(2)

    def raiser(first: tuple, second: tuple) -> Callable[[], None]:
        def work() -> None:
            with transaction.atomic():
                journal.raise_revisions([first])
                halfway.wait(timeout=30)
                journal.raise_revisions([second])

        return work

    wrong = at_once(raiser(*keys), raiser(*reversed(keys)))
    assert len(wrong) == 1
    assert isinstance(wrong[0], DatabaseError)
    assert "deadlock" in str(wrong[0])
