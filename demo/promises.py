"""Made-up promises: a few a week for each team, in every way they can end or still run.

Everything through the actions of the site, in the order of time; who is called does not exist.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from demo.organisation import People
from incidents.models import Promise
from incidents.promises.actions import (
    Keeper,
    NewPromise,
    agree_new_time,
    make_promise,
    note_attempt,
    settle_promise,
)
from incidents.promises.moments import Due
from incidents.promises.sealing import CallbackNote, new_token
from people.models import Team, User
from periods.local_time import local_moment
from periods.week import Week

#: Promises were noted from so many weeks back.
WEEKS = 6
A_WEEK = 7
SUBJECTS = (
    "Vraag over de vergunning", "Grofvuil niet opgehaald", "Wanneer het paspoort klaar is",
    "Hulp bij het formulier", "Stand van het bezwaar", "Huisbezoek verzetten",
)  # fmt: skip
CALLERS = ("Mevrouw Aalders", "De heer Brouwer", "Mevrouw Cetin", "De heer Doornbos")
#: How it went, and how often; "nothing" is left to run, and to be settled when its week closes.
ENDINGS = (("kept", 68), ("late", 12), ("came", 5), ("cancelled", 5), ("voicemail", 5), ("none", 5))
MINUTES = {"kept": 5, "late": 35, "came": 45, "cancelled": -60, "voicemail": 10}
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True)
class Desk:
    """One team, and who works there."""

    team: Team
    staff: list[User]


def record_promises(nodes: dict[str, Team], people: People, *, now: datetime, rng: Random) -> int:
    """Promises of the last weeks up to `now`, and some that run; returns how many."""
    desks = [Desk(nodes[slug], staff) for slug, staff in people.employees.items()]
    for desk in desks:
        for made_at, due_at in _moments(now, rng):
            _promise(desk, made_at, due_at, now, rng)
    for desk, other in zip(desks, [*desks[1:], desks[0]], strict=True):
        _running(desk, other, now, rng)
    return Promise.objects.count()


def _moments(now: datetime, rng: Random) -> Iterator[tuple[datetime, datetime]]:
    """When each was made and is due: in office hours, all before `now`, oldest first."""
    this_week = Week.of(now.date())
    for back in reversed(range(WEEKS)):
        for day in sorted(rng.randrange(5) for _ in range(A_WEEK)):
            at = datetime.combine((this_week - back).days[day], time(rng.randrange(9, 14), 5))
            made_at = local_moment(at, fold=0)
            due_at = made_at + rng.choice((1, 2, 3)) * HOUR - 5 * MINUTE
            if due_at + HOUR < now:
                yield made_at, due_at


def _promise(desk: Desk, made_at: datetime, due_at: datetime, now: datetime, rng: Random) -> None:
    promise = _callback(desk, Due("at", due_at), made_at, rng)
    how = rng.choices([row[0] for row in ENDINGS], weights=[row[1] for row in ENDINGS])[0]
    if how == "none":
        return
    at = due_at + MINUTES[how] * MINUTE
    if how == "voicemail":
        note_attempt(promise=promise, at=at, by=promise.owner, voicemail=True)
        at += 30 * MINUTE
    ending = how if how in ("came", "cancelled") else "kept"
    settle_promise(promise=promise, how=ending, at=min(at, now), by=promise.owner)


def _running(desk: Desk, other: Desk, now: datetime, rng: Random) -> None:
    """What still runs: later today and tomorrow, not kept yet, moved, and between two teams."""
    made_at = now - 3 * HOUR
    _callback(desk, Due("at", now + 2 * HOUR), made_at, rng)
    _callback(desk, Due("at", now - HOUR), made_at, rng)
    moved = _callback(desk, Due("at", now + HOUR), made_at, rng, staffed=False)
    agree_new_time(
        promise=moved,
        version=moved.version,
        due=Due("at", now + timedelta(days=1)),
        reason="De inwoner is morgen beter te bereiken",
        at=made_at + HOUR,
        by=moved.made_by,
    )
    _callback(desk, Due("at", now + 4 * HOUR), made_at, rng, email="planning@lindenwoude.example")
    new = NewPromise(
        kind=Promise.Kind.INTERNAL,
        subject="Printer bij de balie vervangen",
        promised_by=desk.team,
        kept_by=desk.team,
        promised_to=other.team,
        due=Due("at", now - HOUR),
        keeper=Keeper(owner=desk.staff[0]),
        made_by=desk.staff[0],
    )
    make_promise(new=new, at=made_at)


def _callback(
    desk: Desk, due: Due, at: datetime, rng: Random, *, staffed: bool = True, email: str = ""
) -> Promise:
    """One callback note; for somebody of the team, the team as such, or an address."""
    keeper = Keeper(owner=rng.choice(desk.staff)) if staffed and not email else Keeper()
    if email:
        keeper = Keeper(email=email, token=new_token())
    new = NewPromise(
        kind=Promise.Kind.CALLBACK,
        subject=rng.choice(SUBJECTS),
        promised_by=desk.team,
        kept_by=desk.team,
        due=due,
        keeper=keeper,
        note=CallbackNote(name=rng.choice(CALLERS), number=f"06 0000 {rng.randrange(10_000):04}"),
        made_by=rng.choice(desk.staff),
    )
    return make_promise(new=new, at=at)
