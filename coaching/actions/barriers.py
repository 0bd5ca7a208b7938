"""Writes: what was in the way is answered, made an action, or passed on; who tapped it is told.

What cannot be is refused with a ValidationError whose words a form can show.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from coaching.actions.improvement import quoted, said, start_action
from coaching.models import Action, AnsweredReport, BarrierAnswer
from coaching.queries.barriers import members, open_reports
from incidents.models import Barrier, BarrierReport
from people.models import Team, User
from people.notices import tell
from periods.local_time import local_date


@transaction.atomic
def answer_barrier(
    *, team: Team, barrier: Barrier, text: str, by: User, at: datetime
) -> BarrierAnswer:
    """The lead answers all that lies open of one barrier. Refuses an empty answer."""
    answer = _take_up(team, barrier, by, at, text=said(text), answered_by=by, answered_at=at)
    _tell_answered(answer, at)
    return answer


@transaction.atomic
def pass_barrier(*, team: Team, barrier: Barrier, by: User, at: datetime) -> BarrierAnswer:
    """The lead passes all that lies open of one barrier on to the node above."""
    answer = _take_up(team, barrier, by, at, passed_to=team.parent)
    _tell(answer, _("“{barrier}” was passed on to the manager."), at)
    return answer


@transaction.atomic
def make_action(
    *,
    team: Team,
    barrier: Barrier,
    title: str,
    owner: User,
    due_on: date,
    by: User,
    at: datetime,
) -> Action:
    """The lead makes an improvement action of all that lies open of one barrier.

    The owner is told. Refuses an empty title and a day that is over.
    """
    action = start_action(team=team, title=title, owner=owner, due_on=due_on, by=by, at=at)
    answer = _take_up(team, barrier, by, at, action=action, answered_by=by, answered_at=at)
    _tell_answered(answer, at)
    return action


@transaction.atomic
def answer_passed(*, answer: BarrierAnswer, text: str, by: User, at: datetime) -> None:
    """The manager answers what was passed on. Refuses a second answer and an empty one."""
    current = BarrierAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if current.answered_at is not None:
        raise ValidationError(_("Somebody answered this a moment ago."), code="answered")
    current.text, current.answered_by, current.answered_at = said(text), by, at
    current.save(update_fields=["text", "answered_by", "answered_at"])
    _tell_answered(current, at)


@transaction.atomic
def finish_action(*, action: Action, outcome: str, at: datetime) -> None:
    """It is done, and this came of it; who tapped what it was born from is told.

    Refuses one that is done already, and an empty outcome.
    """
    current = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if current.done_at is not None:
        raise ValidationError(_("This action is done already."), code="done")
    current.outcome, current.done_at = said(outcome), at
    current.save(update_fields=["outcome", "done_at"])
    answer = BarrierAnswer.objects.filter(action=current).first()
    if answer is not None:
        _tell(answer, _("Done about “{barrier}”: {text}"), at, text=quoted(outcome))


def _take_up(team: Team, barrier: Barrier, by: User, at: datetime, **fields: Any) -> BarrierAnswer:
    """An answer to all that lies open; two leads at once wait for each other on the team."""
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    reports = list(open_reports(team).filter(barrier=barrier))
    if not reports:
        raise ValidationError(_("Nothing of this lies open any more."), code="nothing_open")
    answer = BarrierAnswer.objects.create(
        team=team, barrier=barrier, taken_up_by=by, taken_up_at=at, **fields
    )
    AnsweredReport.objects.bulk_create(
        AnsweredReport(answer=answer, report=report) for report in reports
    )
    return answer


def _tell_answered(answer: BarrierAnswer, at: datetime) -> None:
    if answer.action:
        pattern, text = _("An action was made of “{barrier}”: {text}"), answer.action.title
    else:
        pattern, text = _("Answer to “{barrier}”: {text}"), answer.text
    _tell(answer, pattern, at, text=quoted(text))


def _tell(answer: BarrierAnswer, pattern: Any, at: datetime, **words: str) -> None:
    """Tell whoever tapped it: on the page of the team, or at the own contact outside the team."""
    inside = members(answer.team, local_date(at))
    told = format_lazy(pattern, barrier=answer.barrier, **words)
    board = reverse("barrier_board", args=[answer.team.slug])
    for report in _one_a_person(answer):
        contact = reverse("incident_detail", args=[report.incident_id])
        url = board if report.reported_by_id in inside else contact
        tell(users=[report.reported_by], text=told, url=url, at=at)


def _one_a_person(answer: BarrierAnswer) -> Iterable[BarrierReport]:
    """The latest tap of each who tapped what this is an answer to."""
    reports = BarrierReport.objects.filter(answered_report__answer=answer)
    rows = reports.select_related("reported_by").order_by("reported_at", "pk")
    return {report.reported_by_id: report for report in rows}.values()
