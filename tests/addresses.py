"""Every address of the site, and what is looked at when all of them are opened."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.apps import apps
from django.contrib.sessions.models import Session
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from people.models import PersonView


def patterns(resolver: URLResolver | None = None) -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site with its name; one without a name goes by its route."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern)
        else:
            yield pattern.name or str(pattern.pattern), pattern


FOUND = dict(patterns())


def contents() -> dict[str, list]:
    """Every row of every table but sessions, tallies and who looked, which a GET may write."""
    return {
        model.__name__: sorted(model._default_manager.values_list(), key=str)
        for model in apps.get_models()
        if model not in (Session, PersonView) and model._meta.app_label != "scoring"
    }


def leads_to_log_in(answer) -> None:
    """A stranger who is led on is led to the log-in page, and back here afterwards."""
    if answer.status_code == 302:
        assert urlsplit(answer["Location"]).path == reverse("account_login")
        assert "next=" in answer["Location"]
