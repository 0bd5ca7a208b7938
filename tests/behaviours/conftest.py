"""A team in a department, and the department's manager at the keyboard."""

import pytest
from django.test import Client

from people.models import Team
from tests.behaviours.pages import client_of
from tests.builders import make_department, make_team


@pytest.fixture
def team(db: None) -> Team:
    department = make_department("Publiekszaken", slug="publiekszaken")
    return make_team("Klantenservice", slug="klantenservice", parent=department)


@pytest.fixture
def manager(team: Team) -> Client:
    return client_of(team.parent)
