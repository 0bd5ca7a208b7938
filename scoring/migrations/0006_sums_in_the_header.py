"""What the tallies of a team-week add up to, beside its header; see docs/adr/0028.

Filled from the tallies under each header, stale or not: counting all again would wait for the
first reader of many weeks.
"""

import json
from collections import defaultdict
from operator import add

from django.db import migrations, models

AT_ONCE = 500
SUMS = ("observed", "met", "happened", "score_sum", "not_applicable", "not_observed")
CONTACT_SUMS = (
    "contacts", "fully_judged", "fully_in_order", "critical_judged", "critical_in_order",
    "not_answered_by_wait", "not_answered_not_met", "not_answered_not_applicable",
)  # fmt: skip


def fill(apps, schema_editor):
    """What pages read, made of the tallies that are there."""
    header, tally, contact_tally = (
        apps.get_model("scoring", name) for name in ("TallyState", "Tally", "ContactTally")
    )
    headers = list(header.objects.order_by("team_id", "week"))
    for start in range(0, len(headers), AT_ONCE):
        some = headers[start : start + AT_ONCE]
        teams = {each.team_id for each in some}
        weeks = {each.week for each in some}
        span = {"team_id__in": teams, "week__in": weeks}
        norms, contacts = defaultdict(dict), defaultdict(dict)
        columns = ("team_id", "week", "norm_id", "origin", *SUMS)
        for team, week, norm, origin, *sums in tally.objects.filter(**span).values_list(*columns):
            if origin == "customer":
                continue
            sums += [0, 0] if origin in ("self", "promise") else sums[:2]
            there = norms[team, week].get(norm)
            norms[team, week][norm] = list(map(add, there, sums)) if there else sums
        columns = ("team_id", "week", "origin", *CONTACT_SUMS)
        rows = contact_tally.objects.filter(**span).values_list(*columns)
        for team, week, origin, *sums in rows:
            contacts[team, week][origin] = sums
        for each in some:
            key = each.team_id, each.week
            rows = [[norm, *sums] for norm, sums in sorted(norms[key].items())]
            lists = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(9)]
            by_origin = dict(sorted(contacts[key].items()))
            each.sums = json.dumps([*lists, by_origin], separators=(",", ":"))
        header.objects.bulk_update(some, ["sums"], batch_size=100)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0005_frozen")]

    operations = [
        migrations.AddField(
            model_name="tallystate",
            name="sums",
            field=models.TextField(default=""),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="tallystate",
            constraint=models.CheckConstraint(
                condition=models.Q(("sums", ""), _negated=True), name="tally_state_has_sums"
            ),
        ),
    ]
