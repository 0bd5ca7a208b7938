"""The pages a team reads together: the meeting about a week, and the start of a day."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from behaviours.models import Behaviour
from coaching.actions.meetings import agree, cover_lunch, note_attendance
from coaching.forms.meetings import AgreementForm, AttendanceForm, LunchForm
from coaching.queries.barriers import possible_owners
from coaching.queries.meetings import team_people
from dashboards.day_page import day_page
from dashboards.meeting_page import MeetingPage, meeting_page
from dashboards.numbers import neighbour, week_label
from people.access import EMPLOYEE, TEAM_LEAD, ScopedRequest, never_stored, team_or_404
from people.models import Team
from periods.week import Week

#: An agreement is due by the next meeting, unless another day is chosen.
USUAL_TERM = timedelta(weeks=1)


@never_stored
def team_meeting(request: ScopedRequest, slug: str, week: Week) -> HttpResponse:
    """The meeting of a team about a week, for the team and its lead; POST is an agreement."""
    team = _own_team(request, slug, week)
    if request.method == "POST" and not request.scope.covers(team, TEAM_LEAD):
        raise PermissionDenied
    today = request.scope.today
    form = AgreementForm(
        request.POST if request.method == "POST" else None,
        owners=possible_owners(team, today),
        initial={"due_on": today + USUAL_TERM},
    )
    if form.is_bound and form.attempt(agree, **_of_meeting(request, team, week)):
        messages.success(
            request,
            _("Agreed: %(what)s. It stands on the start page of %(owner)s.")
            % {"what": form.result, "owner": form.result.owner},
        )
        return redirect(_page(team, week) + "#agree")
    return _meeting(request, team, week, form)


@require_POST
@never_stored
def meeting_attendance(request: ScopedRequest, slug: str, week: Week) -> HttpResponse:
    """Who was there, by the lead; who was not is told once."""
    team = _own_team(request, slug, week)
    if not request.scope.covers(team, TEAM_LEAD):
        raise PermissionDenied
    form = AttendanceForm(request.POST, people=team_people(team, request.scope.today))
    page = _page(team, week)
    if form.attempt(note_attendance, page=page, **_of_meeting(request, team, week)):
        messages.success(request, _("Noted who was there. Who was not finds the card once."))
    else:
        messages.error(request, _("Tick who was there: at least one of this team."))
    return redirect(page + "#present")


@never_stored
def team_day(request: ScopedRequest, slug: str) -> HttpResponse:
    """The start of today for one of the team; POST says who covers the desk at lunch."""
    team = _own_team(request, slug)
    page = day_page(scope=request.scope, team=team, now=request.now)
    chosen = {"person": page.cover.person_id, "line": page.cover.line} if page.cover else {}
    form = LunchForm(
        request.POST if request.method == "POST" else None,
        people=team_people(team, request.scope.today),
        initial=chosen,
    )
    if form.is_bound and form.attempt(
        cover_lunch, team=team, day=request.scope.today, by=request.user
    ):
        messages.success(
            request, _("%(name)s covers the desk at lunch.") % {"name": form.result.person}
        )
        return redirect("team_day", slug)
    context = {"team": team, "today": request.scope.today, "page": page, "form": form}
    return render(request, "dashboards/team_day.html", context)


def _meeting(request: ScopedRequest, team: Team, week: Week, form: AgreementForm) -> HttpResponse:
    today = request.scope.today
    running = Week.of(today)
    page = meeting_page(team=team, week=week, now=request.now, today=today)
    form.initial["about"] = _about(page)
    leads = request.scope.covers(team, TEAM_LEAD)
    context = {
        "team": team,
        "week": week,
        "week_label": week_label(week, running),
        "previous": neighbour(week.previous, running),
        "next": neighbour(week.next, running) if week < running else None,
        "page": page,
        "form": form,
        "attendance": _attendance_form(team, page, request) if leads else None,
        "leads": leads,
    }
    return render(request, "dashboards/team_meeting.html", context)


def _of_meeting(request: ScopedRequest, team: Team, week: Week) -> dict[str, Any]:
    """What everything that is recorded of a meeting says of it."""
    return {"team": team, "week": week, "by": request.user, "at": request.now}


def _about(page: MeetingPage) -> Behaviour | None:
    return page.topic.behaviour if page.topic else None


def _attendance_form(team: Team, page: MeetingPage, request: ScopedRequest) -> AttendanceForm:
    """With everybody ticked of whom nobody said otherwise."""
    people = team_people(team, request.scope.today)
    there = [user.pk for user in people if page.attendance.get(user.pk, True)]
    return AttendanceForm(people=people, initial={"present": there, "about": _about(page)})


def _own_team(request: ScopedRequest, slug: str, week: Week | None = None) -> Team:
    """A team that this person is one of or leads; a week that has not begun is no page."""
    team = team_or_404(request.scope, slug, EMPLOYEE, TEAM_LEAD)
    if team.kind != Team.Kind.TEAM or (week and week > Week.of(request.scope.today)):
        raise Http404
    if not request.scope.belongs_to(team):
        raise PermissionDenied
    return team


def _page(team: Team, week: Week) -> str:
    return reverse("team_meeting", args=[team.slug, week])
