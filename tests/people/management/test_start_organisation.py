"""The first command on an empty database."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from people.models import Role, Team, User
from tests.people.views.test_placing import choose_password, logs_in

pytestmark = pytest.mark.django_db


def start(*more: str) -> str:
    out = StringIO()
    command = ("start_organisation", "--name", "Gemeente", "--admin-email", "Baas@gemeente.nl")
    call_command(*command, *more, stdout=out)
    return out.getvalue().strip()


def test_the_link_it_prints_lets_the_administrator_in(client):
    link = start("--admin-name", "Baas", "--site", "https://klant.example/")
    assert link.startswith("https://klant.example/account/password/reset/key/")
    choose_password(client, link.removeprefix("https://klant.example"))
    assert logs_in("baas@gemeente.nl")
    role = Role.objects.get()
    assert (role.kind, role.team.kind, role.user.name) == ("administrator", "organisation", "Baas")


def test_it_starts_once():
    start()
    with pytest.raises(CommandError):
        start()
    assert (Team.objects.count(), User.objects.count()) == (1, 1)


def test_without_a_sound_address_nothing_is_made():
    with pytest.raises(CommandError):
        start("--admin-email", "geen adres")
    assert not Team.objects.exists()
