"""The list of behaviours: the norms in force today where the reader stands, and what is missing."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from behaviours.models import Behaviour, Goal, Norm
from people.models import Role, Team
from tests.behaviours.pages import GOALS, LIST, client_of, next_monday, text
from tests.builders import make_behaviour, make_norm, make_root, make_team

pytestmark = pytest.mark.django_db


def test_the_list_shows_the_norm_in_force_today_at_the_readers_node(manager: Client, team: Team):
    behaviour = make_behaviour("TEL-01", title="Snel opnemen")
    make_norm(behaviour, make_root(), sentence="Voor de hele gemeente")
    make_norm(
        behaviour,
        team.parent,
        sentence="Voor publiekszaken",
        share_target=Decimal("0.825"),
        weight=3,
        critical=True,
    )
    make_norm(behaviour, team, sentence="Voor het team")
    make_norm(behaviour, team.parent, sentence="Later", starts_on=next_monday())
    page = text(manager.get(LIST))
    assert "Voor publiekszaken" in page
    assert "82,5%" in page
    assert "kritisch" in page
    for elsewhere in ("Voor de hele gemeente", "Voor het team", "Later"):
        assert elsewhere not in page
    assert "Voor het team" in text(manager.get(f"{LIST}?team=klantenservice"))


def test_behaviour_without_a_norm_here_and_goals_without_behaviour_stand_apart(
    manager: Client, team: Team
):
    serving = Goal.objects.create(title="Bereikbaar zijn")
    Goal.objects.create(title="Niemand twee keer laten vragen")
    make_norm(make_behaviour("TEL-01", goal=serving))
    make_norm(make_behaviour("TEL-02", title="Alleen elders"), make_team())
    response = manager.get(LIST)
    assert [row.record.code for row in response.context["table"].rows] == ["TEL-01"]
    assert [each.code for each in response.context["without_norm"]] == ["TEL-02"]
    assert [goal.title for goal in response.context["idle_goals"]] == [
        "Niemand twee keer laten vragen"
    ]
    assert "Gedrag zonder norm hier (1)" in text(response)
    assert "1 doel zonder gedrag" in text(response)


def test_an_empty_list_says_how_to_begin(manager: Client, team: Team):
    assert "Nog geen gedrag" in text(manager.get(LIST))
    assert "Eerste gedrag toevoegen" in text(manager.get(LIST))
    assert "Eerste gedrag" not in text(client_of(team, Role.Kind.EMPLOYEE).get(LIST))


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("", ["BAL-01", "GED-01", "TEL-01"]),
        ("channel=phone", ["GED-01", "TEL-01"]),
        ("channel=email", ["GED-01"]),
        ("kind=do", ["GED-01"]),
        ("text=balie", ["BAL-01"]),
        ("text=tel-", ["TEL-01"]),
        ("goal=none", ["BAL-01", "GED-01"]),
        ("channel=phone&kind=time_limit", ["TEL-01"]),
        ("norm=without", ["NUL-01"]),
        ("sort=-code", ["TEL-01", "GED-01", "BAL-01"]),
        ("sort=-weight", ["BAL-01", "GED-01", "TEL-01"]),
        ("kind=nonsense", ["BAL-01", "GED-01", "TEL-01"]),
        ("page=99", ["BAL-01", "GED-01", "TEL-01"]),
        ("page=nul", ["BAL-01", "GED-01", "TEL-01"]),
        ("per_page=-1", ["BAL-01", "GED-01", "TEL-01"]),
    ],
)
def test_the_list_is_narrowed_and_sorted_from_the_address(manager: Client, asked: str, codes):
    goal = Goal.objects.create(title="Bereikbaar")
    make_norm(make_behaviour("TEL-01", channels=["phone", "desk"], goal=goal), weight=1)
    make_norm(make_behaviour("BAL-01", channels=["desk"], title="Aan de balie"), weight=5)
    make_norm(make_behaviour("GED-01", kind="do", title="Overal"), weight=3)
    make_behaviour("NUL-01", title="Zonder")
    response = manager.get(f"{LIST}?{asked}")
    assert [row.record.code for row in response.context["table"].page.object_list] == codes


def test_a_goal_leads_to_its_behaviours(manager: Client):
    goal = Goal.objects.create(title="Bereikbaar")
    make_norm(make_behaviour("TEL-01", goal=goal))
    make_norm(make_behaviour("TEL-02"))
    assert f"{LIST}?goal={goal.pk}" in text(manager.get(GOALS))
    response = manager.get(f"{LIST}?goal={goal.pk}")
    assert [row.record.code for row in response.context["table"].rows] == ["TEL-01"]


def test_a_thousand_behaviours_come_in_pages(manager: Client):
    kept = make_behaviour("A-0000")
    Behaviour.objects.bulk_create(
        Behaviour(code=f"B-{n:04d}", title=f"Gedrag {n}", kind="do", created_at=kept.created_at)
        for n in range(1000)
    )
    root = make_root()
    Norm.objects.bulk_create(
        Norm(
            behaviour=behaviour,
            team=root,
            starts_on=date(2020, 1, 6),
            sentence="Altijd",
            published_at=kept.created_at,
        )
        for behaviour in Behaviour.objects.exclude(pk=kept.pk)
    )
    response = manager.get(f"{LIST}?page=20")
    assert "Gedrag (1000)" in text(response)
    assert [row.record.code for row in response.context["table"].page.object_list][-1] == "B-0999"
    assert len(response.content) < 150_000


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_as_many_queries_for_one_row_as_for_three(
    manager: Client, django_assert_num_queries, rows: int
):
    for number in range(rows):
        goal = Goal.objects.create(title=f"Doel {number}")
        make_norm(make_behaviour(goal=goal))
        make_behaviour(goal=goal)
    manager.get(LIST)
    # Session, user, roles, tree; norms in force; behaviours; goals to choose from; idle goals
    # and how many there are.
    with django_assert_num_queries(9):
        manager.get(LIST)
