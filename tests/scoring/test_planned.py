"""Statements that are planned once a session, on both databases."""

import pytest
from django.db import connection, transaction

from scoring.planned import planned

pytestmark = pytest.mark.django_db

SLUGS = "SELECT COUNT(*) FROM people_team WHERE slug = %s OR name = %s"


def asked(statement: str, *parameters: int | str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(planned(statement), parameters)
        return cursor.fetchall()


def plans() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM pg_prepared_statements")
        return int(cursor.fetchone()[0])


def test_it_gives_what_the_statement_gives():
    statement = "SELECT CAST(%s AS integer), CAST(%s AS text) WHERE 1 = %s"
    assert asked(statement, 3, "drie", 1) == [(3, "drie")]
    assert asked(SLUGS, "nergens", "nergens") == [(0,)]


@pytest.mark.postgresql
def test_postgresql_plans_it_once_a_session(django_assert_num_queries):
    asked(SLUGS, "a", "b")
    before = plans()
    with django_assert_num_queries(2):
        asked(SLUGS, "c", "d")
        asked(SLUGS, "e", "f")
    assert plans() == before
    asked(f"{SLUGS} -- another", "a", "b")
    assert plans() == before + 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_another_session_plans_it_again():
    asked(SLUGS, "a", "b")
    connection.close()
    assert plans() == 0
    assert asked(SLUGS, "a", "b") == [(0,)]
    assert plans() == 1


@pytest.mark.postgresql
def test_a_plan_outlives_a_transaction_that_is_undone():
    statement = f"{SLUGS} -- undone"
    with transaction.atomic():
        asked(statement, "a", "b")
        transaction.set_rollback(True)
    assert asked(statement, "a", "b") == [(0,)]
