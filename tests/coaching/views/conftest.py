"""The pages of this room are opened on one Monday, so that moments in tests stay what they are."""

from collections.abc import Iterator

import pytest
import time_machine

from people.models import Team
from tests.builders import NOW
from tests.coaching.office import make_balie


@pytest.fixture(autouse=True)
def _that_monday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def team() -> Team:
    return make_balie()
