"""One row as it was read, and the contact it becomes once the norms of its day are known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from behaviours.models import Norm
from incidents.imports.keys import meaning_digest
from incidents.imports.readers import Row
from incidents.judging import Entry, NewContact
from incidents.models import NotAnsweredRule, Origin, Source
from people.models import Team, User

NOTHING = Entry.not_applicable()
NOT_MET = Entry(answer=False)


@dataclass(slots=True)
class Draft:
    """One row as it was read: everything of a contact but the verdicts."""

    row: Row
    key: str
    digest: str
    day: date
    occurred_at: datetime
    team: Team
    employee: User | None
    channel: str
    subject: str
    case_number: str
    answered: bool
    entries: dict[int, Entry]
    waits: dict[int, Entry | None] = field(default_factory=dict)
    """The wait before nobody answered, by the time-to-answer behaviours it stands for."""

    @property
    def says(self) -> str:
        """A digest of all that the row says, its employee included; it is not stored."""
        name = self.employee.name if self.employee else ""
        return meaning_digest([self.digest, name]) if name else self.digest

    def contact(
        self, norms: Mapping[int, Norm], *, source: Source, rule: str, origin: str = Origin.SYSTEM
    ) -> NewContact:
        """The contact to record; `norms` are those in force for its team on its day."""
        entries = self.entries
        if self.waits:
            entries = entries | {
                behaviour_id: not_answered_entry(wait, norms.get(behaviour_id), rule)
                for behaviour_id, wait in self.waits.items()
            }
        return NewContact(
            team=self.team,
            channel=self.channel,
            occurred_at=self.occurred_at,
            origin=origin,
            entries=entries,
            subject=self.subject,
            case_number=self.case_number,
            employee=self.employee,
            answered=self.answered,
            not_answered_rule="" if self.answered else rule,
            source=source,
            row_key=self.key,
            row_digest=self.digest,
        )


def not_answered_entry(wait: Entry | None, norm: Norm | None, rule: str) -> Entry:
    """What a contact nobody answered counts as: not met, with score 0, or not applicable."""
    if norm is None:
        return NOTHING
    if rule == NotAnsweredRule.NOT_MET:
        return NOT_MET
    if rule == NotAnsweredRule.BY_WAIT and wait is not None and _is_too_long(wait, norm):
        return NOT_MET
    return NOTHING


def _is_too_long(wait: Entry, norm: Norm) -> bool:
    """Whether the wait went past the limit; a file that has no seconds may say so itself."""
    if wait.value is None or norm.threshold is None:
        return wait.answer is False
    return wait.value > norm.threshold
