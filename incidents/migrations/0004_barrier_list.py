"""The list of barriers to begin with; an organisation makes it its own."""

from django.db import migrations

#: Code, in Dutch, in English, and whether it is the person's own; in the order of the buttons.
BARRIERS = (
    ("norm_unknown", "wist de norm niet", "did not know the norm", True),
    ("not_thought_of", "niet aan gedacht", "did not think of it", True),
    ("too_busy", "te druk", "too busy", False),
    ("colleague", "collega niet bereikbaar", "colleague could not be reached", False),
    ("system", "systeem of telefoon", "system or telephone", False),
    ("not_practised", "niet geoefend", "not practised", True),
    ("not_allowed", "niet bevoegd", "not authorised", False),
    ("customer", "klant wilde niet", "customer did not want it", False),
    ("extra_work", "kost te veel extra werk", "takes too much extra work", False),
    ("elsewhere", "ik was met iets anders bezig", "I was busy with something else", True),
    ("always_so", "zo doen we het altijd", "we always do it this way", False),
    ("other", "anders", "something else", False),
)


def load(apps, schema_editor):
    barrier = apps.get_model("incidents", "Barrier")
    barrier.objects.bulk_create(
        barrier(code=code, words=words, words_en=words_en, is_persons=is_persons, rank=rank)
        for rank, (code, words, words_en, is_persons) in enumerate(BARRIERS, start=1)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0003_barriers_and_stories"),
    ]

    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
