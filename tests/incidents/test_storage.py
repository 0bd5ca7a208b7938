"""Few contacts go in through the ORM, many through COPY: nobody can tell from the rows."""

from datetime import timedelta
from uuid import uuid4

import pytest

from incidents.actions import record_contacts
from incidents.judging import Entry, NewContact
from incidents.models import Incident, Observation, Origin, Source
from incidents.storage import FEWEST_TO_COPY
from tests.builders import NOW, make_behaviour, make_location, make_norm, make_team, make_user
from tests.incidents.writes import contact

pytestmark = pytest.mark.django_db

ENTRIES = (
    Entry(value=40),
    Entry(answer=True),
    Entry(answer=False),
    Entry.not_applicable(),
    Entry.not_observed(),
    Entry(value=41, needed="een kast\t\\N"),
)
EVERY_SIGN = "tab\tregel\nterug\r\\N \\. é"


def contacts_to_record() -> list[NewContact]:
    """As many as are copied, whose texts hold every sign that COPY reads as its own."""
    team, author, behaviour = make_team(), make_user(), make_behaviour()
    source = Source.objects.create(name=f"phones-{team.pk}")
    make_norm(behaviour)
    along = {"origin": Origin.ROUND, "channel": "", "location": make_location(team)}
    customer = {"customer_kind": "internal", "customer_team": make_team()}
    return [
        contact(
            team,
            {behaviour: ENTRIES[number % len(ENTRIES)]},
            subject=EVERY_SIGN,
            private_note="" if number % 2 else "\\N",
            occurred_at=NOW - timedelta(days=number),
            logged_by=author,
            submission_key=uuid4(),
            source=source,
            row_key=f"{number}\t",
            **(along if number % 7 == 0 else {"channel": "desk", **customer}),
        )
        for number in range(FEWEST_TO_COPY)
    ]


def stored() -> list[tuple[object, ...]]:
    """Everything that is stored, without the keys of the rows."""
    own = [each.attname for each in Incident._meta.concrete_fields if each.attname != "id"]
    seen = [each.attname for each in Observation._meta.concrete_fields]
    copied = [name for name in seen if name not in ("id", "incident_id")]
    return [
        (
            Incident.objects.values_list(*own).get(pk=each.pk),
            *each.observations.values_list(*copied),
        )
        for each in Incident.objects.order_by("row_key")
    ]


def test_copied_rows_equal_created_ones():
    contacts = contacts_to_record()
    together = record_contacts(contacts=contacts, at=NOW)
    copied = stored()
    assert len(copied) == FEWEST_TO_COPY
    assert [each.row_key for each in together] == [each.row_key for each in contacts]
    Observation.objects.all().delete()
    Incident.objects.all().delete()
    for each in contacts:
        record_contacts(contacts=[each], at=NOW)
    assert stored() == copied
