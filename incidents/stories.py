"""What is done about stories: one is told, changed or taken back, and may stand on the wall."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from incidents.models import Incident, Story
from people.models import User
from people.notices import tell
from people.text import tidy

TEXTS = ("line", "unexpected", "recovery", "follow_up")


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What is told; the attributes of Story by the same names. `for_wall` asks for the wall."""

    line: str
    experience: str = ""
    unexpected: str = ""
    recovery: str = ""
    recovery_end: str = ""
    loyalty: str = ""
    follow_up: str = ""
    for_wall: bool = False


@transaction.atomic
def tell_story(*, incident: Incident, telling: Telling, by: User, at: datetime) -> Story:
    """The story of a contact, or another one in its place; only its teller changes it.

    For the wall the consent of the one it is about is asked, by a notice, and asked anew when the
    words change. Touches no figure. Refuses a contact of others, one that was withdrawn, an empty
    line, and an end of what was never tried.
    """
    rows = Incident.objects.select_for_update(of=("self",)).select_related("employee")
    current = rows.get(pk=incident.pk)
    story = Story.objects.filter(incident=current).first()
    _refuse(current, story, by)
    if story is None:
        story = Story(incident=current, told_by=by, told_at=at)
    else:
        story.changed_at = at
    before = story.wording
    _fill(story, telling)
    was = story.wall if before == story.wording else Story.Wall.OFF
    story.wall = _wall(story, telling.for_wall, by, was=was)
    story.save()
    if story.wall == Story.Wall.ASKED != was and current.employee:
        _ask(story, current.employee, at)
    return story


@transaction.atomic
def answer_for_wall(*, story: Story, is_allowed: bool, read: str, by: User) -> None:
    """Whether it may stand on the wall, by the one it is about; another day it may be otherwise.

    `read` is the `Story.wording` that was on the page: a yes holds for those words. Refuses
    anybody else, other words, and a yes to what nobody wants there.
    """
    rows = Story.objects.select_for_update(of=("self",)).select_related("incident")
    story = rows.get(pk=story.pk)
    if story.incident.employee_id != by.pk:
        raise ValidationError(_("This is for the one it is about to say."), code="not_yours")
    if story.wall == Story.Wall.OFF:
        raise ValidationError(_("Nobody asked to put this on the wall."), code="not_asked")
    if is_allowed and read != story.wording:
        raise ValidationError(
            _("The story was changed in the meantime: read it once more."), code="changed"
        )
    story.wall = Story.Wall.SHOWN if is_allowed else Story.Wall.REFUSED
    story.save(update_fields=["wall"])


@transaction.atomic
def take_story_back(*, story: Story, by: User) -> None:
    """The story is gone, from the wall too. Its teller, or the one it is about."""
    if by.pk not in (story.told_by_id, story.incident.employee_id):
        raise ValidationError(_("Only who told it, or whom it is about, takes it back."))
    story.delete()


def _refuse(incident: Incident, story: Story | None, by: User) -> None:
    if not incident.is_open_to(by) or (story and story.told_by_id != by.pk):
        raise ValidationError(_("Only who told it changes it."), code="not_yours")
    if not incident.counts:
        raise ValidationError(_("This contact was withdrawn in the meantime."), code="withdrawn")


def _fill(story: Story, telling: Telling) -> None:
    for name in TEXTS:
        setattr(story, name, tidy(getattr(telling, name)))
    story.experience, story.recovery_end = telling.experience, telling.recovery_end
    story.loyalty = telling.loyalty
    if not story.line:
        raise ValidationError({"line": _("This cannot be left empty.")}, code="empty")
    if story.recovery_end and not story.recovery:
        raise ValidationError({"recovery": _("Say first what was done.")}, code="no_recovery")


def _wall(story: Story, for_wall: bool, by: User, *, was: str) -> str:
    """Nobody is on the wall unasked; what was refused stays so until that person says otherwise.

    `was` is what was agreed about these very words.
    """
    person = story.incident.employee_id
    if person is None:
        # Somebody else's contact without a name: nobody can say yes.
        return Story.Wall.OFF
    if person == by.pk:
        return Story.Wall.SHOWN if for_wall else Story.Wall.OFF
    if story.wall == Story.Wall.REFUSED:
        return Story.Wall.REFUSED
    if not for_wall:
        return Story.Wall.OFF
    return Story.Wall.ASKED if was == Story.Wall.OFF else was


def _ask(story: Story, person: User, at: datetime) -> None:
    tell(
        users=[person],
        text=_("May the story of a contact of yours stand on the wall of your team?"),
        url=reverse("incident_detail", args=[story.incident_id]),
        at=at,
    )
