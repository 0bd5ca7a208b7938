"""From what was seen to rows ready to be stored: every value judged by the norm of its day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self
from uuid import UUID

from behaviours.contact_score import Judged, contact_score
from behaviours.measures import Measure, measure_of
from behaviours.models import CustomerKind, Norm
from behaviours.queries import NormBook
from incidents.models import Incident, Observation, Source
from people.models import Team, User
from periods.local_time import local_date
from periods.week import Week

State = Observation.State


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
    answered: bool = True
    not_answered_rule: str = ""
    source: Source | None = None
    row_key: str = ""
    row_digest: str = ""


@dataclass(frozen=True, slots=True)
class JudgedContact:
    """A contact and its observations, judged and not stored yet."""

    incident: Incident
    observations: list[Observation]


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
    _verdicts: dict[tuple[int, int | None, bool | None], tuple[bool | None, int | None]] = field(
        default_factory=dict
    )

    def norms(self, team: Team, day: date) -> dict[int, Norm]:
        """The norms in force for `team` on the local date `day`, by behaviour."""
        if team.pk not in self._books:
            self._books[team.pk] = NormBook(team)
        return self._books[team.pk].in_force(day)

    def contact(
        self, new: NewContact, *, at: datetime, pinned: Mapping[int, Norm] | None = None
    ) -> JudgedContact:
        """The rows of one contact recorded at `at`.

        Judged by the `pinned` norms when given, else by those in force on its local date. Raises
        NoNormInForce, and behaviours.measures.InvalidValue for a value that cannot be. What was
        not seen of a behaviour without a norm is left out: there was nothing to see.
        """
        day = local_date(new.occurred_at)
        norms = self.norms(new.team, day) if pinned is None else pinned
        seen = (key for key, entry in new.entries.items() if entry.state == State.SEEN)
        without = frozenset(seen) - frozenset(norms)
        if without and not self.stores_unjudged:
            raise NoNormInForce(without, new.team, day)
        incident = _incident(new, day=day, at=at)
        observations = [
            self._observation(incident, behaviour_id, entry, norms.get(behaviour_id))
            for behaviour_id, entry in new.entries.items()
            if behaviour_id in norms or entry.value is not None
        ]
        _score(incident, observations)
        return JudgedContact(incident, observations)

    def _observation(
        self, incident: Incident, behaviour_id: int, entry: Entry, norm: Norm | None
    ) -> Observation:
        met, score = self._verdict(norm, entry) if norm else (None, None)
        return Observation(
            incident=incident,
            behaviour_id=behaviour_id,
            norm=norm,
            state=entry.state,
            value=entry.value,
            met=met,
            score=score,
            team_id=incident.team_id,
            week=incident.week,
            local_date=incident.local_date,
            origin=incident.origin,
        )

    def _verdict(self, norm: Norm, entry: Entry) -> tuple[bool | None, int | None]:
        if entry.state != State.SEEN:
            return None, None
        key = (norm.pk, entry.value, entry.answer)
        if key not in self._verdicts:
            measure = self._measures.setdefault(norm.pk, measure_of(norm.behaviour.kind, norm))
            if entry.value is None:
                verdict = measure.judge_answer(bool(entry.answer))
            else:
                verdict = measure.judge(entry.value)
            self._verdicts[key] = (verdict.met, verdict.score_ten_thousandths)
        return self._verdicts[key]


def _incident(new: NewContact, *, day: date, at: datetime) -> Incident:
    return Incident(
        team=new.team,
        channel=new.channel,
        subject=new.subject,
        customer_kind=new.customer_kind,
        occurred_at=new.occurred_at,
        local_date=day,
        week=Week.of(day).monday,
        origin=new.origin,
        employee=new.employee,
        logged_by=new.logged_by,
        logged_at=at,
        submission_key=new.submission_key,
        private_note=new.private_note,
        answered=new.answered,
        not_answered_rule=new.not_answered_rule,
        source=new.source,
        row_key=new.row_key,
        row_digest=new.row_digest,
    )


def _score(incident: Incident, observations: list[Observation]) -> None:
    """Put the contact's own figures on it, from the stored ten-thousandths."""
    figures = contact_score(
        Judged(row.norm.weight, row.norm.critical, row.met, row.score)
        for row in observations
        if row.norm
    )
    incident.score = figures.score_ten_thousandths
    incident.fully_in_order = figures.fully_in_order
    incident.critical_in_order = figures.critical_in_order
