"""Making a promise: the form, one action, and a mail where the keeper has no account."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from incidents.forms import PromiseForm
from incidents.models import Incident, Promise
from incidents.promises.actions import NewPromise, make_promise
from incidents.promises.mail import mail_link
from incidents.promises.queries import colleagues
from incidents.promises.sealing import digest_of
from incidents.promises.terms import closing_days
from incidents.queries import last_noted
from people.access import Scope, ScopedRequest, door, never_stored
from people.models import Team

Kind = Promise.Kind


@never_stored
@door(*Scope.LOGGING)
def promise_add(request: ScopedRequest) -> HttpResponse:
    """A promise from nothing, or from a contact (`?contact=`); `?kind=` is what is promised."""
    contact = _contact(request)
    team = _team(request, contact)
    asked = request.GET.get("kind", "")
    kind = asked if asked in Kind.values else Kind.CALLBACK.value
    form = _form(request, kind, contact)
    if request.method == "POST" and form.is_valid():
        promise = make_promise(new=_new(request, form, team, contact), at=request.now)
        # A form that was sent twice made one promise, whose link is the first that was mailed.
        is_new = not form.to.token or promise.link_digest == digest_of(form.to.token)
        say_mailed(request, promise, form.to.token if is_new else "")
        return redirect("promise_detail", promise.pk)
    context = {
        "form": form,
        "kind": kind,
        "kinds": [(each, each.label, each == kind) for each in Kind],
        "contact": contact,
    }
    return render(request, "incidents/promise_add.html", context)


def say_mailed(request: ScopedRequest, promise: Promise, token: str) -> None:
    """Mail the link where the keeper has no account, and say what was done."""
    if not token:
        messages.success(request, _("The promise is saved."))
        return
    if mail_link(promise, token=token, site=site_of(request)):
        text = _("The promise is saved, and a link is mailed to %(email)s.")
        messages.success(request, text % {"email": promise.owner_email})
    else:
        text = _("The promise is saved, but the mail to %(email)s could not be sent: pass it on.")
        messages.warning(request, text % {"email": promise.owner_email})


def site_of(request: ScopedRequest) -> str:
    """The address of the site, without a path."""
    return request.build_absolute_uri("/").rstrip("/")


def _contact(request: ScopedRequest) -> Incident | None:
    key = request.GET.get("contact", "")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    rows = Incident.objects.visible_to(request.scope).select_related("team")
    return rows.filter(pk=int(key)).first()


def _team(request: ScopedRequest, contact: Incident | None) -> Team:
    """For which team one promises: that of the contact, else where one noted last."""
    if contact:
        return contact.team
    teams = request.scope.teams(*Scope.LOGGING)
    if not teams:
        raise PermissionDenied
    last = last_noted(request.user) if len(teams) > 1 else None
    return next((team for team in teams if last and team.pk == last.team_id), teams[0])


def _form(request: ScopedRequest, kind: str, contact: Incident | None) -> PromiseForm:
    scope = request.scope
    own = scope.teams(*Scope.LOGGING)
    in_use = Team.objects.holding_contacts().in_use(scope.today).order_by("name")
    initial: dict[str, Any] = {"subject": contact.subject} if contact else {}
    return PromiseForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        teams=in_use,
        now=request.now,
        closed=closing_days(),
        colleagues=colleagues(scope, own),
        other_teams=[team for team in in_use if team not in own],
        user=request.user,
        initial=initial,
    )


def _new(
    request: ScopedRequest, form: PromiseForm, team: Team, contact: Incident | None
) -> NewPromise:
    said = form.cleaned_data
    other = said.get("promised_to")
    return NewPromise(
        kind=form.kind,
        subject=said["subject"],
        # Who notes what another team promises to the own team does not promise it.
        promised_by=form.kept_by if other == team else team,
        kept_by=form.kept_by,
        promised_to=other,
        due=said["due"],
        not_before=said.get("not_before", False),
        keeper=form.to,
        stand_in=form.stand_in_user,
        note=form.note,
        made_by=request.user,
        incident=contact,
        submission_key=said["submission_key"],
    )
