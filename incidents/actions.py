"""Writes: recording contacts, correcting and withdrawing one; each one transaction.

Logging is a batch of one; imports and the demo use the same action. The last statement of every
transaction raises the revision of the team-weeks it touched, so that their tallies look stale.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from incidents.history import snapshot
from incidents.journal import Closed, TeamWeekKey, note_late, raise_revisions
from incidents.judging import Judge, JudgedContact, NewContact
from incidents.models import Incident, IncidentChange, Latecomer, Observation, Story
from incidents.storage import incident_of, insert, observations_of
from people.models import User
from people.notices import tell
from periods.local_time import local_date

#: What a correction may change on the contact itself; its observations are replaced as a whole.
CORRECTED_FIELDS = (
    "team", "channel", "subject", "customer_kind", "customer_team", "occurred_at", "local_date",
    "week", "private_note", "case_number", "customer_reference", "answered", "not_answered_rule",
    "row_digest", "score", "fully_in_order", "critical_in_order",
)  # fmt: skip


CORRECTED_FOR_YOU = _("A contact about you was corrected.")
WITHDRAWN_FOR_YOU = _("A contact about you was withdrawn.")


class StaleVersion(Exception):
    """Somebody changed the contact since the form was shown; `current` is what it says now."""

    def __init__(self, current: Incident) -> None:
        super().__init__("The contact was changed since the form was shown.")
        self.current = current


class WeekClosed(Exception):
    """The week is closed: only the person it is about still corrects it."""


class AlreadyWithdrawn(Exception):
    """A withdrawn contact is neither corrected nor withdrawn again."""


def record_contacts(
    *, contacts: Sequence[NewContact], at: datetime, judge: Judge | None = None
) -> list[Incident]:
    """Judge and record a batch of contacts or rounds at the moment `at`; returns them in order.

    A value without a norm on the contact's local date raises NoNormInForce. When a submission
    key was used before by its author, nothing is written and the contacts made then are returned.
    """
    judge = judge or Judge()
    judged = [judge.contact(new, at=at) for new in contacts]
    try:
        record_judged(judged=judged)
    except IntegrityError:
        earlier = _submitted_before(contacts)
        if not earlier:
            raise
        return earlier
    return [incident_of(contact) for contact in judged]


def record_judged(*, judged: Sequence[JudgedContact]) -> None:
    """Record contacts that were judged already, all or none, and set their keys."""
    with transaction.atomic():
        insert(judged)
        closed = raise_revisions(contact.place for contact in judged)
        _mark_after_closing(judged, closed)


def correct_contact(
    *,
    incident: Incident,
    version: int,
    corrected: NewContact,
    by: User | None,
    at: datetime,
    reason: str = "",
    judge: Judge | None = None,
) -> Incident:
    """Replace what a contact says by `corrected`, and keep what it said.

    `version` is the one the reader saw. Each pinned norm stays, unless team or local date
    changes: then the norms of the new place judge, and a value without one raises NoNormInForce.
    Raises StaleVersion, WeekClosed, AlreadyWithdrawn. Employee, author, origin and the location of
    a round never change.
    """
    with transaction.atomic():
        current = _locked(incident, version)
        rows = list(current.observations.select_related("norm__behaviour"))
        fresh = _rejudged(current, rows, corrected, at=at, judge=judge or Judge())
        _remember(current, rows, IncidentChange.Kind.CORRECTED, by=by, at=at, reason=reason)
        was_in = (current.team_id, current.week)
        _overwrite(current, fresh)
        _tell_whom_it_is_about(current, CORRECTED_FOR_YOU, by=by, at=at)
        _settle_closed(raise_revisions({was_in, fresh.place}), current, was_in, by)
    return current


def withdraw_contact(
    *, incident: Incident, version: int, by: User | None, at: datetime, reason: str
) -> Incident:
    """Take a contact out of every figure, with a reason; the row and its history stay.

    Raises StaleVersion, WeekClosed, AlreadyWithdrawn.
    """
    with transaction.atomic():
        current = _locked(incident, version)
        rows = list(current.observations.all())
        _remember(current, rows, IncidentChange.Kind.WITHDRAWN, by=by, at=at, reason=reason)
        current.withdrawn_at, current.withdrawn_reason = at, reason
        current.version += 1
        current.save(update_fields=["withdrawn_at", "withdrawn_reason", "version"])
        current.observations.update(counts=False)
        _tell_whom_it_is_about(current, WITHDRAWN_FOR_YOU, by=by, at=at)
        was_in = (current.team_id, current.week)
        _settle_closed(raise_revisions([was_in]), current, was_in, by)
    return current


def _submitted_before(contacts: Sequence[NewContact]) -> list[Incident]:
    """The contacts an earlier submission of the same keys made; all of them, or none."""
    earlier = [
        Incident.objects.filter(logged_by=new.logged_by, submission_key=new.submission_key).first()
        for new in contacts
        if new.submission_key
    ]
    found = [row for row in earlier if row]
    return found if len(found) == len(contacts) else []


def _mark_after_closing(
    judged: Sequence[JudgedContact], closed: Mapping[TeamWeekKey, Closed]
) -> None:
    for place, closing in closed.items():
        late = [contact for contact in judged if contact.place == place]
        for contact in late:
            contact.after_closing = True
        keys = [contact.key for contact in late if contact.key]
        Incident.objects.filter(pk__in=keys).update(after_closing=True)
        note_late(closing, keys, Latecomer.Kind.RECORDED)


def _locked(incident: Incident, version: int) -> Incident:
    """The contact as it is now, locked, before its old place is read."""
    current = Incident.objects.select_for_update().get(pk=incident.pk)
    if current.withdrawn_at is not None:
        raise AlreadyWithdrawn
    if current.version != version:
        raise StaleVersion(current)
    return current


def _rejudged(
    current: Incident,
    rows: Sequence[Observation],
    corrected: NewContact,
    *,
    at: datetime,
    judge: Judge,
) -> JudgedContact:
    day = local_date(corrected.occurred_at)
    norms = judge.norms(corrected.team, day)
    if (corrected.team.pk, day) == (current.team_id, current.local_date):
        norms = norms | {row.behaviour_id: row.norm for row in rows if row.norm}
    return judge.contact(corrected, at=at, pinned=norms)


def _remember(
    current: Incident,
    rows: Sequence[Observation],
    kind: str,
    *,
    by: User | None,
    at: datetime,
    reason: str,
) -> None:
    """Append what the contact says now to its history."""
    IncidentChange.objects.create(
        incident=current,
        kind=kind,
        version=current.version,
        before=snapshot(current, rows),
        reason=reason,
        changed_by=by,
        changed_at=at,
    )


def _overwrite(current: Incident, fresh: JudgedContact) -> None:
    """Origin and, where the correction does not come from a file, the digest stay as they were."""
    said = incident_of(fresh)
    said.row_digest = said.row_digest or current.row_digest
    if said.team_id != current.team_id:
        # Nobody agreed to the wall of another team.
        Story.objects.filter(incident=current).update(wall=Story.Wall.OFF)
    for name in CORRECTED_FIELDS:
        setattr(current, name, getattr(said, name))
    current.version += 1
    current.save(update_fields=[*CORRECTED_FIELDS, "version"])
    current.observations.all().delete()
    fresh.key = current.pk
    rows = observations_of(fresh)
    for row in rows:
        row.origin = current.origin
    Observation.objects.bulk_create(rows)


def _tell_whom_it_is_about(current: Incident, text: Any, *, by: User | None, at: datetime) -> None:
    """The person it is about is told of what another person changes; of a file nobody is."""
    if by is not None and current.employee is not None and current.employee != by:
        url = reverse("incident_detail", args=[current.pk])
        tell(users=[current.employee], text=text, url=url, at=at)


def _settle_closed(
    closed: Mapping[TeamWeekKey, Closed],
    current: Incident,
    was_in: TeamWeekKey,
    by: User | None,
) -> None:
    """After closing only the person it is about changes it, and it shows; else all is undone."""
    if not closed:
        return
    if by is None or by.pk != current.employee_id:
        raise WeekClosed
    current.after_closing = True
    Incident.objects.filter(pk=current.pk).update(after_closing=True)
    for place, closing in closed.items():
        kind = Latecomer.Kind.CHANGED if place == was_in else Latecomer.Kind.RECORDED
        note_late(closing, [current.pk], kind)
