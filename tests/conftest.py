"""What all tests share: Hypothesis profiles, PostgreSQL-only tests, and the folder of real data."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED_DATA = REPOSITORY.parent / "shared" / "data"

settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "soak",
    settings.get_profile("ci"),
    derandomize=False,
    max_examples=5_000,
    stateful_step_count=60,
)
settings.load_profile("ci")


@pytest.fixture(autouse=True)
def nothing_left_behind() -> None:
    """Start in the language of the settings: a page leaves that of its reader active.

    And remember nothing by keys, which another test uses for other rows.
    """
    from scoring.chart_queries import standouts  # not before Django is set up

    translation.deactivate()
    standouts.cache_clear()


REACH_A_DATABASE = {"db", "transactional_db", "django_db_setup"}


def many(ordinary: int, *, soak: int) -> int:
    """How many examples a campaign tries, in `make test` and in `make soak`.

    A number that a test states itself would win from the profile's, and be the same in both.
    """
    return soak if settings.get_current_profile_name() == "soak" else ordinary


#: What the campaigns of this run did, by name; told at its end.
campaigns: dict[str, str] = {}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name, did in campaigns.items():
        terminalreporter.write_line(f"{name}: {did}")


def pytest_configure() -> None:
    """Spare every test what it does not look at: slow password hashes, a walk over all assets."""
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.WHITENOISE_USE_FINDERS = False


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what reaches a database by a fixture too: what reaches none is run on one of the two.

    Skip what only PostgreSQL can show when the run is on another database.
    """
    for item in items:
        if REACH_A_DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker("django_db")
    if connection.vendor == "postgresql":
        return
    skip = pytest.mark.skip(reason="says something about PostgreSQL only; this run is on SQLite")
    for item in items:
        if item.get_closest_marker("postgresql"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with the two sets of real calls; they are too large for the repository."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real calls are not here: no folder ../shared/data beside the repository")
    return SHARED_DATA
