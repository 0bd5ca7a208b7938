"""The norms of the made-up municipality, from the starter library, with two that it set itself."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from behaviours.actions import create_goal, publish_norm, set_focus, set_guideline
from behaviours.library import LibraryItem, library, load_items
from behaviours.models import Behaviour, Goal, Norm
from demo.organisation import People
from people.models import Team
from periods.local_time import local_date
from periods.week import Week

#: Goal, and the codes of the library that serve it.
GOALS = (
    ("Wie belt, spreekt snel iemand die kan helpen", ("TEL-01", "TEL-02", "TBN-01")),
    ("Wat we toezeggen, komen we na", ("TBL-01", "AFS-01")),
    ("Inwoners voelen zich gezien en serieus genomen", ("BEJ-02", "BEJ-03", "BEJ-04", "BEJ-07")),
    ("Inwoners gaan met een goed verhaal naar huis", ("VRP-01", "VRP-02")),
    ("Wie binnenkomt, ziet dat er op hem gerekend is", ("REC-01", "REC-02", "TEL-03")),
)
#: A goal that nothing serves yet, for the page of goals to show.
GOAL_WITHOUT_BEHAVIOUR = "Brieven zijn in één keer te begrijpen"

#: In its first weeks the municipality was content with this; then came the library's 20.
EARLIER_LIMIT_SECONDS = 30
EARLIER_ZERO_POINT_SECONDS = 90
#: Long enough ago for the weeks since then to have a baseline of their own.
EARLIER_WEEKS = 3


def publish_norms(
    nodes: dict[str, Team], people: People, weeks: Sequence[Week], at: datetime
) -> None:
    """Publish at the moment `at`, the week before `weeks`, what holds in these weeks."""
    root = next(iter(nodes.values()))
    items = [
        _serving(library()[code], goal)
        for title, codes in GOALS
        for goal in [create_goal(title=title, by=people.root_manager)]
        for code in codes
    ]
    create_goal(title=GOAL_WITHOUT_BEHAVIOUR, by=people.root_manager)
    load_items(
        items=items,
        team=root,
        starts_on=weeks[0].monday,
        at=at,
        today=local_date(at),
        by=people.root_manager,
    )
    _sharpen_answering(root, people, weeks[EARLIER_WEEKS], at)
    _except_chat(nodes["e-mail-en-chat"], people, weeks[1], at)
    _draw_attention(nodes["kcc-telefoon"], people, weeks[-1], at)


def _serving(item: LibraryItem, goal: Goal) -> LibraryItem:
    """The item under this goal; answering starts with the earlier, easier limit."""
    terms = item.terms
    if item.code == "TEL-01" and terms is not None:
        terms = replace(
            terms,
            sentence="We nemen de telefoon binnen 30 seconden op",
            threshold=EARLIER_LIMIT_SECONDS,
            zero_point=EARLIER_ZERO_POINT_SECONDS,
        )
    return replace(item, fields={**item.fields, "goal": goal}, terms=terms)


def _sharpen_answering(root: Team, people: People, week: Week, at: datetime) -> None:
    publish_norm(
        behaviour=Behaviour.objects.get(code="TEL-01"),
        team=root,
        starts_on=week.monday,
        at=at,
        by=people.root_manager,
        today=local_date(at),
        terms=library()["TEL-01"].terms,
        reason="Dertig seconden lukte bijna altijd; in de teams is twintig afgesproken.",
    )


def _draw_attention(team: Team, people: People, week: Week, at: datetime) -> None:
    """The norm of the week of the team that telephones, and how many contacts it finds enough."""
    lead = people.leads[team.slug]
    behaviour = Behaviour.objects.get(code="TBN-01")
    set_focus(team=team, behaviour=behaviour, week=week, weeks=2, by=lead, at=at)
    set_guideline(team=team, contacts_a_day=3, today=local_date(at), by=lead)


def _except_chat(team: Team, people: People, week: Week, at: datetime) -> None:
    publish_norm(
        behaviour=Behaviour.objects.get(code="BEJ-03"),
        team=team,
        starts_on=week.monday,
        at=at,
        by=people.root_manager,
        today=local_date(at),
        outcome=Norm.Outcome.NOT_APPLICABLE,
        terms=None,
        reason="In de chat volgen we de toon van de inwoner.",
    )
