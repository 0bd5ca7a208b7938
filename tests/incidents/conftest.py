"""A team, and who is signed in."""

import pytest
from django.test import Client

from people.models import Team, User
from tests.builders import make_person, make_team
from tests.incidents.site import signed_in


@pytest.fixture
def team() -> Team:
    return make_team("Balie")


@pytest.fixture
def employee(client: Client, team: Team) -> User:
    return signed_in(client, make_person(team, name="Eva Eigen"))


@pytest.fixture
def observer(client: Client, team: Team) -> User:
    return signed_in(client, make_person(team, "observer", name="Olaf Oog"))
