"""The first set of real calls: what is stored gives the published figures back.

The second set goes in once, where its tallies are read too: `tests/dashboards/test_real_calls.py`.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from incidents.imports.report import Report
from incidents.models import Incident, Observation
from tests.builders import allow, make_behaviour, make_norm, make_team
from tests.incidents.imports.calls import MAPPINGS, import_file
from tests.incidents.imports.real_calls import (
    WEEK_53,
    assert_equals_reference,
    mean,
    references,
    share_met,
)

pytestmark = pytest.mark.django_db

PWC = (MAPPINGS / "pwc_call_center.toml").read_text()


def make_pwc() -> None:
    team = make_team("Call center", slug="call-center")
    norm: dict[str, Any] = {"team": team, "starts_on": date(2020, 1, 6)}
    make_norm(make_behaviour("PWC-ANSWER"), threshold=90, zero_point=180, **norm)
    make_norm(make_behaviour("PWC-TALK"), threshold=300, zero_point=600, **norm)
    make_norm(make_behaviour("PWC-RATING", "rating"), **norm)
    make_norm(make_behaviour("PWC-RESOLVED", "do"), **norm)


def import_pwc(shared_data: Path, name: str = "Call_Center_Dataset.csv", **changes: str) -> Report:
    text = PWC
    for old, new in changes.items():
        text = text.replace(f'{old} = "by_wait"', f'{old} = "{new}"')
    return import_file(shared_data / "pwc_call_center" / name, text)


def contacts() -> list[tuple[object, ...]]:
    """Everything a file says of its contacts, observations included."""
    fields = ("row_key", "row_digest", "occurred_at", "local_date", "week", "channel", "subject")
    rows = Incident.objects.order_by("row_key").values_list("pk", *fields, "answered", "score")
    seen = defaultdict(list)
    for incident_id, *rest in Observation.objects.order_by("behaviour_id").values_list(
        "incident_id", "behaviour__code", "state", "value", "met", "score"
    ):
        seen[incident_id].append(tuple(rest))
    return [(*rest, tuple(seen[pk])) for pk, *rest in rows]


def figures(rows: list[tuple[bool, dict[str, int | None]]]) -> dict[str, object]:
    """The columns of the reference, from stored contacts: whether answered, and values by code."""
    speeds, ratings, talks = (
        [value for _, seen in rows if (value := seen.get(code)) is not None]
        for code in ("PWC-ANSWER", "PWC-RATING", "PWC-TALK")
    )
    within = {f"n_le_{limit}": sum(s <= limit for s in speeds) for limit in (20, 30, 60, 90)}
    return {
        "n": len(rows),
        "n_answered": sum(answered for answered, _ in rows),
        "mean_speed_s": mean(speeds),
        "max_speed_s": f"{max(speeds)}.0000",
        "n_resolved": sum(seen.get("PWC-RESOLVED") or 0 for _, seen in rows),
        "n_sat": len(ratings),
        "mean_sat": mean(ratings),
        "mean_talk_s": mean(talks),
    } | within


def stored_rows() -> list[tuple[Incident, tuple[bool, dict[str, int | None]]]]:
    seen: dict[int, dict[str, int | None]] = defaultdict(dict)
    for incident_id, code, value in Observation.objects.values_list(
        "incident_id", "behaviour__code", "value"
    ):
        seen[incident_id][code] = value
    incidents = Incident.objects.select_related("employee")
    return [(row, (row.answered, seen[row.pk])) for row in incidents]


@pytest.fixture(scope="class")
def first(django_db_setup: None, django_db_blocker: Any, shared_data: Path) -> Iterator[Report]:
    with django_db_blocker.unblock(), transaction.atomic():
        make_pwc()
        yield import_pwc(shared_data)
        transaction.set_rollback(True)


class TestFirstSet:
    """Imported once for all tests of this class, and taken away again."""

    def test_goes_in_without_names_and_a_second_time_adds_nothing(
        self, first: Report, shared_data: Path
    ):
        assert (first.counts.read, first.counts.added, first.counts.rejected) == (5000, 5000, 0)
        again = import_pwc(shared_data)
        assert (again.counts.added, again.counts.known) == (0, 5000)
        assert Incident.objects.count() == 5000
        assert Incident.objects.filter(answered=False).count() == 946
        assert Incident.objects.filter(employee__isnull=False).count() == 0
        assert first.names_ignored
        assert Incident.objects.filter(week=WEEK_53).count() == 176

    def test_of_answered_calls_2822_of_4054_are_within_90_seconds(self, first: Report):
        """No wait is known of the others, so the default rule leaves them out."""
        assert share_met("PWC-ANSWER") == (2822, 4054)
        left_out = Observation.objects.filter(behaviour__code="PWC-ANSWER", state="not_applicable")
        assert left_out.count() == 946
        assert set(Incident.objects.filter(answered=False).values_list("not_answered_rule")) == {
            ("by_wait",)
        }

    def test_csv_and_xlsx_give_the_same_contacts(self, first: Report, shared_data: Path):
        from_csv = contacts()
        assert len(from_csv) == 5000
        Observation.objects.all().delete()
        Incident.objects.all().delete()
        import_pwc(shared_data, "Call-Center-Dataset.xlsx")
        assert contacts() == from_csv
        again = import_pwc(shared_data)
        assert (again.counts.known, again.counts.different) == (5000, 0)


def test_of_all_calls_2822_of_5000_are_within_90_seconds(shared_data: Path):
    make_pwc()
    import_pwc(shared_data, rule="not_met")
    assert share_met("PWC-ANSWER") == (2822, 5000)


def test_the_other_reference_columns_come_back_from_stored_values(shared_data: Path):
    make_pwc()
    allow("named_contacts")
    import_pwc(shared_data)
    folder = shared_data / "pwc_call_center"
    rows = stored_rows()
    assert_equals_reference(
        figures([row for _, row in rows]), references(folder / "ref_total.csv")[0]
    )
    keys = {
        "agent": lambda row: row.employee.name,
        "month": lambda row: f"{row.local_date:%Y-%m}",
        "topic": lambda row: row.subject,
    }
    compared = 0
    for name, key in keys.items():
        groups = defaultdict(list)
        for incident, row in rows:
            groups[key(incident)].append(row)
        for reference in references(folder / f"ref_by_{name}.csv"):
            assert_equals_reference(figures(groups.pop(reference[name])), reference)
            compared += 1
        assert groups == {}
    assert compared == 8 + 3 + 5
