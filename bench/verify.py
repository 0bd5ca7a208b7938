"""Verifying every tally, against the plain sums of the same tables in the same database."""

from collections.abc import Iterator
from functools import partial

from django.db import connection

from bench.data import Stores, check_tallies
from bench.measure import Result, backend_cpu, by_turns, ratios, spent
from bench.site import on_database
from scoring.verifying import out_of_step

ROUNDS = 3
_PLAIN_SUMS = """
SELECT (SELECT count(*) FROM (
    SELECT team_id, week, norm_id, origin, count(*), sum(score), count(*) FILTER (WHERE met)
    FROM incidents_observation WHERE counts GROUP BY 1, 2, 3, 4) a),
(SELECT count(*) FROM (
    SELECT team_id, week, origin, count(*), count(*) FILTER (WHERE fully_in_order)
    FROM incidents_incident WHERE withdrawn_at IS NULL AND origin <> 'round' GROUP BY 1, 2, 3) b)
"""


def verifying(stores: Stores) -> Iterator[Result]:
    """The whole check, PostgreSQL's processor, one process of it."""
    with on_database(stores.large.name), connection.cursor() as cursor:
        # The clock sees one process of PostgreSQL, so all work has to be in it.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        check = partial(spent, check_tallies, backend_cpu)
        floor = partial(spent, lambda: cursor.execute(_PLAIN_SUMS), backend_cpu)
        values = ratios(by_turns(check, floor, ROUNDS))
        yield Result("verify every tally / plain sums of the same rows, CPU", values, at_most=3)
        headers = partial(spent, out_of_step)
        values = ratios(by_turns(headers, floor, ROUNDS))
        yield Result("verify what pages read / the same sums, CPU, Python included", values)
        cursor.execute("RESET max_parallel_workers_per_gather")
