"""How judged contacts reach the tables: the ORM for a few, COPY for many on PostgreSQL."""

from collections.abc import Sequence

from incidents.judging import JudgedContact
from incidents.models import Incident, Observation

BATCH_SIZE = 2_000


def insert(judged: Sequence[JudgedContact]) -> None:
    """Insert the contacts and their observations; their keys are set afterwards."""
    Incident.objects.bulk_create([row.incident for row in judged], batch_size=BATCH_SIZE)
    observations = [seen for row in judged for seen in row.observations]
    for seen in observations:
        seen.incident_id = seen.incident.pk
    Observation.objects.bulk_create(observations, batch_size=BATCH_SIZE)
