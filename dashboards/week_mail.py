"""The mail about a week that is over: to whom it goes, what stands in it, in whose words.

It leaves the site, so nothing that was typed about a contact is in it and nobody is named: counts,
norms and barriers, as the page shows them to this lead, and the addresses where there is more.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from dashboards.numbers import week_label
from dashboards.views import sight_of_week
from dashboards.week_page import week_page
from dashboards.wording import week_summary
from people.access import TEAM_LEAD, Scope
from people.models import Role, RoleQuerySet, Team, User
from periods.local_time import local_date
from periods.week import Week


@dataclass(frozen=True)
class MailPoint:
    """One thing that matters, and the page about it."""

    sentence: str
    url: str


@dataclass(frozen=True)
class Section:
    """One team of the reader."""

    team: str
    summary: str
    points: list[MailPoint]
    week_url: str
    meeting_url: str


def readers(week: Week, today: date) -> dict[User, list[Team]]:
    """Who led which teams in this week and still does, and can be mailed; teams in tree order.

    Who leads no longer would not open the page either.
    """
    roles = Role.objects.filter(
        kind=TEAM_LEAD, user__is_active=True, user__email__isnull=False
    ).select_related("user")
    then = _led(roles.overlapping(week.monday, week.next.monday))
    now = _led(roles.in_force(today))
    tree = [
        node
        for node in Team.objects.in_tree_order().values()
        if node.kind == Team.Kind.TEAM and node.is_in_use(today) and node.started_on <= week.sunday
    ]
    # Which role it was may have changed since: of the team then, of its department today.
    found = {
        user: [
            team
            for team in tree
            if not nodes.isdisjoint(team.tree_path)
            and not then.get(user, set()).isdisjoint(team.tree_path)
        ]
        for user, nodes in now.items()
    }
    return {user: teams for user, teams in found.items() if teams}


def _led(roles: RoleQuerySet) -> dict[User, set[int]]:
    """The nodes that each of these people leads by these roles."""
    found: dict[User, set[int]] = {}
    for role in roles.order_by("user_id"):
        found.setdefault(role.user, set()).add(role.team_id)
    return found


def message_to(
    *, reader: User, teams: list[Team], week: Week, now: datetime, site: str
) -> EmailMultiAlternatives:
    """The mail in the reader's language; `site` is the address without a path."""
    with translation.override(reader.language):
        context = {
            "name": reader.name,
            "week": week_label(week),
            "site": site,
            "sections": sections(reader=reader, teams=teams, week=week, now=now),
        }
        subject = render_to_string("dashboards/week_mail_subject.txt", context).strip()
        text = render_to_string("dashboards/week_mail_message.txt", context)
        html = render_to_string("dashboards/week_mail_message.html", context).lstrip()
    message = EmailMultiAlternatives(subject, text, None, [reader.email or ""])
    message.attach_alternative(html, "text/html")
    return message


def sections(*, reader: User, teams: list[Team], week: Week, now: datetime) -> list[Section]:
    """Each team of one lead: how much there was, and the three things the page begins with."""
    return [_section(reader, team, week, now) for team in teams]


def _section(reader: User, team: Team, week: Week, now: datetime) -> Section:
    seen = sight_of_week(Scope(reader, local_date(now)), team, week, now)
    figures, first = seen.line.figures[week], week_page(seen).attention.first
    week_url = reverse("team_week", args=[team.slug, week])
    return Section(
        team=team.name,
        summary=week_summary(figures) if figures.contacts else _("No contacts were noted."),
        points=[MailPoint(each.sentence, each.link.url or week_url) for each in first],
        week_url=week_url,
        meeting_url=reverse("team_meeting", args=[team.slug, week]),
    )
