"""From what was seen to contacts ready to be stored: every value judged by the norm of its day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Self
from uuid import UUID

from behaviours.contact_score import ContactScore, Judged, contact_score
from behaviours.measures import Measure, measure_of
from behaviours.models import CustomerKind, Norm
from behaviours.queries import NormBook
from incidents.models import Observation, Source
from people.models import Team, User
from periods.local_time import local_date
from periods.week import Week

State = Observation.State
#: Behaviour, norm, state, value and answer: all that a verdict depends on.
EntryKey = tuple[int, int | None, str, int | None, bool | None]
REMEMBERED_DAYS = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """What was seen of one behaviour: a value, a bare answer, or why there is neither.

    `value` is in the unit of the measure (seconds, count, points; yes is 1 and no is 0); `answer`
    is "within the norm: yes or no" where nobody could measure. What was seen says exactly one of
    the two, what was not seen neither; anything else is refused (ValueError).
    """

    state: str = State.SEEN
    value: int | None = None
    answer: bool | None = None

    def __post_init__(self) -> None:
        said = (self.value is not None) + (self.answer is not None)
        if said != (self.state == State.SEEN):
            raise ValueError(f"Seen says one thing, not seen says nothing: {self!r}.")

    @classmethod
    def not_applicable(cls) -> Self:
        return cls(state=State.NOT_APPLICABLE)

    @classmethod
    def not_observed(cls) -> Self:
        return cls(state=State.NOT_OBSERVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """One contact to record; `entries` holds what was seen by the key of the behaviour."""

    team: Team
    channel: str
    occurred_at: datetime
    origin: str
    entries: Mapping[int, Entry]
    subject: str = ""
    customer_kind: str = CustomerKind.EXTERNAL
    employee: User | None = None
    logged_by: User | None = None
    submission_key: UUID | None = None
    private_note: str = ""
    case_number: str = ""
    customer_reference: str = ""
    """Its code, see incidents.customer_reference."""
    answered: bool = True
    not_answered_rule: str = ""
    source: Source | None = None
    row_key: str = ""
    row_digest: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class JudgedEntry:
    """What was seen of one behaviour, with its verdict: one object for all who say the same."""

    behaviour_id: int
    norm: Norm | None
    state: str
    value: int | None
    met: bool | None
    score: int | None
    counted: Judged | None
    """What it adds to the figures of its contact; None without a norm."""

    @property
    def norm_id(self) -> int | None:
        return self.norm.pk if self.norm else None


@dataclass(slots=True, kw_only=True)
class JudgedContact:
    """A contact with its verdicts, lighter than rows; `key` is set once it is stored."""

    new: NewContact
    local_date: date
    logged_at: datetime
    entries: list[JudgedEntry]
    figures: ContactScore
    key: int | None = None
    after_closing: bool = False

    @property
    def place(self) -> tuple[int, date]:
        """The team-week it lies in."""
        return self.new.team.pk, monday_of(self.local_date)


class NoNormInForce(Exception):
    """A value was given for behaviours that have no norm for this team on this day."""

    def __init__(self, behaviour_ids: frozenset[int], team: Team, day: date) -> None:
        super().__init__(f"No norm in force for {sorted(behaviour_ids)} in {team} on {day}.")
        self.behaviour_ids = behaviour_ids
        self.team = team
        self.day = day


@dataclass
class Judge:
    """Judges contacts for one batch: norms are read once a team, a verdict made once a value.

    With `stores_unjudged` a value without a norm is kept without a verdict instead of refused.
    """

    stores_unjudged: bool = False
    _books: dict[int, NormBook] = field(default_factory=dict)
    _measures: dict[int, Measure] = field(default_factory=dict)
    _known: dict[EntryKey, JudgedEntry] = field(default_factory=dict)

    def norms(self, team: Team, day: date) -> dict[int, Norm]:
        """The norms in force for `team` on the local date `day`, by behaviour."""
        key = team.id
        if key not in self._books:
            self._books[key] = NormBook(team)
        return self._books[key].in_force(day)

    def contact(
        self, new: NewContact, *, at: datetime, pinned: Mapping[int, Norm] | None = None
    ) -> JudgedContact:
        """One contact recorded at `at`, judged.

        By the `pinned` norms when given, else by those in force on its local date. Raises
        NoNormInForce, and behaviours.measures.InvalidValue for a value that cannot be. What was
        not seen of a behaviour without a norm is left out: there was nothing to see.
        """
        day = local_date(new.occurred_at)
        norms = self.norms(new.team, day) if pinned is None else pinned
        if not self.stores_unjudged:
            _refuse_unjudged(new, day, norms)
        entries = [
            self._entry(behaviour_id, entry, norms.get(behaviour_id))
            for behaviour_id, entry in new.entries.items()
            if behaviour_id in norms or entry.value is not None
        ]
        figures = contact_score(each.counted for each in entries if each.counted)
        return JudgedContact(
            new=new, local_date=day, logged_at=at, entries=entries, figures=figures
        )

    def _entry(self, behaviour_id: int, entry: Entry, norm: Norm | None) -> JudgedEntry:
        key = (behaviour_id, norm.id if norm else None, entry.state, entry.value, entry.answer)
        if key not in self._known:
            met, score = self._verdict(norm, entry) if norm else (None, None)
            counted = Judged(norm.weight, norm.critical, met, score) if norm else None
            self._known[key] = JudgedEntry(
                behaviour_id, norm, entry.state, entry.value, met, score, counted
            )
        return self._known[key]

    def _verdict(self, norm: Norm, entry: Entry) -> tuple[bool | None, int | None]:
        if entry.state != State.SEEN:
            return None, None
        measure = self._measures.setdefault(norm.pk, measure_of(norm.behaviour.kind, norm))
        if entry.value is None:
            verdict = measure.judge_answer(bool(entry.answer))
        else:
            verdict = measure.judge(entry.value)
        return verdict.met, verdict.score_ten_thousandths


@lru_cache(REMEMBERED_DAYS)
def monday_of(day: date) -> date:
    """The Monday of the week this local date lies in."""
    return Week.of(day).monday


def _refuse_unjudged(new: NewContact, day: date, norms: Mapping[int, Norm]) -> None:
    seen = (key for key, entry in new.entries.items() if entry.state == State.SEEN)
    without = frozenset(seen) - frozenset(norms)
    if without:
        raise NoNormInForce(without, new.team, day)
