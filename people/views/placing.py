"""People: invited, placed, and no longer placed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people.access import Scope, ScopedRequest, door, get_or_404, never_stored, team_or_404
from people.actions import end_role, invite_person, place_person
from people.forms import EndForm, InviteForm, PersonSearch, PlaceForm
from people.invitations import DAYS_VALID, latest_role, password_path, send_invitation
from people.models import Role, Team, User


@never_stored
def person_invite(request: ScopedRequest, slug: str) -> HttpResponse:
    """Invite somebody to this node, by e-mail or with a log-in name."""
    scope = request.scope
    team = team_or_404(scope, slug, *Scope.PLACING)
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        kinds=scope.gives(team),
        today=scope.today,
    )
    if form.is_bound and form.attempt(invite_person, team=team, at=request.now, by=request.user):
        return _invited(request, form, team)
    return render(request, "people/person_invite.html", {"team": team, "form": form})


def _invited(request: ScopedRequest, form: InviteForm, team: Team) -> HttpResponse:
    """Mail the link; without an address it is shown this once, to be handed over."""
    user: User = form.result
    if not user.email:
        return _hand_over(request, user, team)
    filled = form.cleaned_data
    role = latest_role(user, team.pk, filled["kind"], filled["starts_on"])
    try:
        send_invitation(role=role, site=request.build_absolute_uri("/").rstrip("/"))
        messages.success(request, _("The invitation is sent to %(email)s.") % {"email": user.email})
    except OSError:
        messages.warning(
            request,
            _(
                "%(person)s is placed, but the mail could not be sent. "
                "The person can ask for a link under “Forgot your password?”."
            )
            % {"person": user},
        )
    return redirect("node_detail", team.slug)


def _hand_over(request: ScopedRequest, user: User, team: Team) -> HttpResponse:
    link = request.build_absolute_uri(password_path(user))
    context = {"team": team, "person": user, "link": link, "days": DAYS_VALID}
    return render(request, "people/person_invited.html", context)


@require_POST
@door(*Scope.PLACING)
@never_stored
def password_link(request: ScopedRequest, pk: int) -> HttpResponse:
    """A new link for somebody without an e-mail address, to hand over once more."""
    scope = request.scope
    role: Role = get_or_404(Role.objects.select_related("user", "team"), scope, pk=pk)
    held = role.user.roles.unfinished(scope.today)
    # Whoever has the link becomes this person, so everything the person is must be theirs to give.
    beyond = [each for each in held if each.kind not in scope.gives(scope.tree[each.team_id])]
    if beyond or not scope.hands_over_link(role):
        raise PermissionDenied
    return _hand_over(request, role.user, role.team)


@never_stored
def person_place(request: ScopedRequest, slug: str) -> HttpResponse:
    """Give somebody who is already here a role on this node."""
    scope = request.scope
    team = team_or_404(scope, slug, *Scope.PLACING)
    search = PersonSearch(request.GET)
    people = User.objects.visible_to(scope).exclude(pk=request.user.pk).order_by("name", "pk")
    form = PlaceForm(
        request.POST if request.method == "POST" else None,
        kinds=scope.gives(team),
        today=scope.today,
        people=people,
        wanted=search.cleaned_data["q"] if search.is_valid() else "",
    )
    if form.is_bound and form.attempt(place_person, team=team, by=request.user):
        messages.success(request, _("%(person)s is placed.") % {"person": form.result.user})
        return redirect("node_detail", slug)
    context = {"team": team, "form": form, "search": search}
    return render(request, "people/person_place.html", context)


@door(*Scope.PLACING)
@never_stored
def role_end(request: ScopedRequest, pk: int) -> HttpResponse:
    """End a role that one may also give; not one's own."""
    scope = request.scope
    role: Role = get_or_404(Role.objects.select_related("user", "team"), scope, pk=pk)
    if role.kind not in scope.gives(role.team) or role.user_id == request.user.pk:
        raise PermissionDenied
    form = EndForm(request.POST if request.method == "POST" else None, today=request.scope.today)
    if form.is_bound and form.attempt(end_role, role=role):
        messages.success(request, _("The end of the role is recorded."))
        return redirect("node_detail", role.team.slug)
    return render(request, "people/role_end.html", {"role": role, "team": role.team, "form": form})
