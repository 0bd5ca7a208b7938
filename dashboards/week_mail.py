"""The mail about a week that is over: to whom it goes, what stands in it, in whose words.

It leaves the site, so nothing that was typed about a contact is in it and nobody is named: counts,
norms and barriers, as the page shows them to this lead, and the addresses where there is more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from behaviours.measures import MeasureKind
from coaching.queries.barriers import open_barriers
from dashboards.numbers import numbers, week_label
from dashboards.reader import Links, Reader, Rows
from dashboards.week_page import contacts_words
from incidents.models import Promise, Story
from people.access import TEAM_LEAD
from people.models import Role, Team, User
from people.queries import small_weeks_by_team
from periods.week import Week
from scoring.attention import needs_attention
from scoring.figures import NormFigures, WeekFigures
from scoring.queries import figures_by_team

MOST_POINTS = 3
NOT_KEPT = (Promise.Outcome.LATE, Promise.Outcome.EARLY, Promise.Outcome.MISSED)


@dataclass(frozen=True)
class Point:
    """One thing that matters, and the page about it."""

    sentence: str
    url: str


@dataclass(frozen=True)
class Section:
    """One team of the reader."""

    team: str
    summary: str
    points: list[Point]
    week_url: str
    meeting_url: str


def readers(week: Week, today: date) -> dict[User, list[Team]]:
    """Who led which teams in this week and still does, and can be mailed; teams in tree order.

    Who leads no longer would not open the page either.
    """
    held = Role.objects.overlapping(week.monday, week.next.monday).in_force(today)
    asked = held.filter(kind=TEAM_LEAD, user__is_active=True, user__email__isnull=False)
    tree = [
        node
        for node in Team.objects.with_tree_fields().order_siblings_by("name")
        if node.kind == Team.Kind.TEAM and node.is_in_use(today)
    ]
    led: dict[User, set[int]] = {}
    for role in asked.select_related("user").order_by("user_id"):
        led.setdefault(role.user, set()).add(role.team_id)
    found = {
        user: [team for team in tree if not nodes.isdisjoint(team.tree_path)]
        for user, nodes in led.items()
    }
    return {user: teams for user, teams in found.items() if teams}


def message_to(
    *, reader: User, teams: list[Team], week: Week, now: datetime, site: str
) -> EmailMultiAlternatives:
    """The mail in the reader's language; `site` is the address without a path."""
    with translation.override(reader.language):
        context = {
            "name": reader.name,
            "week": week_label(week),
            "site": site,
            "sections": sections(teams=teams, week=week, now=now),
        }
        subject = render_to_string("dashboards/week_mail_subject.txt", context).strip()
        text = render_to_string("dashboards/week_mail_message.txt", context)
        html = render_to_string("dashboards/week_mail_message.html", context).lstrip()
    message = EmailMultiAlternatives(subject, text, None, [reader.email or ""])
    message.attach_alternative(html, "text/html")
    return message


def sections(*, teams: list[Team], week: Week, now: datetime) -> list[Section]:
    """Each team of one lead: how much there was, and the three things that matter."""
    figures = figures_by_team(teams=teams, weeks=[week])
    small = small_weeks_by_team(teams=teams, weeks=[week])
    return [
        Section(
            team=team.name,
            summary=_summary(figures[team][week]),
            points=points_of(
                team, week, figures[team][week].norms, counts_only=bool(small[team]), now=now
            )[:MOST_POINTS],
            week_url=reverse("team_week", args=[team.slug, week]),
            meeting_url=reverse("team_meeting", args=[team.slug, week]),
        )
        for team in teams
    ]


def points_of(
    team: Team, week: Week, norms: Iterable[NormFigures], *, counts_only: bool, now: datetime
) -> list[Point]:
    """What matters in this team's week, most important first; nobody waits, then the norms.

    No norm of a week of which only counts are shown. The one place to take another list from.
    """
    below = [] if counts_only else needs_attention(norms)
    found = [
        _not_kept(team, week, now),
        # What became of promises is said already.
        *(_below(team, week, row) for row in below if row.norm.kind != MeasureKind.PROMISE.value),
        _barrier(team),
        _stories(team, week),
    ]
    return [point for point in found if point]


def _summary(figures: WeekFigures) -> str:
    if not figures.contacts:
        return _("No contacts were noted.")
    share = figures.fully_in_order
    return _("%(contacts)s, %(in_order)s fully in order.") % {
        "contacts": contacts_words(figures.contacts),
        "in_order": _("%(n)s of %(of)s")
        % {"n": numbers().count(share.n), "of": numbers().count(share.of)},
    }


def _not_kept(team: Team, week: Week, now: datetime) -> Point | None:
    """What was due in the week and was not kept in time, or still is not."""
    due = Promise.objects.filter(kept_by=team, week=week.monday)
    waiting = due.overdue(now).count()
    count = waiting + due.filter(outcome__in=NOT_KEPT).count()
    if not count:
        return None
    said = ngettext(
        "%(n)s promise was not kept in time.", "%(n)s promises were not kept in time.", count
    )
    links = Links(Reader(Rows.TEAM, belongs=True), team, week)
    return Point(
        said % {"n": numbers().count(count)},
        links.promises(f"show={'overdue' if waiting else 'settled'}"),
    )


def _below(team: Team, week: Week, row: NormFigures) -> Point:
    said = _("%(title)s: met %(met)s of %(n)s times") % {
        "title": row.norm.title,
        "met": numbers().count(row.met),
        "n": numbers().count(row.observed),
    }
    return Point(f"{said}.", reverse("team_norm", args=[team.slug, week, row.norm.code]))


def _barrier(team: Team) -> Point | None:
    opened = next(iter(open_barriers(team)), None)
    if opened is None:
        return None
    said = ngettext(
        "In the way most often: %(barrier)s, %(n)s time, not answered yet.",
        "In the way most often: %(barrier)s, %(n)s times, not answered yet.",
        opened.count,
    )
    words = {"barrier": opened.barrier, "n": numbers().count(opened.count)}
    return Point(said % words, reverse("barrier_board", args=[team.slug]))


def _stories(team: Team, week: Week) -> Point | None:
    told = Story.objects.on_wall(team).filter(told_at__gte=week.starts_at, told_at__lt=week.ends_at)
    if not (count := told.count()):
        return None
    said = ngettext("%(n)s new story on the wall.", "%(n)s new stories on the wall.", count)
    return Point(said % {"n": numbers().count(count)}, reverse("story_wall", args=[team.slug]))
