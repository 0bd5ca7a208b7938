"""Name and number: encrypted in the database, gone once settled, and nowhere else to be found."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection

from incidents.closing import close_week
from incidents.models import Promise
from incidents.promises.actions import (
    Keeper,
    agree_new_time,
    hand_over,
    note_attempt,
    settle_promise,
)
from incidents.promises.moments import Due
from incidents.promises.sealing import (
    CallbackNote,
    digest_of,
    new_token,
    opens,
    seal,
    unseal,
)
from periods.week import Week
from tests.builders import NOW, TODAY, make_user
from tests.incidents.promises.making import NOTE, promise

SECRETS = ("Nora Nummer", "06 12 34 56 78", "Z-2026-4711", "secret-of-the-link")


def test_what_is_sealed_comes_out_as_it_went_in_and_never_looks_the_same_twice():
    one, other = seal(NOTE), seal(NOTE)
    assert unseal(one) == unseal(other) == NOTE
    assert one != other
    assert NOTE.name not in one


def test_nothing_is_sealed_as_nothing():
    assert seal(CallbackNote()) == ""
    assert unseal("") == CallbackNote()


def test_another_key_opens_nothing_and_an_older_one_still_does(settings):
    sealed = seal(NOTE)
    former = settings.PROMISE_KEYS
    settings.PROMISE_KEYS = ["another key of more than forty characters in all"]
    assert unseal(sealed) is None
    settings.PROMISE_KEYS = [*settings.PROMISE_KEYS, *former]
    assert unseal(sealed) == NOTE


def test_a_number_is_dialled_without_what_people_write_in_it():
    assert CallbackNote(number="+31 (0)6 12-34").dialled == "+3106 1234".replace(" ", "")


def test_a_token_has_256_bits_and_only_its_digest_opens():
    token = new_token()
    assert len(token) == 43
    assert opens(token, digest_of(token))
    assert not opens(new_token(), digest_of(token))
    assert not opens("", "")


def everything_done() -> None:
    """Notes that run, were moved, tried, handed over, settled, and left to closing."""
    case = CallbackNote(case="Z-2026-4711")
    maker = make_user()
    promise(note=NOTE, made_by=maker)
    running = promise(note=case, made_by=maker, keeper=Keeper(owner=make_user()))
    note_attempt(promise=running, at=NOW, by=maker, voicemail=False)
    agree_new_time(
        promise=running,
        version=2,
        due=Due("at", NOW + timedelta(days=9)),
        reason="Morgen beter",
        at=NOW,
        by=maker,
    )
    keeper = Keeper(email="jan@example.nl", token="secret-of-the-link")
    hand_over(promise=running, version=3, keeper=keeper, at=NOW, by=maker)
    settle_promise(promise=promise(note=NOTE, made_by=maker), how="kept", at=NOW, by=maker)
    left = promise(note=case)
    close_week(team=left.kept_by, week=Week.of(TODAY), at=Week.of(TODAY).ends_at, by=None)


@pytest.mark.django_db
def test_no_table_holds_a_name_a_number_a_case_or_a_token():
    everything_done()
    dump = "".join(serializers.serialize("json", model.objects.all()) for model in stored_models())
    assert "Over de vergunning" in dump
    assert [secret for secret in SECRETS if secret in dump] == []


def stored_models():
    return [model for model in apps.get_models() if hasattr(model, "objects")]


@pytest.mark.django_db
def test_settled_notes_are_gone_even_encrypted():
    everything_done()
    assert Promise.objects.running().exclude(sealed="").count() == 2
    assert set(Promise.objects.exclude(settled_at=None).values_list("sealed", flat=True)) == {""}


@pytest.mark.django_db(transaction=True)
def test_a_raw_dump_of_the_database_holds_none_of_it(tmp_path: Path):
    everything_done()
    raw = dumped(tmp_path)
    # What could leak is there to be found: the same search finds the subject.
    assert b"Over de vergunning" in raw
    assert [secret for secret in SECRETS if secret.encode() in raw] == []


def dumped(folder: Path) -> bytes:
    """The bytes of the database: SQLite's own file, every row of PostgreSQL as text."""
    if connection.vendor == "sqlite":
        copy = sqlite3.connect(folder / "dump.sqlite3")
        connection.ensure_connection()
        connection.connection.backup(copy)
        copy.close()
        return (folder / "dump.sqlite3").read_bytes()
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608
            rows += [text for (text,) in cursor.fetchall()]
    return "\n".join(rows).encode()


@pytest.mark.django_db
def test_what_is_not_encrypted_would_be_found():
    """The control: the search notices a name that was put where it does not belong."""
    promise(subject="Nora Nummer bellen")
    dump = serializers.serialize("json", Promise.objects.all())
    assert "Nora Nummer" in dump
