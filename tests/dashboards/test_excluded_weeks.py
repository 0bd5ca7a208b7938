"""A lead leaves a week out of the chart of a norm, with a reason, and takes that back."""

import pytest
import time_machine

from people.models import Team
from scoring.models import ExcludedWeek
from tests.builders import NOW
from tests.dashboards.office import ADDRESS, WEEK, as_reader, log_week, make_balie, norm_of, reader

pytestmark = pytest.mark.django_db

NORM_ADDRESS = f"{ADDRESS}behaviours/TEL-01/"
LEFT_OUT = f"{NORM_ADDRESS}left-out/"
REASON = "The telephone exchange was down"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def team() -> Team:
    team = make_balie()
    behaviour, _ = norm_of()
    for ago in (0, 2):
        log_week(team, behaviour, 1, 2, week=WEEK - ago)
    return team


def test_a_lead_leaves_out_one_of_the_weeks_it_was_seen(team):
    lead = reader(team, "team_lead")
    client = as_reader(lead)
    # Also of weeks that nobody read before.
    form = client.get(LEFT_OUT).context["form"]
    assert [key for key, _label in form.fields["week"].choices] == [str(WEEK), str(WEEK - 2)]
    answer = client.post(LEFT_OUT, {"week": str(WEEK - 2), "reason": REASON})
    assert answer["Location"] == NORM_ADDRESS
    row = ExcludedWeek.objects.get()
    assert (row.team, row.week, row.reason, row.by, row.at) == (
        team, (WEEK - 2).monday, REASON, lead, NOW,
    )  # fmt: skip
    left = client.get(LEFT_OUT).context["form"]
    assert [key for key, _label in left.fields["week"].choices] == [str(WEEK)]


@pytest.mark.parametrize(
    "posted",
    [
        {"week": str(WEEK), "reason": ""},
        {"week": str(WEEK - 1), "reason": REASON},
        {"week": str(WEEK), "reason": "Mevrouw belde: 06-12345678"},
    ],
    ids=["no reason", "a week it was not seen", "data of a customer"],
)
def test_what_is_refused(posted, team):
    client = as_reader(reader(team, "team_lead"))
    client.get(NORM_ADDRESS)
    assert client.post(LEFT_OUT, posted).status_code == 200
    assert not ExcludedWeek.objects.exists()


def test_a_week_is_taken_back_and_both_are_kept(team):
    lead = reader(team, "team_lead")
    client = as_reader(lead)
    client.get(NORM_ADDRESS)
    client.post(LEFT_OUT, {"week": str(WEEK), "reason": REASON})
    row = ExcludedWeek.objects.get()
    assert REASON in client.get(LEFT_OUT).text
    assert client.post(f"/left-out/{row.pk}/take-back/").status_code == 302
    row.refresh_from_db()
    assert (row.reason, row.taken_back_by, row.taken_back_at) == (REASON, lead, NOW)
    assert client.post(f"/left-out/{row.pk}/take-back/").status_code == 404
