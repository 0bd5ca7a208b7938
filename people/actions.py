"""What is done to people: the tree grows, people are invited and placed, agreements are kept.

What cannot be is refused with a ValidationError whose code and words a form can show.
"""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from people.access import may_be_held
from people.models import Consent, HeadCount, Role, ShareAgreement, Team, User
from people.text import tidy
from periods.local_time import local_date

#: What was agreed longer ago than this is agreed anew before it is recorded.
LONGEST_AGO = timedelta(weeks=4)
SLUG_LENGTH = Team._meta.get_field("slug").max_length or 0


@transaction.atomic
def start_organisation(*, name: str, today: date) -> Team:
    """The root of the tree; refuses a second one."""
    if Team.objects.filter(kind=Team.Kind.ORGANISATION).exists():
        raise ValidationError(_("There already is an organisation here."), code="second_root")
    return Team.objects.create(
        name=_clean(name),
        slug=_free_slug(name, Team.Kind.ORGANISATION),
        kind=Team.Kind.ORGANISATION,
        started_on=today,
    )


@transaction.atomic
def add_team(*, parent: Team, name: str, kind: str, today: date, slug: str = "") -> Team:
    """A node under `parent`.

    Refuses a second root, a node under a team or under one that has an end, and a name that
    another node in use under the same parent has.
    """
    parent = Team.objects.select_for_update().get(pk=parent.pk)
    if kind == Team.Kind.ORGANISATION:
        raise ValidationError(_("There already is an organisation here."), code="second_root")
    if parent.kind == Team.Kind.TEAM:
        raise ValidationError(_("Nothing can be put under a team."), code="under_a_team")
    if parent.ended_on is not None:
        raise ValidationError(_("%(node)s already has an end."), "ended", {"node": parent})
    name = _clean(name)
    if parent.children.in_use(today).filter(name__iexact=name).exists():
        raise ValidationError(_("%(name)s is here already."), "name_taken", {"name": name})
    return Team.objects.create(
        parent=parent,
        name=name,
        slug=slug or _free_slug(name, kind),
        kind=kind,
        started_on=today,
    )


@transaction.atomic
def end_team(*, team: Team, on: date) -> None:
    """End a node and the roles held on it; `on` is the first day without it.

    Refuses the root, a node with others in use under it, one that ended, and a day on or
    before its first.
    """
    team = Team.objects.select_for_update().get(pk=team.pk)
    if team.kind == Team.Kind.ORGANISATION:
        raise ValidationError(_("The organisation itself does not end."), code="root")
    if team.ended_on is not None:
        raise ValidationError(_("%(node)s already has an end."), "ended", {"node": team})
    if on <= team.started_on:
        raise ValidationError(_("The end comes after the first day."), code="end_before_start")
    if team.children.in_use(on).exists():
        raise ValidationError(_("First end what stands under %(node)s."), "above", {"node": team})
    team.ended_on = on
    team.save(update_fields=["ended_on"])
    for role in team.roles.overlapping(on, None):
        end_role(role=role, on=on)


@transaction.atomic
def invite_person(
    *,
    name: str,
    team: Team,
    kind: str,
    starts_on: date,
    at: datetime,
    by: User | None,
    email: str | None = None,
    login_name: str | None = None,
    language: str = User.Language.DUTCH,
    ends_on: date | None = None,
) -> User:
    """Someone who may log in, with this role; without a password until one is chosen.

    An e-mail address that is already known is placed, not made again, and keeps its own name.
    Refuses neither e-mail address nor log-in name, and a log-in name that is taken.
    """
    user = _known(email) or _new_user(name, at, email, login_name, language)
    place_person(user=user, team=team, kind=kind, starts_on=starts_on, by=by, ends_on=ends_on)
    return user


@transaction.atomic
def name_employee(*, name: str, team: Team, starts_on: date, at: datetime) -> User:
    """Someone known only by name, from an import: an employee of the team who cannot log in."""
    user = User.objects.create(name=_clean(name), is_active=False, created_at=at)
    place_person(user=user, team=team, kind=Role.Kind.EMPLOYEE, starts_on=starts_on, by=None)
    return user


@transaction.atomic
def place_person(
    *,
    user: User,
    team: Team,
    kind: str,
    starts_on: date,
    by: User | None,
    ends_on: date | None = None,
) -> Role:
    """A role from `starts_on` until the day before `ends_on`.

    On a node with an end it ends with the node. Refuses an empty span, a node that has ended by
    then, the same role twice on one day, and a role given to oneself.
    """
    if by is not None and by.pk == user.pk:
        raise ValidationError(_("Nobody gives a role to oneself."), code="oneself")
    if ends_on is not None and ends_on <= starts_on:
        raise ValidationError(_("The end comes after the first day."), code="end_before_start")
    # The node first, so that it does not end in between; then the person.
    team = Team.objects.select_for_update().get(pk=team.pk)
    User.objects.select_for_update().get(pk=user.pk)
    _refuse_ended(team, starts_on)
    if not may_be_held(kind, team):
        raise ValidationError(
            _("A works council is one of the whole organisation."), code="not_the_organisation"
        )
    ends_on = min(filter(None, (ends_on, team.ended_on)), default=None)
    held = user.roles.filter(team=team, kind=kind).overlapping(starts_on, ends_on).first()
    if held is not None:
        raise ValidationError(
            _("%(person)s already has this role here in that time."), "overlap", {"person": user}
        )
    return Role.objects.create(
        user=user, team=team, kind=kind, starts_on=starts_on, ends_on=ends_on, placed_by=by
    )


@transaction.atomic
def end_role(*, role: Role, on: date) -> None:
    """End a role; `on` is the first day without it.

    One that would not have held for a day is taken away. Refuses one that ended earlier.
    """
    role = Role.objects.select_for_update().get(pk=role.pk)
    if role.ends_on is not None and role.ends_on <= on:
        raise ValidationError(_("This role has already ended by then."), code="ended")
    if on <= role.starts_on:
        role.delete()
        return
    role.ends_on = on
    role.save(update_fields=["ends_on"])


@transaction.atomic
def record_head_count(*, team: Team, people: int, starts_on: date, by: User | None) -> HeadCount:
    """How many people work on the team from this day on; the same day again corrects it.

    Refuses anything but a team, and fewer than one.
    """
    if team.kind != Team.Kind.TEAM:
        raise ValidationError(_("Only a team has a head count."), code="not_a_team")
    if people < 1:
        raise ValidationError(_("A head count is 1 or more."), code="nobody")
    count, _created = HeadCount.objects.update_or_create(
        team=team, starts_on=starts_on, defaults={"people": people, "recorded_by": by}
    )
    return count


@transaction.atomic
def record_consent(
    *,
    switch: str,
    body: str,
    given_on: date,
    reference: str,
    purpose: str,
    at: datetime,
    by: User | None,
    ends_on: date | None = None,
) -> Consent:
    """The agreement that switches something on from `given_on` until the day before `ends_on`.

    Refuses an empty span, an agreement that says nothing, and one for a switch that is on in
    that time already: ending an agreement then always turns its switch off.
    """
    if ends_on is not None and ends_on <= given_on:
        raise ValidationError(_("The end comes after the first day."), code="end_before_start")
    reference, purpose = _clean(reference), _clean(purpose)
    # Two who record at once wait for each other on the root, of which there is one.
    Team.objects.select_for_update().filter(kind=Team.Kind.ORGANISATION).first()
    if Consent.objects.overlapping(switch, given_on, ends_on).exists():
        raise ValidationError(_("This switch is on in that time already."), code="overlap")
    return Consent.objects.create(
        switch=switch, body=body, given_on=given_on, reference=reference, purpose=purpose,
        ends_on=ends_on, recorded_by=by, recorded_at=at,
    )  # fmt: skip


@transaction.atomic
def end_consent(*, consent: Consent, on: date) -> None:
    """Withdraw an agreement; `on` is the first day without it, its own first day stands.

    Refuses one that ended earlier.
    """
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    if consent.ends_on is not None and consent.ends_on <= on:
        raise ValidationError(_("This agreement has already ended by then."), code="ended")
    consent.ends_on = max(on, consent.given_on + timedelta(days=1))
    consent.save(update_fields=["ends_on"])


@transaction.atomic
def record_share_agreement(
    *, team: Team, agreed_on: date, reference: str, at: datetime, by: User | None
) -> ShareAgreement:
    """What the members of the team agreed: they and their lead read percentages while it is small.

    Refuses anything but a team, one that has ended, a day to come, LONGEST_AGO and more before or
    without the team, an agreement without a meeting, and one for days on which another holds.
    """
    team = Team.objects.select_for_update().get(pk=team.pk)
    if team.kind != Team.Kind.TEAM:
        raise ValidationError(_("Only the members of a team agree on this."), code="not_a_team")
    today = local_date(at)
    _refuse_ended(team, today)
    if agreed_on > today:
        raise ValidationError(_("This day has yet to come."), code="future")
    if agreed_on <= today - LONGEST_AGO:
        raise ValidationError(
            _("That was four weeks ago or more: agree on it again first."), code="past"
        )
    if agreed_on < team.started_on:
        raise ValidationError(_("The team did not exist on that day."), code="before_the_team")
    reference = _clean(reference)
    if team.share_agreements.unfinished(agreed_on).exists():
        raise ValidationError(_("The team has an agreement in that time already."), code="overlap")
    return ShareAgreement.objects.create(
        team=team, agreed_on=agreed_on, reference=reference, recorded_by=by, recorded_at=at
    )


@transaction.atomic
def end_share_agreement(*, agreement: ShareAgreement, on: date) -> None:
    """From `on` the team is shown counts again; ended on its first day it never held.

    Refuses one that ended earlier.
    """
    agreement = ShareAgreement.objects.select_for_update().get(pk=agreement.pk)
    if agreement.ends_on is not None and agreement.ends_on <= on:
        raise ValidationError(_("What the team agreed has ended by then."), code="ended")
    agreement.ends_on = max(on, agreement.agreed_on)
    agreement.save(update_fields=["ends_on"])


@transaction.atomic
def let_lead_publish(*, team: Team, since: date | None) -> None:
    """Allow the team's lead to publish norms for it, as agreed on this day; None takes it back."""
    if team.kind != Team.Kind.TEAM:
        raise ValidationError(_("Only a team's lead publishes norms."), code="not_a_team")
    Team.objects.filter(pk=team.pk).update(lead_publishes_since=since)


def _known(email: str | None) -> User | None:
    return User.objects.filter(email__iexact=_clean(email)).first() if email else None


def _new_user(
    name: str, at: datetime, email: str | None, login_name: str | None, language: str
) -> User:
    login = _clean(login_name).lower() if login_name else None
    if not email and login is None:
        raise ValidationError(_("Give an e-mail address or a log-in name."), code="no_address")
    if login and User.objects.filter(login_name__iexact=login).exists():
        raise ValidationError(_("That log-in name is taken."), code="login_name_taken")
    user = User(name=_clean(name), login_name=login, language=language, created_at=at)
    user.email = _clean(email).lower() if email else None
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as taken:
        # Somebody else made the same person a moment ago.
        raise ValidationError(_("That person was just made."), code="just_made") from taken
    return user


def _refuse_ended(team: Team, day: date) -> None:
    if team.ended_on is not None and team.ended_on <= day:
        raise ValidationError(_("%(node)s has ended by then."), "ended", {"node": team})


def _clean(text: str) -> str:
    """One way to write a name, whatever the keyboard; refuses nothing but blanks."""
    text = tidy(" ".join(text.split()))
    if not text:
        raise ValidationError(_("This cannot be left empty."), code="empty")
    return text


def _free_slug(name: str, fallback: str) -> str:
    """The name as part of an address, with a number after it where it is taken."""
    wanted = slugify(name)[: SLUG_LENGTH - 5].strip("-") or fallback
    taken = set(Team.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)
