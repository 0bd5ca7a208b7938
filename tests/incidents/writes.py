"""How the tests of actions speak of contacts and of what was written."""

from datetime import timedelta

from incidents.actions import correct_contact
from incidents.judging import NewContact
from incidents.models import Origin, TeamWeek
from tests.builders import NOW, TODAY

WEEK = TODAY


LAST_WEEK = TODAY - timedelta(days=7)


def contact(team, entries=None, **fields):
    seen = {behaviour.pk: entry for behaviour, entry in (entries or {}).items()}
    fields = {"channel": "phone", "occurred_at": NOW, "origin": Origin.SELF} | fields
    return NewContact(team=team, entries=seen, **fields)


def correct(incident, entries=None, *, by=None, version=None, **fields):
    fields.setdefault("team", incident.team)
    return correct_contact(
        incident=incident,
        version=version or incident.version,
        corrected=contact(fields.pop("team"), entries, **fields),
        by=by,
        at=NOW,
    )


def close(team, week):
    TeamWeek.objects.update_or_create(
        team=team, week=week, defaults={"closed_at": NOW, "closed_revision": 1}
    )


def revisions():
    return {(row.team_id, row.week): row.revision for row in TeamWeek.objects.all()}


def statements(captured):
    """What was sent to the database, without the savepoints around it."""
    sent = [query["sql"] for query in captured]
    return [sql for sql in sent if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]
