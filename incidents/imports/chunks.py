"""One chunk of rows, stored in one transaction with its counts and the revisions it raises."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from behaviours.measures import InvalidValue
from behaviours.models import Behaviour
from incidents.actions import (
    AlreadyWithdrawn,
    StaleVersion,
    WeekClosed,
    correct_contact,
    record_judged,
)
from incidents.imports.drafts import Draft
from incidents.imports.errors import RowRefused
from incidents.imports.report import Counts
from incidents.judging import Judge, JudgedContact, NewContact, NoNormInForce
from incidents.models import ImportRun, Incident, Source


class Stored(NamedTuple):
    """What the database holds under a key."""

    incident_id: int
    version: int
    digest: str
    employee_id: int | None

    def differs(self, draft: Draft, *, named: bool) -> bool:
        """Whether the row says something else now; of its employee only where names are read."""
        return self.digest != draft.digest or (named and self.is_of_another(draft))

    def is_of_another(self, draft: Draft) -> bool:
        """Whether the row names somebody else; a contact stored without a name stays without."""
        employee_id = draft.employee.pk if draft.employee else None
        return self.employee_id not in (None, employee_id)


def stored_contacts(source: Source, keys: Collection[str]) -> dict[str, Stored]:
    """The contacts of this source under these keys; none for a source that is not stored."""
    if source.pk is None or not keys:
        return {}
    rows = Incident.objects.filter(source=source, row_key__in=list(keys))
    found = rows.values_list("row_key", "pk", "version", "row_digest", "employee_id")
    return {row[0]: Stored(*row[1:]) for row in found}


def rows_stored(source: Source) -> int:
    """How many contacts the ledger says all runs of this source stored; it only ever rises."""
    runs = ImportRun.objects.filter(source_id=source.pk)
    return runs.aggregate(rows=Sum("rows_added"))["rows"] or 0


def judged_contact(draft: Draft, judge: Judge, run: ImportRun, at: datetime) -> JudgedContact:
    """The draft with its verdicts. Raises RowRefused for a value that cannot be judged."""
    try:
        return judge.contact(new_contact(draft, judge, run), at=at)
    except (InvalidValue, NoNormInForce) as error:
        raise _not_judged(error, draft) from None


def _not_judged(error: InvalidValue | NoNormInForce, draft: Draft) -> RowRefused:
    if isinstance(error, InvalidValue):
        return RowRefused(_("the norm of %s cannot judge a value of this row") % draft.day)
    named = Behaviour.objects.filter(pk__in=error.behaviour_ids).order_by("code")
    codes = ", ".join(named.values_list("code", flat=True))
    return RowRefused(
        _("there is no norm on %(day)s for: %(codes)s") % {"day": draft.day, "codes": codes}
    )


def new_contact(draft: Draft, judge: Judge, run: ImportRun) -> NewContact:
    """The contact that the draft says, by the norms of its day."""
    norms = judge.norms(draft.team, draft.day)
    return draft.contact(norms, source=run.source, rule=run.not_answered_rule)


def store_chunk(
    *, run: ImportRun, judged: Sequence[JudgedContact], counts: Counts, ledger: int
) -> None:
    """Store these contacts, those that another run stored meanwhile excepted, and count them.

    Under the lock of the source, so that two imports of one source never store the same row:
    `ledger` is what `rows_stored` said before anybody asked which of them are there.
    The counts of the ledger are those of what is stored, in the same transaction.
    """
    with transaction.atomic():
        Source.objects.select_for_update().get(pk=run.source_id)
        there: Collection[str] = ()
        if rows_stored(run.source) != ledger:
            there = stored_contacts(run.source, {each.new.row_key for each in judged})
        fresh = [each for each in judged if each.new.row_key not in there]
        counts.added, counts.known = len(fresh), counts.known + len(judged) - len(fresh)
        count(run, counts)
        record_judged(judged=sorted(fresh, key=lambda each: each.new.row_key))


def correct_stored(
    *, run: ImportRun, draft: Draft, stored: Stored, judge: Judge, at: datetime
) -> None:
    """Take over what the file says now of a contact that is there, in its own transaction.

    Alone, since a correction locks the contact before its team-week. Raises RowRefused.
    """
    try:
        with transaction.atomic():
            count(run, Counts(corrected=1))
            correct_contact(
                incident=Incident(pk=stored.incident_id),
                version=stored.version,
                corrected=new_contact(draft, judge, run),
                by=None,
                at=at,
                reason=_("Imported again with other content."),
                judge=judge,
            )
    except AlreadyWithdrawn:
        raise RowRefused(_("the contact was withdrawn")) from None
    except WeekClosed:
        raise RowRefused(_("its week is closed")) from None
    except StaleVersion:
        raise RowRefused(_("the contact was changed at the same time; import it again")) from None
    except (InvalidValue, NoNormInForce) as error:
        raise _not_judged(error, draft) from None


def count(run: ImportRun, counts: Counts) -> None:
    """Add to the ledger of this run."""
    added = {f"rows_{name}": F(f"rows_{name}") + number for name, number in vars(counts).items()}
    ImportRun.objects.filter(pk=run.pk).update(**added)
