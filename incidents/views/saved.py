"""What the site says once something is noted: the panel above the next form, and one question."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from behaviours.queries import guideline_of
from incidents.barriers import misses
from incidents.models import Incident, Observation, Origin
from incidents.wording import today_text, who_sees
from people.access import ScopedRequest
from people.free_text import label_hint

#: What the address calls the contact that was just noted.
SAVED = "saved"
#: So long after noting it, one tap takes a contact back.
UNDO = timedelta(seconds=60)
_SEEN = Count("observations", filter=Q(observations__state=Observation.State.SEEN))


def saved_contact(request: ScopedRequest) -> dict[str, Any]:
    """What the page says of the contact in its address; nothing unless this reader noted it.

    Six queries at most, none without such an address.
    """
    key = request.GET.get(SAVED, "")
    if request.method != "GET" or not (key.isascii() and key.isdigit() and len(key) < 19):
        return {}
    noted = Incident.objects.contacts().counting().filter(logged_by=request.user)
    beside = noted.select_related("team", "employee", "story").annotate(seen=_SEEN)
    saved = beside.filter(pk=int(key)).first()
    if saved is None:
        return {}
    today = request.scope.today
    count = noted.filter(team=saved.team, origin=saved.origin, local_date=today).count()
    left = UNDO - (request.now - saved.logged_at)
    is_own = saved.origin == Origin.SELF
    return {
        "saved": saved,
        "misses": misses(saved, today),
        "saved_today": today_text(count, guideline_of(saved.team, today)),
        "saved_seen_by": who_sees(is_own=is_own, named=str(saved.employee or "")),
        "undo_seconds": max(0, int(left.total_seconds())),
    }


def ask_for_facts(request: ScopedRequest, said: str, where: str) -> None:
    """Ask once, and refuse nothing, when a word for a customer stands where facts belong.

    `where` is the page on which the words are changed.
    """
    question = label_hint(said, get_language() or settings.LANGUAGE_CODE)
    if question:
        link = linked(where, _("Write down the facts"))
        messages.info(request, format_html("{} {}", question, link))


def linked(address: str, words: str) -> SafeString:
    """A link in a message."""
    return format_html('<a href="{}">{}</a>', address, words)
