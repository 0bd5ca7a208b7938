"""What was in the way of a team and lies open, what was answered, and who may own an action."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from coaching.models import AnsweredReport, BarrierAnswer
from incidents.models import OTHER, Barrier, BarrierReport
from people.access import EMPLOYEE, MANAGER, TEAM_LEAD
from people.models import Role, Team, User
from scoring.statistics import MIN_FOR_FULL, vital_few

#: Answers shown on the team's page; older ones have been read.
LATEST_ANSWERS = 10

#: A norm's behaviour in words, and how often it was missed by this.
BehaviourCount = tuple[str, int]


@dataclass
class OpenBarrier:
    """What was tapped and lies open: how often, at which behaviours, on which day last."""

    barrier: Barrier
    count: int = 0
    newest: date = date.min
    behaviours: list[BehaviourCount] = field(default_factory=list)


@dataclass(frozen=True)
class PassedBarrier:
    """One answer that waits for a manager, or got it, with what it is about."""

    answer: BarrierAnswer
    count: int
    behaviours: list[BehaviourCount]


def open_reports(team: Team) -> QuerySet[BarrierReport]:
    """What was tapped in this team, still stands, and nobody took up."""
    return BarrierReport.objects.of_team(team).standing().filter(answered_report__isnull=True)


def open_barriers(team: Team) -> list[OpenBarrier]:
    """What lies open in this team, the most frequent first and "something else" last.

    Two queries, one when nothing lies open.
    """
    rows = (
        open_reports(team)
        .values_list("barrier_id", "behaviour__title")
        .annotate(count=Count("pk"), newest=Max("incident__local_date"))
        .order_by("-count", "behaviour__title")
    )
    found = list(rows)
    barriers = Barrier.objects.in_bulk({row[0] for row in found}) if found else {}
    opened = {key: OpenBarrier(barrier) for key, barrier in barriers.items()}
    for key, title, count, newest in found:
        one = opened[key]
        one.count, one.newest = one.count + count, max(one.newest, newest)
        one.behaviours.append((title, count))
    return sorted(
        opened.values(),
        key=lambda one: (one.barrier.code == OTHER, -one.count, one.barrier.rank),
    )


def first_to_look_at(opened: Sequence[OpenBarrier]) -> list[Barrier]:
    """The fewest that make up four fifths of what lies open; none for fewer than 20 taps."""
    counts = [one.count for one in opened]
    few = vital_few(counts) if sum(counts) >= MIN_FOR_FULL else 0
    return [one.barrier for one in opened[:few]]


def open_counts(teams: Collection[Team]) -> dict[Team, int]:
    """How many taps lie open in each of these teams; teams with none are left out. One query."""
    rows = (
        BarrierReport.objects.standing()
        .filter(incident__team__in=teams, answered_report__isnull=True)
        .values_list("incident__team")
        .annotate(count=Count("pk"))
    )
    counts = dict(rows)
    return {team: counts[team.pk] for team in teams if team.pk in counts}


def given_answers(team: Team) -> list[BarrierAnswer]:
    """The latest answers this team got."""
    given = BarrierAnswer.objects.given().filter(team=team)
    return list(given.select_related("barrier", "action__owner")[:LATEST_ANSWERS])


def waiting_answers(team: Team) -> list[BarrierAnswer]:
    """What was passed on for this team and waits."""
    waiting = BarrierAnswer.objects.waiting().filter(team=team)
    return list(waiting.select_related("barrier", "passed_to").order_by("taken_up_at", "pk"))


def passed_barriers(answers: Iterable[BarrierAnswer]) -> list[PassedBarrier]:
    """These answers with what they are about; one query besides, none for none."""
    wanted = list(answers)
    behaviours: dict[int, list[BehaviourCount]] = defaultdict(list)
    rows = (
        AnsweredReport.objects.filter(answer__in=wanted)
        .values_list("answer", "report__behaviour__title")
        .annotate(count=Count("pk"))
        .order_by("-count", "report__behaviour__title")
    )
    for key, title, count in rows if wanted else ():
        behaviours[key].append((title, count))
    return [
        PassedBarrier(each, sum(n for _title, n in behaviours[each.pk]), behaviours[each.pk])
        for each in wanted
    ]


def possible_owners(team: Team, day: date) -> QuerySet[User]:
    """Who may own an action of this team: who works in it, leads it, or manages it from above."""
    roles = Role.objects.in_force(day).filter(
        Q(team=team, kind=EMPLOYEE) | Q(team_id__in=team.path_ids, kind__in=(TEAM_LEAD, MANAGER))
    )
    return User.objects.filter(roles__in=roles).distinct().order_by("name", "pk")


def members(team: Team, day: date) -> frozenset[int]:
    """The keys of those who read the page of this team: its employees and its leads."""
    roles = Role.objects.in_force(day).filter(
        Q(team=team, kind=EMPLOYEE) | Q(team_id__in=team.path_ids, kind=TEAM_LEAD)
    )
    return frozenset(roles.values_list("user_id", flat=True))
