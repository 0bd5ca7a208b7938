"""What was in the way in the last weeks of the demo, what was done about it, and stories."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random

from coaching.actions.barriers import answer_barrier, answer_passed, make_action, pass_barrier
from coaching.queries.barriers import open_barriers
from demo.organisation import DEPARTMENTS, People
from incidents.barriers import report_barrier
from incidents.models import Barrier, Incident, Observation, Origin, Story
from incidents.stories import Telling, tell_story
from people.access import MANAGER
from people.models import Team, User
from periods.local_time import local_date
from periods.week import Week

#: The team of the log-ins: its lead and its manager have answered what was tapped before.
ANSWERED_TEAM = "kcc-telefoon"
WEEKS_TAPPED = 3
TAPPED_SHARE = 0.6
#: By code, and how often of a hundred.
WEIGHTS = {
    "too_busy": 34, "system": 20, "colleague": 16, "not_thought_of": 12, "extra_work": 8,
    "elsewhere": 5, "always_so": 3, "other": 2,
}  # fmt: skip
MANAGERS_ANSWER = "Van 9 tot 11 uur springt vanaf maandag iemand van de balie bij."
LEADS_ANSWER = "Wie weg is, zet de status op afwezig; dan zie je wie je wel kunt bellen."
ACTION = "Met beheer een snelkeuze voor doorverbinden laten instellen"
STORIES = (
    ("Ik werd teruggebeld precies toen ze het zeiden.", Story.Experience.EXCEEDED),
    ("Ze keek op, zei mijn naam goed en wist meteen wat ik nodig had.", Story.Experience.EXCEEDED),
    ("Eindelijk iemand die het van begin tot eind voor me uitzocht.", Story.Experience.EXCEEDED),
    ("Ik moest drie keer hetzelfde vertellen.", Story.Experience.BELOW),
    ("Binnen tien minuten stond ik buiten, met paspoort.", Story.Experience.AS_EXPECTED),
    ("Hij merkte dat de bon straks nodig was en mailde hem vast.", Story.Experience.EXCEEDED),
    ("Ze wisten het niet, zeiden dat eerlijk en belden later terug.", Story.Experience.AS_EXPECTED),
    ("Ik hing vijf minuten in de wacht en toen was de lijn weg.", Story.Experience.BELOW),
)


def remark(nodes: dict[str, Team], people: People, now: datetime, rng: Random) -> None:
    """Taps on misses in every team; answers and stories in the team of the log-ins."""
    barriers = {barrier.code: barrier for barrier in Barrier.objects.all()}
    since = Week.of(local_date(now)).monday - timedelta(weeks=WEEKS_TAPPED - 1)
    latest = Week.of(local_date(now)).previous.monday
    for slug in (plan.slug for _slug, _name, plans in DEPARTMENTS for plan in plans):
        rows = _missed(nodes[slug], since)
        if slug == ANSWERED_TEAM:
            _tap((row for row in rows if row.week < latest), barriers, now, rng)
            _answer(nodes[slug], people.leads[slug], now)
            rows = [row for row in rows if row.week >= latest]
        _tap(rows, barriers, now, rng)
    _tell_stories(nodes, now)


def _missed(team: Team, since: date) -> list[Observation]:
    """What people noted of themselves and missed, in order."""
    rows = Observation.objects.filter(
        team=team, week__gte=since, origin=Origin.SELF, met=False, counts=True
    )
    return list(rows.select_related("incident__logged_by", "behaviour").order_by("pk"))


def _tap(
    rows: Iterable[Observation], barriers: dict[str, Barrier], now: datetime, rng: Random
) -> None:
    codes, weights = list(WEIGHTS), list(WEIGHTS.values())
    for row in rows:
        if rng.random() > TAPPED_SHARE or row.incident.logged_by is None:
            continue
        report_barrier(
            incident=row.incident,
            behaviour=row.behaviour,
            barrier=barriers[rng.choices(codes, weights)[0]],
            by=row.incident.logged_by,
            at=min(row.incident.logged_at + timedelta(minutes=1), now),
        )


def _answer(team: Team, lead: User, now: datetime) -> None:
    """One is passed on and answered, one becomes an action, one is answered by the lead."""
    at, opened = (
        now - timedelta(days=3),
        {row.barrier.code: row.barrier for row in open_barriers(team)},
    )
    manager = User.objects.with_role_on(team.parent, MANAGER, local_date(now)).first()
    if (busy := opened.get("too_busy")) and manager:
        passed = pass_barrier(team=team, barrier=busy, by=lead, at=at)
        answer_passed(answer=passed, text=MANAGERS_ANSWER, by=manager, at=at + timedelta(hours=4))
    if system := opened.get("system"):
        make_action(
            team=team, barrier=system, title=ACTION, owner=lead,
            due_on=local_date(now) + timedelta(days=5), by=lead, at=at,
        )  # fmt: skip
    if colleague := opened.get("colleague"):
        answer_barrier(team=team, barrier=colleague, text=LEADS_ANSWER, by=lead, at=at)


def _tell_stories(nodes: dict[str, Team], now: datetime) -> None:
    """A few in the team of the log-ins, each by whose contact it was, and one that is asked."""
    own = Incident.objects.filter(team=nodes[ANSWERED_TEAM], origin=Origin.SELF)
    rows = own.select_related("logged_by").order_by("-occurred_at", "-pk")[: len(STORIES)]
    for incident, (line, experience) in zip(rows, STORIES, strict=False):
        _tell(incident, Telling(line=line, experience=experience, for_wall=True), now)
    seen = Incident.objects.filter(
        team=nodes[ANSWERED_TEAM], origin=Origin.OBSERVED, employee__login_name="medewerker"
    )
    if observed := seen.select_related("logged_by").order_by("-occurred_at", "-pk").first():
        line = "Hij bleef rustig, ook toen ik boos werd, en loste het op."
        _tell(observed, Telling(line=line, for_wall=True), now)


def _tell(incident: Incident, telling: Telling, now: datetime) -> None:
    if incident.logged_by is not None:
        at = min(incident.logged_at + timedelta(minutes=2), now)
        tell_story(incident=incident, telling=telling, by=incident.logged_by, at=at)
