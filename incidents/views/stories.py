"""The story of a contact, and the wall on which a team reads its stories."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from incidents.forms import StoryForm
from incidents.models import Incident, Story
from incidents.stories import answer_for_wall, take_story_back, tell_story
from incidents.views.barriers import way_back
from incidents.views.reading import contacts, facts
from incidents.views.saved import ask_for_facts
from people.access import EMPLOYEE, TEAM_LEAD, ScopedRequest, get_or_404, never_stored, team_or_404
from people.models import Team

STORIES_A_PAGE = 20


@never_stored
def story_add(request: ScopedRequest, pk: int) -> HttpResponse:
    """The story of one contact, told or changed by its teller; the line alone is enough."""
    incident = get_or_404(contacts().select_related("story"), request.scope, pk=pk)
    story = getattr(incident, "story", None)
    if not _may_tell(incident, story, request):
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    form = StoryForm(posted, incident=incident, reader=request.user, story=story)
    if form.is_bound and form.attempt(
        tell_story, incident=incident, by=request.user, at=request.now
    ):
        messages.success(request, _told(form.result))
        story = form.result
        said = "\n".join((story.line, story.unexpected, story.recovery, story.follow_up))
        ask_for_facts(request, said, reverse("story_add", args=[pk]))
        return way_back(request, pk)
    context = {
        "incident": incident,
        "story": story,
        "form": form,
        "facts": facts(incident, is_open=True)[:4],
    }
    return render(request, "incidents/story_add.html", context)


@require_POST
@never_stored
def story_remove(request: ScopedRequest, pk: int) -> HttpResponse:
    """The story is gone; for its teller and for the one it is about."""
    story = _story(request, pk)
    if request.user.pk not in (story.told_by_id, story.incident.employee_id):
        raise PermissionDenied
    take_story_back(story=story, by=request.user)
    messages.success(request, _("The story is removed."))
    return redirect("incident_detail", pk=pk)


@require_POST
@never_stored
def story_wall_answer(request: ScopedRequest, pk: int) -> HttpResponse:
    """Yes or no to the wall, by the one it is about."""
    story = _story(request, pk)
    if story.incident.employee_id != request.user.pk or story.wall == Story.Wall.OFF:
        raise PermissionDenied
    is_allowed = request.POST.get("answer") == "yes"
    read = request.POST.get("read", "")
    try:
        answer_for_wall(story=story, is_allowed=is_allowed, read=read, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(
            request,
            _("The story stands on the wall of your team.")
            if is_allowed
            else _("The story does not stand on the wall."),
        )
    return redirect("incident_detail", pk=pk)


@never_stored
def story_wall(request: ScopedRequest, slug: str) -> HttpResponse:
    """What customers would tell at home, for the team itself and its lead; nameless."""
    team = team_or_404(request.scope, slug, EMPLOYEE, TEAM_LEAD)
    if team.kind != Team.Kind.TEAM:
        raise Http404
    if not request.scope.belongs_to(team):
        raise PermissionDenied
    stories = Story.objects.on_wall(team).select_related("incident")
    page = Paginator(stories, STORIES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "incidents/story_wall.html", {"team": team, "page": page})


def _may_tell(incident: Incident, story: Story | None, request: ScopedRequest) -> bool:
    if story is not None and story.told_by_id != request.user.pk:
        return False
    return incident.is_open_to(request.user) and incident.counts


def _story(request: ScopedRequest, pk: int) -> Story:
    found: Story = get_or_404(
        Story.objects.select_related("incident"), request.scope, incident_id=pk
    )
    return found


def _told(story: Story) -> str:
    return {
        Story.Wall.ASKED: _("The story is kept. Whom it is about is asked about the wall."),
        Story.Wall.SHOWN: _("The story is kept, and stands on the wall of your team."),
    }.get(Story.Wall(story.wall), _("The story is kept."))
