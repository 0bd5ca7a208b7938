"""The start page: what somebody comes for, by the roles held today."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.models import Action, BarrierAnswer
from coaching.queries.barriers import open_counts
from coaching.queries.compliments import colleagues
from coaching.queries.fresh_eyes import FreshEyes, Waiting, fresh_eyes_due, waiting_questions
from dashboards.numbers import numbers, week_label
from dashboards.reader import reader_of
from dashboards.wording import in_order_words, week_summary
from incidents.models import Incident, Location, LocationQuerySet, Origin
from incidents.promises.queries import to_keep_today
from incidents.promises.wording import due_text, standing
from incidents.queries import LOGGED_BY
from incidents.wording import date_text
from people.access import (
    EMPLOYEE,
    MANAGER,
    OBSERVER,
    SMALLEST_GROUP,
    TEAM_LEAD,
    WORKS_COUNCIL,
    Scope,
    individual_view,
)
from people.models import Notice, Team, User
from people.queries import people_by_team
from periods.local_time import local_date
from periods.week import Week
from scoring.attention import needs_attention
from scoring.figures import NormVersion, WeekFigures
from scoring.queries import figures_by_team

RECENT_CONTACTS = 5
MOST_BEHAVIOURS = 5
MOST_PROMISES = 10
MOST_NOTICES = 10
MOST_ACTIONS = 5
#: With more colleagues than this their names stand on a page of their own.
MOST_COLLEAGUES = 20


@dataclass(frozen=True)
class TeamLine:
    """One team's running week in a line; `sentence` alone when figures are not shown."""

    team: Team
    url: str
    sentence: str
    shown: bool = False
    #: Whether this reader is one of the team, and opens its own pages.
    belongs: bool = False
    #: Whether this reader, its lead, may open one person's figures.
    opens_people: bool = False
    #: For its lead: the week before, which is read on a Monday.
    before_url: str = ""
    contacts: str = ""
    in_order: str = ""
    below: str = ""


@dataclass(frozen=True)
class RoundLine:
    """The locations of one team, and the day of the last round along any of them."""

    team: Team
    locations: int
    last_round: str


@dataclass(frozen=True)
class BehaviourLine:
    """A behaviour that lies below its target in some of the teams."""

    title: str
    code: str
    sentence: str


@dataclass(frozen=True)
class PromiseLine:
    """A promise to keep today, and how it stands."""

    pk: int
    title: str
    team: Team
    due: str
    sign: str
    standing: str


@dataclass(frozen=True)
class Praise:
    """Whom one gives a compliment with one tap; nobody where they are too many to show."""

    colleagues: list[User]
    submission_key: UUID


@dataclass(frozen=True)
class StartPage:
    """Everything `dashboards/start.html` shows; a part without a role is empty."""

    week_label: str
    notices: list[Notice]
    fresh_eyes: FreshEyes | None
    questions: list[Waiting]
    praise: Praise | None
    promises: list[PromiseLine]
    own: list[TeamLine]
    others: list[TeamLine]
    behaviours: list[BehaviourLine]
    recent: list[Incident]
    barriers: list[tuple[Team, int]]
    passed: int
    actions: list[Action]
    rounds: list[RoundLine]
    logs: bool
    #: Whether contacts about this reader are noted, and so add up to something.
    has_results: bool
    #: Says what a lost customer costs, where customers can leave.
    prices: bool
    places: bool
    manages: bool
    is_works_council: bool
    has_role: bool


@dataclass(frozen=True)
class _Read:
    """The running week of every team shown, read at once."""

    scope: Scope
    week: Week
    figures: dict[Team, WeekFigures]
    hidden: Collection[Team]
    counts_only: Collection[Team]
    #: Those of which this reader may open one person's figures.
    opened: Collection[Team]


def start_page(scope: Scope, now: datetime) -> StartPage:
    """The page of this person at this moment; as many queries whatever the number of teams."""
    week = Week.of(scope.today)
    own = scope.teams(EMPLOYEE, OBSERVER, TEAM_LEAD) if scope.roles else []
    above = scope.teams(MANAGER, WORKS_COUNCIL) if scope.roles else []
    others = [team for team in above if team not in own]
    read = _read(scope, week, [*own, *others])
    return StartPage(
        week_label=week_label(week),
        notices=list(Notice.objects.visible_to(scope).unseen()[:MOST_NOTICES]),
        fresh_eyes=fresh_eyes_due(scope),
        questions=waiting_questions(scope.teams(TEAM_LEAD), scope.today),
        praise=_praise(scope) if scope.holds(*scope.LOGGING) else None,
        promises=_promises(scope, now) if scope.holds(*scope.LOGGING) else [],
        own=[_line(read, team) for team in own],
        others=[_line(read, team) for team in others],
        behaviours=_behaviours(read, scope.teams(MANAGER)) if scope.holds(MANAGER) else [],
        recent=_recent(scope) if scope.holds(*scope.LOGGING) else [],
        barriers=_barriers(scope) if scope.holds(TEAM_LEAD) else [],
        passed=_passed(scope) if scope.holds(MANAGER) else 0,
        actions=_actions(scope) if scope.roles else [],
        rounds=_rounds(scope),
        logs=scope.holds(*scope.LOGGING),
        has_results=scope.holds(*LOGGED_BY[Origin.SELF]),
        prices=settings.CUSTOMERS_CAN_LEAVE and scope.holds(MANAGER),
        places=scope.holds(*scope.PLACING),
        manages=scope.holds(MANAGER),
        is_works_council=scope.holds(WORKS_COUNCIL),
        has_role=bool(scope.roles),
    )


def _read(scope: Scope, week: Week, teams: Sequence[Team]) -> _Read:
    if not teams:
        return _Read(scope, week, {}, (), (), ())
    people = people_by_team(teams=teams, weeks=[week])
    small = {team for team in teams if people[team][week].is_small}
    hidden = {team for team in small if not reader_of(scope, team).belongs}
    shown = [team for team in teams if team not in hidden]
    figures = figures_by_team(teams=shown, weeks=[week]) if shown else {}
    return _Read(
        scope=scope,
        week=week,
        figures={team: by_week[week] for team, by_week in figures.items()},
        hidden=hidden,
        counts_only={team for team in small - hidden if people[team][week].counts_only},
        opened=_opened(scope),
    )


def _opened(scope: Scope) -> list[Team]:
    """Asked of leads only."""
    led = scope.teams(TEAM_LEAD)
    return led if led and individual_view(scope.today) else []


def _line(read: _Read, team: Team) -> TeamLine:
    url = reverse("team_week", args=[team.slug, read.week])
    belongs = read.scope.belongs_to(team)
    leads = read.scope.covers(team, TEAM_LEAD)
    before_url = reverse("team_week", args=[team.slug, read.week.previous]) if leads else ""
    if team in read.hidden:
        return TeamLine(team, url, _("Fewer than %(n)s people: not shown.") % {"n": SMALLEST_GROUP})
    figures = read.figures[team]
    opens = team in read.opened
    if not figures.contacts:
        said = _("No contacts yet this week.")
        return TeamLine(team, url, said, belongs=belongs, opens_people=opens, before_url=before_url)
    below = [] if team in read.counts_only else needs_attention(figures.norms)
    return TeamLine(
        team=team,
        url=url,
        sentence=_sentence(figures, len(below)),
        shown=True,
        belongs=belongs,
        opens_people=opens,
        before_url=before_url,
        contacts=numbers().count(figures.contacts),
        in_order=in_order_words(figures),
        below="" if team in read.counts_only else numbers().count(len(below)),
    )


def _sentence(figures: WeekFigures, below: int) -> str:
    said = week_summary(figures)
    if not below:
        return said
    asks = ngettext(
        "%(n)s norm lies below its target.", "%(n)s norms lie below their target.", below
    ) % {"n": below}
    return f"{said} {asks}"


def _behaviours(read: _Read, teams: Sequence[Team]) -> list[BehaviourLine]:
    """Below target in the most teams first; those shown as counts are not counted."""
    found: Counter[int] = Counter()
    norms: dict[int, NormVersion] = {}
    seen = [team for team in teams if team in read.figures and read.figures[team].contacts]
    counted = [team for team in seen if team not in read.counts_only]
    for team in counted:
        for row in needs_attention(read.figures[team].norms):
            found[row.norm.behaviour_id] += 1
            norms[row.norm.behaviour_id] = row.norm
    return [
        BehaviourLine(norms[key].title, norms[key].code, _below_in(n, len(counted)))
        for key, n in found.most_common(MOST_BEHAVIOURS)
    ]


def _below_in(n: int, of: int) -> str:
    return ngettext(
        "below target in %(n)s of %(of)s team", "below target in %(n)s of %(of)s teams", of
    ) % {"n": n, "of": of}


def _rounds(scope: Scope) -> list[RoundLine]:
    """The teams with locations where this person does rounds or keeps them. One query."""
    if not scope.holds(*LocationQuerySet.SEEN_BY):
        return []
    last = Max("rounds__occurred_at", filter=Q(rounds__withdrawn_at__isnull=True))
    rows = Location.objects.visible_to(scope).in_use(scope.today).annotate(last=last)
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.team_id].append(row)
    return [_round_line(node, found[pk]) for pk, node in scope.tree.items() if pk in found]


def _round_line(team: Team, rows: Sequence[Any]) -> RoundLine:
    moments = [row.last for row in rows if row.last]
    last = date_text(local_date(max(moments))) if moments else ""
    return RoundLine(team=team, locations=len(rows), last_round=last)


def _recent(scope: Scope) -> list[Incident]:
    """The contacts this person logged last."""
    mine = Incident.objects.contacts().filter(logged_by=scope.user).select_related("team")
    return list(mine.order_by("-logged_at", "-occurred_at", "-pk")[:RECENT_CONTACTS])


def _promises(scope: Scope, now: datetime) -> list[PromiseLine]:
    """What this person has to keep by the end of today, the first due first."""
    rows = to_keep_today(scope, now)[:MOST_PROMISES]
    return [
        PromiseLine(row.pk, row.subject, row.kept_by, due_text(row), *standing(row, now))
        for row in rows
    ]


def _praise(scope: Scope) -> Praise:
    """The colleagues by name, as long as they fit on a start page."""
    found = list(colleagues(scope)[: MOST_COLLEAGUES + 1])
    return Praise(found if len(found) <= MOST_COLLEAGUES else [], uuid4())


def _barriers(scope: Scope) -> list[tuple[Team, int]]:
    """How many taps lie open in the teams this person leads, for those with any."""
    return list(open_counts(scope.teams(TEAM_LEAD)).items())


def _passed(scope: Scope) -> int:
    """How much was passed on to this manager and waits."""
    return BarrierAnswer.objects.visible_to(scope).waiting().count()


def _actions(scope: Scope) -> list[Action]:
    """What this person is to do first."""
    return list(Action.objects.open().filter(owner=scope.user)[:MOST_ACTIONS])
