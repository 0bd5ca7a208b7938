"""What is done about barriers: the list is kept, and what was in the way of a miss is noted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from behaviours.models import Behaviour
from incidents.models import Barrier, BarrierReport, Incident, Observation
from people.models import User
from people.text import tidy
from periods.local_time import local_date

CODE_LENGTH = Barrier._meta.get_field("code").max_length or 0


@dataclass(frozen=True)
class Miss:
    """One missed norm of a contact, and what can be tapped about it."""

    observation: Observation
    report: BarrierReport | None
    barriers: list[Barrier]

    @property
    def title(self) -> str:
        """The norm in its own words."""
        return str(self.observation.norm)

    @property
    def tapped(self) -> Barrier | None:
        """What was in the way, where somebody said so."""
        return self.report.barrier if self.report else None

    @property
    def is_persons(self) -> bool:
        """Whether it counts in a person's own results."""
        return self.tapped is None or self.tapped.is_persons


def misses(incident: Incident, day: date) -> list[Miss]:
    """The missed norms of a contact by behaviour code, each with what is offered on `day`.

    Empty for a contact that does not count. One query without a miss, three with.
    """
    missed = incident.observations.filter(met=False, counts=True)
    rows = list(missed.select_related("behaviour", "norm__behaviour").order_by("behaviour__code"))
    if not rows:
        return []
    reports = {row.behaviour_id: row for row in incident.barrier_reports.select_related("barrier")}
    offered = list(Barrier.objects.offered(day))
    return [
        Miss(row, report, _with_tapped(offered, report))
        for row in rows
        for report in [reports.get(row.behaviour_id)]
    ]


@transaction.atomic
def report_barrier(
    *, incident: Incident, behaviour: Behaviour, barrier: Barrier, by: User, at: datetime
) -> BarrierReport | None:
    """Note in one tap what was in the way of a miss; the same tap once more takes it back (None).

    Another barrier takes the place of the former, of which nothing is kept: it is a remark, and
    no figure of the team is made of it. Refuses a contact of others or one that was withdrawn, a
    norm that was not missed, a barrier that ended, and another word than that of the person the
    contact is about.
    """
    current = Incident.objects.select_for_update().get(pk=incident.pk)
    _refuse(current, behaviour, barrier, by, local_date(at))
    former = current.barrier_reports.filter(behaviour=behaviour).first()
    if former is not None:
        if former.reported_by_id == current.employee_id != by.pk:
            raise ValidationError(_("Whose contact it is has said already what was in the way."))
        former.delete()
        if former.barrier_id == barrier.pk:
            return None
    return BarrierReport.objects.create(
        incident=current, behaviour=behaviour, barrier=barrier, reported_by=by, reported_at=at
    )


@transaction.atomic
def add_barrier(*, words: str, words_en: str, is_persons: bool) -> Barrier:
    """One more on the list, before "something else". Refuses empty words and those that stand."""
    words, words_en = _sound(words, words_en)
    last = Barrier.objects.aggregate(last=Max("rank"))["last"] or 0
    return Barrier.objects.create(
        code=_free_code(words_en),
        words=words,
        words_en=words_en,
        is_persons=is_persons,
        rank=last + 1,
    )


@transaction.atomic
def change_barrier(
    *, barrier: Barrier, words: str, words_en: str, is_persons: bool, ended_on: date | None
) -> None:
    """Reword or mark one, or end it: `ended_on` is the first day it is not offered.

    What was tapped before keeps it, under the new words and the new mark.
    """
    words, words_en = _sound(words, words_en, but=barrier)
    barrier.words, barrier.words_en = words, words_en
    barrier.is_persons, barrier.ended_on = is_persons, ended_on
    barrier.save(update_fields=["words", "words_en", "is_persons", "ended_on"])


def _with_tapped(offered: Iterable[Barrier], report: BarrierReport | None) -> list[Barrier]:
    """What is offered, and what was tapped before it ended."""
    tapped = [report.barrier] if report else []
    return [*offered, *(barrier for barrier in tapped if barrier not in offered)]


def _refuse(
    incident: Incident, behaviour: Behaviour, barrier: Barrier, by: User, day: date
) -> None:
    if not incident.is_open_to(by):
        raise ValidationError(_("This is said by whose contact it is or who noted it."))
    missed = incident.observations.filter(behaviour=behaviour, met=False, counts=True)
    if not missed.exists():
        raise ValidationError(_("This norm was not missed in this contact."))
    if not barrier.is_offered(day):
        raise ValidationError(_("This is not on the list any more."))


def _sound(words: str, words_en: str, *, but: Barrier | None = None) -> tuple[str, str]:
    """Both as they are stored."""
    words, words_en = (tidy(" ".join(text.split())) for text in (words, words_en))
    if not words or not words_en:
        raise ValidationError(_("This cannot be left empty."), code="empty")
    others = Barrier.objects.exclude(pk=but.pk) if but else Barrier.objects.all()
    if others.filter(words__iexact=words).exists():
        raise ValidationError(_("%(words)s is on the list already."), "taken", {"words": words})
    return words, words_en


def _free_code(words: str) -> str:
    """The words as a code, with a number after it where it is taken."""
    wanted = slugify(words)[: CODE_LENGTH - 4].strip("-") or "barrier"
    taken = set(Barrier.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(code for code in numbered if code not in taken)
