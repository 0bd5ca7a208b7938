"""What a contact says at one moment: kept by every change, and put into words for a reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from behaviours.models import Channel, CustomerKind, Norm
from incidents.customer_reference import code_text
from incidents.models import Incident, IncidentChange, Observation
from incidents.wording import day_text, moment_text, points_text, value_text
from people.models import Team

Snapshot = Mapping[str, Any]

CONTACT_FIELDS = (
    "team_id", "channel", "subject", "customer_kind", "occurred_at", "private_note", "answered",
    "not_answered_rule", "score", "fully_in_order", "critical_in_order", "employee_id",
    "case_number", "customer_reference",
)  # fmt: skip
OBSERVATION_FIELDS = ("behaviour_id", "norm_id", "state", "value", "met", "score")


def snapshot(incident: Incident, rows: Iterable[Observation]) -> dict[str, Any]:
    """What the contact and its observations say, ready to be stored as JSON."""
    said = {name: getattr(incident, name) for name in CONTACT_FIELDS}
    said["occurred_at"] = incident.occurred_at.isoformat()
    said["observations"] = [
        {name: getattr(row, name) for name in OBSERVATION_FIELDS} for row in rows
    ]
    return said


@dataclass(frozen=True)
class Reader:
    """Who reads: `is_open` to the exact time and the note; and the names that keys stand for."""

    is_open: bool
    teams: Mapping[int, Team]
    norms: Mapping[int, Norm]


@dataclass(frozen=True)
class Change:
    """One line of the history: what it said before, of all that was different afterwards."""

    kind: str
    on: str
    by: str
    reason: str
    before: list[tuple[str, str]]


def norm_keys(changes: Iterable[IncidentChange]) -> set[int]:
    """The keys of the norms that the history speaks of."""
    rows = (row for change in changes for row in change.before["observations"])
    return {row["norm_id"] for row in rows if row["norm_id"]}


def spoken(said: Snapshot, reader: Reader) -> dict[str, str]:
    """The words of a snapshot under their labels; what this reader may not see is left out."""
    at = datetime.fromisoformat(said["occurred_at"])
    words = {
        _("Team"): reader.teams[said["team_id"]].name,
        _("Channel"): str(Channel(said["channel"]).label),
        _("Moment"): moment_text(at) if reader.is_open else day_text(at),
        _("Customer"): str(CustomerKind(said["customer_kind"]).label),
        _("Subject"): said["subject"] or "–",
    }
    if reader.is_open:
        words[_("Note")] = said["private_note"] or "–"
        # A change of an earlier release kept neither.
        words[_("Case number")] = said.get("case_number") or "–"
        words[_("Customer reference")] = code_text(said.get("customer_reference", "")) or "–"
    for row in said["observations"]:
        if norm := reader.norms.get(row["norm_id"]):
            words[norm.sentence] = value_text(norm, row["state"], row["value"], row["met"])
    words[_("Score")] = points_text(said["score"])
    return words


def told(changes: Sequence[IncidentChange], now: Snapshot, reader: Reader) -> list[Change]:
    """The history, the latest first; each change with what differed from what came after it.

    Who changed it and at what time is told to a reader it is open to; others read the day.
    """
    lines = []
    later = spoken(now, reader)
    for change in sorted(changes, key=lambda change: change.version, reverse=True):
        before = spoken(change.before, reader)
        differing = [(label, text) for label, text in before.items() if later.get(label) != text]
        lines.append(_line(change, differing, reader))
        later = before
    return lines


def _line(change: IncidentChange, before: list[tuple[str, str]], reader: Reader) -> Change:
    at = change.changed_at
    return Change(
        kind=str(IncidentChange.Kind(change.kind).label),
        on=moment_text(at) if reader.is_open else day_text(at),
        by=str(change.changed_by or "") if reader.is_open else "",
        reason=change.reason,
        before=before,
    )
