"""The pages of people are opened on one Monday, so that dates in the tests stay what they are."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.builders import NOW


@pytest.fixture(autouse=True)
def _that_monday() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield
