"""The settings every test runs under; loaded before Django reads them (see pyproject.toml).

What stands in somebody's own `.env` must not change a test. Only DATABASE_URL is taken from the
real environment: it chooses between SQLite, in memory, and PostgreSQL.
"""

import os

os.environ.update(
    SECRET_KEY="only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    CUSTOMER_REFERENCE_KEY="only-for-references-of-customers-in-tests-0123456789",
    # No redirect to https and no manifest of static files: neither is there in a test.
    # Django's own test runner switches DEBUG off again once the settings are read.
    DEBUG="true",
    ALLOWED_HOSTS="127.0.0.1,localhost,testserver",
    CACHE_URL="locmemcache://",
    EMAIL_URL="memorymail://",
)
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
