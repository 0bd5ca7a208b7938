"""What is done to promises; each one transaction, with its line of history.

As everywhere the last statement raises the revision of the team-weeks that were touched.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from behaviours.measures import Promise as Measure
from incidents.actions import WeekClosed
from incidents.journal import raise_revisions
from incidents.models import Incident, Promise, PromiseChange, TeamWeek
from incidents.promises.moments import Due
from incidents.promises.rules import Agreed, State, state_at, verdict
from incidents.promises.sealing import CallbackNote, digest_of, seal
from incidents.promises.telling import concerned, other_side, page_of, tell_of
from incidents.promises.terms import agreed_of, norm_for
from people.models import Notice, Team, User
from periods.local_time import local_date
from periods.week import Week

Change = PromiseChange.Kind
#: A second try counts when it is another one, and not a second tap.
SECOND_TRY_AFTER = timedelta(minutes=5)


class AlreadySettled(Exception):
    """It was settled before; `current` is how."""

    def __init__(self, current: Promise) -> None:
        super().__init__("The promise was settled before.")
        self.current = current


class StalePromise(Exception):
    """Something was done about it since the form was shown."""


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """Who keeps it: a user, somebody with an address but no account, or nobody in particular.

    `token` is what stands in the link that is mailed to the address.
    """

    owner: User | None = None
    email: str = ""
    token: str = ""

    def __post_init__(self) -> None:
        if self.owner and self.email:
            raise ValueError("An owner has an account or an address, not both.")
        if bool(self.email) != bool(self.token):
            raise ValueError("An address goes with a link.")

    def put_on(self, promise: Promise) -> None:
        """Make this the keeper of the promise; a former link opens nothing any more."""
        promise.owner, promise.owner_email = self.owner, self.email
        promise.link_digest = digest_of(self.token) if self.token else ""
        if promise.owner and promise.stand_in_id == promise.owner.pk:
            promise.stand_in = None


@dataclass(frozen=True, kw_only=True)
class NewPromise:
    """One promise to make; `promised_to` for an internal commitment only."""

    kind: str
    subject: str
    promised_by: Team
    kept_by: Team
    due: Due
    promised_to: Team | None = None
    not_before: bool = False
    keeper: Keeper = Keeper()
    stand_in: User | None = None
    note: CallbackNote = CallbackNote()
    made_by: User | None = None
    incident: Incident | None = None
    submission_key: UUID | None = None


def make_promise(*, new: NewPromise, at: datetime) -> Promise:
    """Promise something at the moment `at`; the norm of that day for the keeping team judges it.

    A submission key that its author used before makes nothing: the promise made then is returned.
    """
    try:
        with transaction.atomic():
            return _make(new, at)
    except IntegrityError:
        earlier = Promise.objects.filter(made_by=new.made_by, submission_key=new.submission_key)
        if new.submission_key is None or not earlier:
            raise
        return earlier[0]


def hows(promise: Promise) -> tuple[str, ...]:
    """What settles this promise by hand; between departments no customer gets in touch."""
    is_internal = promise.kind == Promise.Kind.INTERNAL
    came = () if is_internal else (Change.CAME.value,)
    return (Change.KEPT.value, *came, Change.CANCELLED.value)


@transaction.atomic
def note_attempt(*, promise: Promise, at: datetime, by: User | None, voicemail: bool) -> Promise:
    """Tried to call back and not reached: with a message left, or a second time, it counts.

    The first try is then the moment of keeping. Refuses what is no callback (ValueError).
    """
    if not promise.is_callback:
        raise ValueError("Only a callback is tried.")
    current = _locked(promise)
    first = current.first_attempt_at
    is_second = first is not None and at - first >= SECOND_TRY_AFTER
    current.attempt_counts = current.attempt_counts or voicemail or is_second
    current.first_attempt_at = current.first_attempt_at or at
    _remember(current, Change.VOICEMAIL if voicemail else Change.TRIED, at=at, by=by)
    return _saved(current)


@transaction.atomic
def settle_promise(*, promise: Promise, how: str, at: datetime, by: User | None) -> Promise:
    """It is over: kept now, the customer got in touch first, or took it back (one of `hows`).

    Kept after its week was closed stays "not kept" and is recorded apart. Raises AlreadySettled.
    """
    if how not in hows(promise):
        raise ValueError(f"{how} does not settle a promise.")
    current = _locked(promise, settled_too=True)
    if not current.is_running:
        _keep_after_closing(current, how, at=at, by=by)
        return _saved(current)
    _settle(current, how, at=at, by=by)
    return _saved(current)


@transaction.atomic
def agree_new_time(
    *,
    promise: Promise,
    version: int,
    due: Due,
    reason: str,
    at: datetime,
    by: User | None,
    not_before: bool = False,
) -> Promise:
    """Agree another time, with a reason; the others concerned are told.

    Before it is late the promise moves, and its week; later it stays where it was due, and the
    new time is only noted. Raises AlreadySettled, StalePromise.
    """
    current = _locked(promise, version=version)
    places = {current.place}
    former = current.due_at
    if at < current.overdue_at:
        _set_due(current, due, not_before)
        current.warned_at = None
    _remember(
        current, Change.NEW_TIME, at=at, by=by, reason=reason, due_before=former, due_at=due.due_at
    )
    others = {*concerned(current), *other_side(current, at)} - {by}
    text = _("A new time was agreed for the promise “{subject}”.")
    tell_of(sorted(others, key=lambda each: each.pk), current, at, text)
    return _saved(current, places)


@transaction.atomic
def take_over(*, promise: Promise, at: datetime, by: User) -> Promise:
    """Keep it oneself from now on; the team it counts for stays. Raises AlreadySettled."""
    current = _locked(promise)
    _give(current, Keeper(owner=by), Change.TAKEN_OVER, at=at, by=by)
    return _saved(current)


@transaction.atomic
def hand_over(
    *, promise: Promise, version: int, keeper: Keeper, at: datetime, by: User | None
) -> Promise:
    """Give it to somebody else; the team it counts for stays.

    Raises AlreadySettled, StalePromise.
    """
    current = _locked(promise, version=version)
    _give(current, keeper, Change.HANDED_OVER, at=at, by=by)
    return _saved(current)


@transaction.atomic
def hand_over_all(
    *, of: User, keeper: Keeper, team_ids: Collection[int], at: datetime, by: User | None
) -> list[Promise]:
    """Give everything this person still has to keep for these teams to somebody else: absence.

    Those for which the person is the stand-in lose their stand-in.
    """
    running = Promise.objects.running().filter(kept_by_id__in=team_ids)
    running.filter(stand_in=of).update(stand_in=None)
    found = list(running.filter(owner=of).order_by("pk").select_for_update(of=("self",)))
    for each in found:
        _give(each, keeper, Change.HANDED_OVER, at=at, by=by)
        each.save()
    raise_revisions(each.place for each in found)
    return found


def settle_unkept(*, team: Team, week: Week, at: datetime) -> int:
    """Settle what this team still did not keep of this week; returns how many.

    Part of closing a week, in its transaction. What was tried in a way that counts is judged by
    that; the rest is not kept.
    """
    running = Promise.objects.running().filter(kept_by=team, week=week.monday).order_by("pk")
    found = list(running.select_for_update(of=("self",)))
    for each in found:
        _settle(each, Change.CLOSED, at=at, by=None)
        each.save()
    return len(found)


def _make(new: NewPromise, at: datetime) -> Promise:
    promise = Promise(
        kind=new.kind,
        subject=new.subject,
        promised_by=new.promised_by,
        kept_by=new.kept_by,
        promised_to=new.promised_to,
        stand_in=new.stand_in,
        made_at=at,
        made_by=new.made_by,
        submission_key=new.submission_key,
        incident=new.incident,
        norm=norm_for(new.kind, new.kept_by, local_date(at)),
        sealed=seal(new.note),
    )
    new.keeper.put_on(promise)
    _set_due(promise, new.due, new.not_before)
    promise.save()
    if promise.owner and promise.owner != new.made_by:
        text = _("You have a promise to keep: “{subject}”.")
        tell_of([promise.owner], promise, at, text)
    if raise_revisions([promise.place]):
        raise WeekClosed
    return promise


def _set_due(promise: Promise, due: Due, not_before: bool) -> None:
    promise.moment, promise.due_at, promise.due_from = due.moment, due.due_at, due.due_from
    promise.not_before = not_before
    promise.overdue_at = agreed_of(promise).overdue_at
    promise.week = Week.of(local_date(due.due_at)).monday


def _locked(promise: Promise, *, version: int | None = None, settled_too: bool = False) -> Promise:
    """The promise as it is now, locked."""
    rows = Promise.objects.select_for_update(of=("self",)).select_related(
        "norm", "owner", "stand_in", "made_by"
    )
    current = rows.get(pk=promise.pk)
    if not current.is_running and not settled_too:
        raise AlreadySettled(current)
    if version not in (None, current.version):
        raise StalePromise
    return current


def _saved(current: Promise, places: Iterable[tuple[int, date]] = ()) -> Promise:
    """Store it and raise the weeks it was and is due in; nothing running goes into a closed one."""
    current.save()
    closed = raise_revisions({current.place, *places})
    if current.place in closed and current.is_running:
        raise WeekClosed
    return current


def _settle(current: Promise, how: str, *, at: datetime, by: User | None) -> None:
    agreed, contact_at = agreed_of(current), None
    if how == Change.KEPT:
        contact_at = current.first_attempt_at or at
    elif current.attempt_counts:
        contact_at = current.first_attempt_at
    dropped_at = at if how in (Change.CAME, Change.CANCELLED) else None
    state = state_at(at, agreed, contact_at=contact_at, dropped_at=dropped_at, closed_at=at)
    _end(current, state, agreed, contact_at, at)
    _remember(current, how, at=at, by=by)


def _end(
    current: Promise, state: State, agreed: Agreed, contact_at: datetime | None, at: datetime
) -> None:
    """Store how it ended with its verdict, wipe name and number, and take back what was told."""
    measure = Measure.of(current.norm) if current.norm else None
    judged = verdict(state, agreed, measure, contact_at)
    current.outcome, current.settled_at = state.value, at
    current.met, current.score = judged.met, judged.score_ten_thousandths
    current.sealed = ""
    told = Notice.objects.unseen().filter(url=page_of(current))
    told.filter(user__in=concerned(current)).update(seen_at=at)


def _keep_after_closing(current: Promise, how: str, *, at: datetime, by: User | None) -> None:
    """Recorded apart, once, for what its week closed on as not kept; it changes no figure."""
    key = {"team_id": current.kept_by_id, "week": current.week}
    closed = TeamWeek.objects.filter(**key, closed_at__isnull=False).exists()
    missed = current.outcome == Promise.Outcome.MISSED and not current.after_closing
    if how != Change.KEPT or not (missed and closed):
        raise AlreadySettled(current)
    current.after_closing = True
    _remember(current, Change.KEPT_AFTER, at=at, by=by)


def _give(current: Promise, keeper: Keeper, kind: str, *, at: datetime, by: User | None) -> None:
    former = current.owner
    keeper.put_on(current)
    _remember(current, kind, at=at, by=by, owner_before=former)
    if keeper.owner and keeper.owner != by:
        text = _("The promise “{subject}” was handed over to you.")
        tell_of([keeper.owner], current, at, text)


def _remember(
    current: Promise, kind: str, *, at: datetime, by: User | None, **before: object
) -> None:
    """Add a line to the history, under the next version."""
    current.version += 1
    PromiseChange.objects.create(
        promise=current,
        kind=kind,
        version=current.version,
        changed_at=at,
        changed_by=by,
        **before,
    )
