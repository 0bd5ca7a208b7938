"""An organisation of 200 teams with 40 norms, and contacts made inside PostgreSQL.

A team-week holds 80 contacts of 6 observations at every size: more observations means more weeks
of more teams, up to 104 weeks of all of them at 10 million. So one week page shows as much at
every size, and what differs is only how much lies around it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import isqrt
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection

from behaviours.models import Behaviour, Norm
from bench.site import create_database, on_database
from people.models import HeadCount, Role, Team, User
from periods.week import Week
from scoring.recount import recount
from scoring.sums import verified_sums
from scoring.verifying import out_of_step

TEAMS = 200
WEEKS = 104
NORMS = 40
CONTACTS_A_WEEK = 80
SEEN_A_CONTACT = 6
#: A team without contacts at any size.
HUGE_TEAM = "team-of-a-call-centre"
PEOPLE_A_TEAM = 12
LONG_AGO = date(2015, 1, 5)
LAST_WEEK = Week.parse("2026-W47")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
#: The database that all others are copied from: people, norms and a log-in, no contacts.
EMPTY = "empty"
#: Recorded contacts are numbered from here on, so that no other number looks like theirs.
FIRST_RECORDED = 1_000_000_000
TEAM_WEEKS_A_RECOUNT = 500

_CONTACTS = """
INSERT INTO incidents_incident (
    team_id, channel, subject, customer_kind, occurred_at, local_date, week, origin, logged_at,
    version, private_note, case_number, customer_reference, answered, not_answered_rule,
    row_key, row_digest, score, fully_in_order, critical_in_order, after_closing, withdrawn_reason)
SELECT team.id, 'phone', '', 'external',
    (week + day) + interval '10 hours', week + day, week, origin, %(now)s,
    1, '', '', '', true, '',
    '', '', (random() * 10000)::int, random() < 0.4, random() < 0.8, false, ''
FROM (SELECT (%(last)s::date - 7 * back) AS week FROM generate_series(0, %(weeks)s - 1) back) weeks
CROSS JOIN (
    SELECT unnest(%(teams)s) AS id
) team
CROSS JOIN LATERAL (
    SELECT number %% 5 AS day, CASE WHEN number %% 5 = 4 THEN 'observed' ELSE 'self' END AS origin
    FROM generate_series(1, %(contacts)s) number
) each
ORDER BY week, team.id
"""

# Contact after contact takes the next six norms, so that every norm is seen equally often.
_OBSERVATIONS = """
INSERT INTO incidents_observation (
    incident_id, behaviour_id, norm_id, state, value, met, score, needed,
    team_id, week, local_date, origin, counts)
SELECT i.id, n.behaviour_id, n.id, 'seen', made.value,
    CASE WHEN n.kind <> 'extra' THEN
        CASE WHEN n.kind = 'time_limit' THEN made.value <= 20 ELSE made.value = 1 END END,
    CASE n.kind WHEN 'time_limit' THEN least(10000, (60 - made.value) * 250)
        WHEN 'do' THEN made.value * 10000 END, '',
    i.team_id, i.week, i.local_date, i.origin, true
FROM incidents_incident i
CROSS JOIN generate_series(0, %(seen)s - 1) nth
JOIN (
    SELECT norm.id, behaviour_id, kind, row_number() OVER (ORDER BY norm.id) - 1 AS number
    FROM behaviours_norm norm JOIN behaviours_behaviour b ON b.id = behaviour_id
) n ON n.number = (i.id * %(seen)s + nth) %% %(norms)s
CROSS JOIN LATERAL (
    SELECT CASE WHEN n.kind = 'time_limit' THEN mod(i.id * 7 + nth * 13, 61)
        ELSE (mod(i.id * 31 + nth * 17, 10) < 8)::int END AS value
) made
WHERE i.id > %(after)s
"""


@dataclass(frozen=True)
class Store:
    """One filled database."""

    name: str
    observations: int


@dataclass(frozen=True)
class Stores:
    """What benchmarks work on: two filled databases, and the cookie of somebody logged in."""

    small: Store
    large: Store
    cookie: str


def make_organisation() -> str:
    """The database every other is copied from; returns the cookie of a team lead's log-in."""
    with connection.cursor() as cursor:
        # Nothing of PostgreSQL's own accord in between.
        cursor.execute("ALTER SYSTEM SET autovacuum = off")
        cursor.execute("SELECT pg_reload_conf()")
    create_database(EMPTY, "template0")
    with on_database(EMPTY):
        call_command("migrate", interactive=False, verbosity=0)
        teams = _make_teams()
        _make_norms()
        cookie = log_in("teamleider", teams[0], Role.Kind.TEAM_LEAD)
        connection.close()
    return cookie


def fill(observations: int) -> Store:
    """A copy of the empty organisation with about so many observations, all tallied."""
    store = Store(f"observations_{observations}", observations)
    team_weeks = max(1, observations // (CONTACTS_A_WEEK * SEEN_A_CONTACT))
    weeks = min(WEEKS, max(13, isqrt(team_weeks * WEEKS // TEAMS)))
    create_database(store.name, EMPTY)
    with on_database(store.name):
        teams = Team.objects.filter(kind="team").order_by("pk")
        make_contacts(teams[: min(TEAMS, max(1, team_weeks // weeks))], weeks=weeks)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('incidents_incident', 'id'), %s)",
                [FIRST_RECORDED],
            )
            cursor.execute("VACUUM ANALYZE")
    return store


def make_contacts(teams: Sequence[Team], *, weeks: int, contacts: int = CONTACTS_A_WEEK) -> None:
    """So many contacts in each of the latest weeks of these teams, with journal and tallies."""
    numbers: dict[str, Any] = {
        "now": NOW, "last": LAST_WEEK.monday, "weeks": weeks, "teams": [team.pk for team in teams],
        "contacts": contacts, "seen": SEEN_A_CONTACT, "norms": NORMS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        # Foreign keys point at what was just made: checking millions of them proves nothing.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SELECT coalesce(max(id), 0) FROM incidents_incident")
        numbers["after"] = cursor.fetchone()[0]
        cursor.execute(_CONTACTS, numbers)
        cursor.execute(_OBSERVATIONS, numbers)
        cursor.execute(
            "INSERT INTO incidents_teamweek (team_id, week, revision)"
            " SELECT DISTINCT team_id, week, 1 FROM incidents_incident"
            " WHERE id > %(after)s ORDER BY 1, 2",
            numbers,
        )
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE incidents_observation, incidents_incident, incidents_teamweek")
    recount_stale()


def recount_stale() -> None:
    """Count what has no tallies of its present revision, as readers do."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT w.team_id, w.week FROM incidents_teamweek w LEFT JOIN scoring_tallystate s"
            " ON s.team_id = w.team_id AND s.week = w.week"
            " WHERE s.counted_revision IS DISTINCT FROM w.revision ORDER BY 1, 2"
        )
        stale = cursor.fetchall()
    for start in range(0, len(stale), TEAM_WEEKS_A_RECOUNT):
        recount(stale[start : start + TEAM_WEEKS_A_RECOUNT])


def check_tallies() -> int:
    """Every tally must equal a recount, after the stale ones were counted; how many there were."""
    recount_stale()
    verdict = verified_sums()
    assert verdict.checked, verdict
    assert not verdict.skipped, verdict
    assert not verdict.only_counted, verdict.only_counted[:3]
    assert not verdict.only_stored, verdict.only_stored[:3]
    assert not out_of_step()
    return verdict.checked


def _make_teams() -> list[Team]:
    root = Team.objects.create(
        kind="organisation", name="Gemeente", slug="gemeente", started_on=LONG_AGO
    )
    departments = [
        Team.objects.create(
            kind="department", name=f"Afdeling {number}", slug=f"afdeling-{number}",
            parent=root, started_on=LONG_AGO,
        )
        for number in range(10)
    ]  # fmt: skip
    teams = [
        Team.objects.create(
            kind="team", name=f"Team {number}", slug=f"team-{number}",
            parent=departments[number % 10], started_on=LONG_AGO,
        )
        for number in range(TEAMS)
    ]  # fmt: skip
    teams.append(
        Team.objects.create(
            kind="team", name="Team van het callcenter", slug=HUGE_TEAM,
            parent=departments[0], started_on=LONG_AGO,
        )
    )  # fmt: skip
    HeadCount.objects.bulk_create(
        HeadCount(team=team, starts_on=LONG_AGO, people=PEOPLE_A_TEAM) for team in teams
    )
    return teams


def _make_norms() -> None:
    root = Team.objects.get(kind="organisation")
    for number in range(NORMS):
        kind = "extra" if number % 20 == 19 else "time_limit" if number % 5 == 0 else "do"
        behaviour = Behaviour.objects.create(
            code=f"N-{number:02}", title=f"Gedrag {number} dat iedereen ziet", kind=kind,
            good_example="Zo wel", bad_example="Zo niet", seen_by=["self", "observer", "system"],
            created_at=NOW,
        )  # fmt: skip
        timed = {"threshold": 20, "zero_point": 60} if kind == "time_limit" else {}
        Norm.objects.create(
            behaviour=behaviour, team=root, starts_on=LONG_AGO, published_at=NOW,
            sentence=f"Bij elk contact doen we gedrag {number}", weight=number % 5 + 1,
            share_target="0.8" if kind != "extra" else None, critical=number % 10 == 1, **timed,
        )  # fmt: skip


def log_in(name: str, node: Team, kind: str) -> str:
    """The cookie of somebody new, with this role on this node."""
    user = User.objects.create(name=name, login_name=name, created_at=NOW)
    Role.objects.create(user=user, team=node, kind=kind, starts_on=LONG_AGO)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
