"""What a lead should look at in a week of a team, most important first. Pure.

Every candidate has a key made of what it is about, so that one tap puts it away for that week and
what is new comes back.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from incidents.models import Story
from scoring.attention import needs_attention
from scoring.figures import NormFigures

#: A key names no more things than this, so that it fits where it is kept: who handles more sees
#: the others come back.
MOST_SUBJECTS = 20


class Kind(StrEnum):
    """What it is about, in the order of importance."""

    LOST = "lost"
    CRITICAL = "critical"
    BELOW_EXPECTED = "below_expected"
    OVERDUE = "overdue"
    BELOW_TARGET = "below_target"
    SIGNAL = "signal"
    BARRIER = "barrier"
    QUESTION = "question"
    SLIPPING = "slipping"
    UNSEEN = "unseen"
    TOO_HARD = "too_hard"
    EXCEEDED = "exceeded"
    EASE = "ease"


_RANK = {kind: rank for rank, kind in enumerate(Kind)}
#: By what name a thing goes in a key, where several kinds speak of the same thing.
_SUBJECT = {
    Kind.LOST: "story",
    Kind.BELOW_EXPECTED: "story",
    Kind.EXCEEDED: "story",
    Kind.CRITICAL: "norm",
    Kind.BELOW_TARGET: "norm",
}


class Told(NamedTuple):
    """One story of a contact in the week; `line` is empty for who may not read it."""

    pk: int
    incident_id: int
    experience: str
    loyalty: str
    line: str = ""

    @property
    def is_loss(self) -> bool:
        """Whether the customer is lost or at risk."""
        return bool(self.loyalty)


class Tapped(NamedTuple):
    """How often one thing was in the way, and how many of those taps nobody answered."""

    barrier_id: int
    words: str
    is_other: bool
    times: int
    unanswered: int


class Flag(NamedTuple):
    """Something a chart or the ceiling rule says of one behaviour: SIGNAL, TOO_HARD or EASE.

    `said` is the evidence in words.
    """

    kind: Kind
    behaviour_id: int
    said: str


class PutOff(NamedTuple):
    """What the lead put off the week before, by its key, as it read then."""

    key: str
    said: str


class Candidate(NamedTuple):
    """One thing to look at, about these subjects: norms by behaviour, stories, promises..."""

    kind: Kind
    subjects: tuple[int, ...]
    #: The figures of the norm it is about, where it is about one.
    norm: NormFigures | None = None
    flag: Flag | None = None
    #: What was read when it was put off; empty when it stands on its own.
    said: str = ""

    @property
    def key(self) -> str:
        """What handling it sticks to."""
        return f"{self.kind}:{','.join(map(str, self.subjects[:MOST_SUBJECTS]))}"

    @property
    def things(self) -> set[tuple[str, int]]:
        """What it is about, whatever is said of it."""
        return {(_SUBJECT.get(self.kind, self.kind), subject) for subject in self.subjects}


@dataclass(frozen=True, kw_only=True)
class Situation:
    """How a team's week stands, as far as the reader may see it; what is left out is not there."""

    norms: Sequence[NormFigures] = ()
    #: Too few people for a share: misses of critical norms are counts and stay.
    counts_only: bool = False
    told: Sequence[Told] = ()
    #: Promises past their tolerance, by key.
    overdue: Sequence[int] = ()
    tapped: Sequence[Tapped] = ()
    #: Questions without an answer, by key, the oldest first.
    questions: Sequence[int] = ()
    #: Behaviours that attention is slipping from.
    slipping: Sequence[int] = ()
    #: The behaviour in focus that nobody saw.
    unseen: int | None = None
    flags: Sequence[Flag] = ()
    put_off: Sequence[PutOff] = ()
    #: The keys of what was handled this week.
    handled: Collection[str] = ()


def to_look_at(situation: Situation) -> list[Candidate]:
    """What is left to look at, most important first; nothing that was handled this week."""
    done = {thing for key in situation.handled for thing in parse(key).things}
    found = [_left(each, done) for each in _found(situation)]
    there = {thing for each in found for thing in each.things}
    earlier = [_left(each, done | there) for each in map(_put_off, situation.put_off)]
    return sorted(
        (each for each in [*found, *earlier] if each.subjects), key=lambda each: _RANK[each.kind]
    )


def parse(key: str) -> Candidate:
    """What a key is about. Refuses a key that none has (ValueError)."""
    kind, _colon, subjects = key.partition(":")
    return Candidate(Kind(kind), tuple(map(int, subjects.split(","))))


def by_frequency(tapped: Iterable[Tapped]) -> list[Tapped]:
    """What was in the way the most first, "something else" last whatever its number."""
    return sorted(tapped, key=lambda each: (each.is_other, -each.times, each.barrier_id))


def _put_off(earlier: PutOff) -> Candidate:
    return parse(earlier.key)._replace(said=earlier.said)


def _left(candidate: Candidate, done: set[tuple[str, int]]) -> Candidate:
    """Without what was handled; it may have nothing left."""
    name = _SUBJECT.get(candidate.kind, candidate.kind)
    left = [each for each in candidate.subjects if (name, each) not in done]
    return candidate._replace(subjects=tuple(left))


def _found(situation: Situation) -> list[Candidate]:
    norms = _norms(situation)
    spoken_of = {subject for each in norms for subject in each.subjects}
    unseen = () if situation.unseen is None else (situation.unseen,)
    return [
        *_stories(situation.told),
        *norms,
        Candidate(Kind.OVERDUE, tuple(situation.overdue)),
        *_flags(situation, spoken_of),
        *_barrier_on_top(situation.tapped),
        Candidate(Kind.QUESTION, tuple(situation.questions)),
        Candidate(Kind.SLIPPING, tuple(situation.slipping)),
        Candidate(Kind.UNSEEN, unseen),
    ]


def _stories(told: Sequence[Told]) -> list[Candidate]:
    """Each story in one place: a loss is told as a loss."""
    stories = [each for each in told if not each.is_loss]
    kinds = (
        (Kind.BELOW_EXPECTED, Story.Experience.BELOW),
        (Kind.EXCEEDED, Story.Experience.EXCEEDED),
    )
    return [
        Candidate(Kind.LOST, tuple(each.pk for each in told if each.is_loss)),
        *(
            Candidate(kind, tuple(each.pk for each in stories if each.experience == experience))
            for kind, experience in kinds
        ),
    ]


def _norms(situation: Situation) -> list[Candidate]:
    """Critical norms that were missed, the most misses first; then those below target."""
    critical = [row for row in situation.norms if row.norm.critical and _missed(row)]
    critical.sort(key=_missed, reverse=True)
    below = [] if situation.counts_only else needs_attention(situation.norms)
    return [
        *(Candidate(Kind.CRITICAL, (row.norm.behaviour_id,), row) for row in critical),
        *(
            Candidate(Kind.BELOW_TARGET, (row.norm.behaviour_id,), row)
            for row in below
            if row not in critical
        ),
    ]


def _missed(row: NormFigures) -> int:
    return 0 if row.is_extra else row.observed - row.met


def _flags(situation: Situation, spoken_of: set[int]) -> list[Candidate]:
    """A signal about a norm that is named already adds nothing."""
    return [
        Candidate(flag.kind, (flag.behaviour_id,), flag=flag)
        for flag in situation.flags
        if flag.behaviour_id not in spoken_of
    ]


def _barrier_on_top(tapped: Sequence[Tapped]) -> list[Candidate]:
    """The most frequent of what lies open; "something else" only when there is nothing else."""
    lying = [each._replace(times=each.unanswered) for each in tapped if each.unanswered]
    return [Candidate(Kind.BARRIER, (each.barrier_id,)) for each in by_frequency(lying)[:1]]
