"""Whether a page is still what the reader has: its entity tag, known before anything is counted."""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.contrib.messages import get_messages
from django.db.models import OuterRef, Subquery, Sum
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language

from behaviours.models import Norm
from incidents.models import TeamWeek
from people.access import ScopedRequest
from people.models import Team
from periods.week import Week


def unless_unchanged(
    request: ScopedRequest, team: Team, weeks: Sequence[Week], write: Callable[[], HttpResponse]
) -> HttpResponse:
    """304 when the reader has this very page, else the page; call it after the access check.

    A page that carries a message is for once: it gets no tag and is not kept.
    """
    if len(get_messages(request)):
        response = write()
        patch_cache_control(response, no_store=True)
        return response
    tag = entity_tag(request, team, weeks)
    response = get_conditional_response(request, etag=tag) or write()
    response.headers["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    return response


def entity_tag(request: ScopedRequest, team: Team, weeks: Sequence[Week]) -> str:
    """Changes with the reader, the roles, the language, the release, the minute, and the figures.

    Also with the secret that forms on the page are signed with, which a new log-in renews.
    One query.
    """
    scope = request.scope
    revisions, published_at = _state(team, weeks)
    parts = (
        request.get_full_path(),
        scope.user.pk,
        [(role.kind, role.team_id) for role in scope.roles],
        get_language(),
        settings.RELEASE,
        request.now.strftime("%Y-%m-%dT%H:%M"),
        request.META.get("CSRF_COOKIE", ""),
        revisions,
        published_at,
    )
    return f'"{sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _state(team: Team, weeks: Sequence[Week]) -> tuple[int | None, datetime | None]:
    """The sum of the revisions, which only ever rise, and when a norm was last published."""
    revisions = (
        TeamWeek.objects.filter(
            team=OuterRef("pk"), week__range=(weeks[0].monday, weeks[-1].monday)
        )
        .values("team")
        .annotate(total=Sum("revision"))
        .values("total")
    )
    published = Norm.objects.values("published_at").order_by("-published_at")[:1]
    return Team.objects.filter(pk=team.pk).values_list(Subquery(revisions), Subquery(published))[0]
