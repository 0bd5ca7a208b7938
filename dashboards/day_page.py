"""The start of a day in two minutes: one behaviour, one good word, who to call, who covers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from coaching.models import Compliment, LunchCover
from coaching.queries.meetings import lunch_cover
from dashboards.due_promises import DuePromises, due_promises
from dashboards.topic import Topic, topic_of_day
from incidents.models import Story
from people.access import Scope
from people.models import Team
from periods.local_time import midnight
from periods.working_days import working_day_before

MOST_PROMISES = 5


@dataclass(frozen=True)
class DayPage:
    """Everything `dashboards/team_day.html` shows; what is not there yet is empty."""

    topic: Topic | None
    story: Story | None
    #: The reader's own, which nobody else reads.
    compliment: Compliment | None
    promises: DuePromises
    cover: LunchCover | None


def day_page(*, scope: Scope, team: Team, now: datetime) -> DayPage:
    """The day that `scope` is of, for one of this team."""
    today = scope.today
    since = midnight(working_day_before(today))
    tomorrow = midnight(today + timedelta(days=1))
    # A day does not begin with what went wrong: that is for the meeting.
    told = Story.objects.on_wall(team).exclude(experience=Story.Experience.BELOW)
    got = Compliment.objects.filter(to=scope.user, team=team, given_at__gte=since)
    return DayPage(
        topic=topic_of_day(team=team, day=today),
        story=told.filter(told_at__gte=since).first(),
        compliment=got.select_related("from_user").order_by("-given_at", "-pk").first(),
        promises=due_promises(team, until=tomorrow, now=now, most=MOST_PROMISES),
        cover=lunch_cover(team, today),
    )
