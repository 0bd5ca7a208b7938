"""Whether a page is still what the reader has: its entity tag, known before anything is counted."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language

from dashboards.state import State, state_of
from people.access import ScopedRequest
from people.models import Team
from periods.week import Week


def unless_unchanged(
    request: ScopedRequest,
    team: Team,
    weeks: Sequence[Week],
    write: Callable[[State], HttpResponse],
) -> HttpResponse:
    """As `unless_same`, of a team's weeks; call it after the access check."""
    state = state_of(team, weeks, request.now)
    age = state.identity(belongs=request.scope.belongs_to(team))
    return unless_same(request, age, lambda: write(state))


def unless_same(
    request: ScopedRequest, state: object, write: Callable[[], HttpResponse]
) -> HttpResponse:
    """304 when the reader has this very page, else the page.

    `state` is what its figures rest on: another age, another `repr`. A page that carries a
    message is for once, and one that was written with `untagged` would tell by its tag that
    something it does not show has changed: they get no tag and are not kept.
    """
    if len(get_messages(request)):
        return untagged(write())
    tag = entity_tag(request, state)
    response = get_conditional_response(request, etag=tag) or write()
    if response.has_header("Cache-Control"):
        return response
    response.headers["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    return response


def untagged(response: HttpResponse) -> HttpResponse:
    """The page, to be kept by nobody."""
    patch_cache_control(response, no_store=True, private=True)
    return response


def entity_tag(request: ScopedRequest, state: object) -> str:
    """Changes with the reader, the roles, the language, the release, the minute, and the figures.

    Also with the secret that forms on the page are signed with, which a new log-in renews. Made
    with the site's own key: its parts can be guessed, and then held against the tag.
    """
    scope = request.scope
    parts = (
        request.get_full_path(),
        scope.user.pk,
        [(role.kind, role.team_id) for role in scope.roles],
        get_language(),
        settings.RELEASE,
        request.now.strftime("%Y-%m-%dT%H:%M"),
        request.META.get("CSRF_COOKIE", ""),
        state,
    )
    return f'"{salted_hmac(__name__, repr(parts), algorithm="sha256").hexdigest()[:32]}"'
