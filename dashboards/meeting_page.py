"""The ten minutes of a team meeting about one week, point by point, to be read or printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from coaching.models import Action
from coaching.queries.barriers import OpenBarrier, open_barriers
from coaching.queries.meetings import agreed_before, agreed_in, attendance
from dashboards.due_promises import DuePromises, due_promises
from dashboards.topic import Topic, topic_of_week
from incidents.models import Story
from people.models import Team
from people.queries import small_weeks
from periods.week import Week
from scoring.queries import team_figures

MOST_STORIES = 2
MOST_PROMISES = 3
#: More of last time does not fit on one sheet; the others stand on the team's own page.
MOST_AGREED_BEFORE = 4


@dataclass(frozen=True)
class AgreementLine:
    """One agreement, and whether its day is over while it is not done."""

    action: Action
    is_late: bool


@dataclass(frozen=True)
class MeetingPage:
    """Everything `dashboards/team_meeting.html` shows; what is not there yet is empty."""

    before: list[AgreementLine]
    before_more: int
    topic: Topic | None
    stories: list[Story]
    barrier: OpenBarrier | None
    promises: DuePromises
    agreed: list[AgreementLine]
    #: Whether each person (by key) was there; empty until it was recorded.
    attendance: dict[int, bool]

    @property
    def present(self) -> int:
        """How many were there."""
        return sum(self.attendance.values())


def meeting_page(*, team: Team, week: Week, now: datetime, today: date) -> MeetingPage:
    """The pack about one week, for who is of the team or leads it.

    Promises and the barrier stand in it as they are now.
    """
    before = agreed_before(team, week)
    return MeetingPage(
        before=_lines(before[:MOST_AGREED_BEFORE], today),
        before_more=max(0, len(before) - MOST_AGREED_BEFORE),
        topic=_topic(team, week),
        stories=_stories(team, week),
        barrier=next(iter(open_barriers(team)), None),
        promises=due_promises(team, until=Week.of(today).ends_at, now=now, most=MOST_PROMISES),
        agreed=_lines(agreed_in(team, week), today),
        attendance=attendance(team, week),
    )


def _topic(team: Team, week: Week) -> Topic | None:
    """The one behaviour on the agenda of the meeting of a team about a week."""
    figures = team_figures(team=team, weeks=[week])[week]
    return topic_of_week(
        team=team,
        week=week,
        figures=figures.norms,
        counts_only=bool(small_weeks(team=team, weeks=[week], belongs=True)),
    )


def _stories(team: Team, week: Week) -> list[Story]:
    """Of this week and the one before: an older one was read out already.

    The latest that went well first, then the latest that did not, where there are both.
    """
    told = Story.objects.on_wall(team).select_related("incident")
    rows = told.filter(told_at__gte=week.previous.starts_at, told_at__lt=week.ends_at)
    good = [row for row in rows if row.experience != Story.Experience.BELOW]
    poor = [row for row in rows if row.experience == Story.Experience.BELOW]
    return [*good[:1], *poor[:1], *good[1:], *poor[1:]][:MOST_STORIES]


def _lines(actions: Sequence[Action], today: date) -> list[AgreementLine]:
    return [AgreementLine(action, action.is_late(today)) for action in actions]
