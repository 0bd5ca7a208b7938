"""Questions: of new colleagues, of everyone, and the answers of the lead."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from behaviours.models import Behaviour
from coaching.actions.fresh_eyes import (
    AlreadyAnswered,
    answer_question,
    ask_why,
    look_with_fresh_eyes,
    put_off,
)
from coaching.forms.fresh_eyes import AnswerForm, FreshEyesForm, WhyForm
from coaching.models import Question
from coaching.queries.fresh_eyes import (
    WORKING,
    FreshEyes,
    days_waiting,
    fresh_eyes_due,
    waiting_questions,
)
from people.access import (
    MANAGER,
    TEAM_LEAD,
    Scope,
    ScopedRequest,
    door,
    get_or_404,
    never_stored,
    team_or_404,
)
from people.models import Team

QUESTIONS_A_PAGE = 25
CONFLICT = 409
#: Who answers: the lead, and the manager above where there is none.
ANSWERING = (TEAM_LEAD, MANAGER)


@door(*Scope.LOGGING)
@never_stored
def question_ask(request: ScopedRequest) -> HttpResponse:
    """The button everyone has: why do we do it this way?"""
    scope = request.scope
    teams = scope.teams(*scope.LOGGING)
    behaviours = Behaviour.objects.visible_to(scope).order_by("title")
    form = WhyForm(
        request.POST if request.method == "POST" else None,
        teams=teams,
        behaviours=behaviours,
        initial={"behaviour": behaviours.filter(code=request.GET.get("behaviour")).first()},
    )
    if form.is_bound and form.is_valid():
        question = ask_why(asked_by=request.user, at=request.now, **form.cleaned_data)
        messages.success(request, _("Your question is with the lead; you are told the answer."))
        return redirect("question_detail", question.pk)
    return render(request, "coaching/question_ask.html", {"form": form, "teams": teams})


@door(*Scope.LOGGING)
@never_stored
def fresh_eyes(request: ScopedRequest) -> HttpResponse:
    """Two questions to a new colleague, in weeks 2, 6 and 12."""
    due = fresh_eyes_due(request.scope)
    if due is None:
        return _nothing_asked(request)
    form = FreshEyesForm(
        request.POST if request.method == "POST" else None, teams=request.scope.teams(*WORKING)
    )
    if form.is_bound and form.is_valid():
        look_with_fresh_eyes(
            team=form.cleaned_data["team"],
            asked_by=request.user,
            week=due.week,
            texts=form.texts,
            shows_name=form.cleaned_data["shows_name"],
            at=request.now,
        )
        messages.success(request, _("Thank you. You are told what your lead answers."))
        return redirect("start")
    return render(request, "coaching/fresh_eyes.html", {"form": form, "due": due})


@require_POST
@door(*Scope.LOGGING)
def fresh_eyes_later(request: ScopedRequest) -> HttpResponse:
    """Not now."""
    due = fresh_eyes_due(request.scope)
    if due is None:
        return _nothing_asked(request)
    put_off(user=request.user, week=due.week, until=due.later_on)
    messages.success(request, _put_off_words(due))
    return redirect("start")


@require_safe
@never_stored
def question_list(request: ScopedRequest, slug: str) -> HttpResponse:
    """What a team asked: what waits first, the oldest of it on top, then what was answered."""
    scope = request.scope
    team = team_or_404(scope, slug, *Scope.LOGGING)
    if team.kind != Team.Kind.TEAM:
        raise Http404
    rows = Question.objects.filter(team=team).select_related("asked_by", "answered_by", "behaviour")
    ordered = rows.order_by(F("answered_at").desc(nulls_first=True), "asked_at", "pk")
    page = Paginator(ordered, QUESTIONS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "team": team,
        "page": page,
        "rows": [(question, days_waiting(question.asked_at, scope.today)) for question in page],
        "waiting": next(iter(waiting_questions([team], scope.today)), None),
        "answers": scope.covers(team, *ANSWERING),
    }
    return render(request, "coaching/question_list.html", context)


@never_stored
def question_detail(request: ScopedRequest, pk: int) -> HttpResponse:
    """One question with its answer, or the form to answer it."""
    scope = request.scope
    question = _one(request, pk)
    answers = scope.covers(question.team, *ANSWERING)
    if request.method == "POST" and not answers:
        raise PermissionDenied
    form = AnswerForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            answer_question(question=question, by=request.user, at=request.now, **form.cleaned_data)
        except AlreadyAnswered:
            form.add_error(None, _("Somebody else has just answered this question."))
            question, status = _one(request, pk), CONFLICT
        else:
            messages.success(request, _("Answered: the team reads it, and whoever asked is told."))
            return redirect("question_detail", pk)
    context = {
        "question": question,
        "form": form,
        "answers": answers,
        "reads_list": scope.covers(question.team, *Scope.LOGGING),
        "days": days_waiting(question.asked_at, scope.today),
    }
    return render(request, "coaching/question_detail.html", context, status=status)


def _one(request: ScopedRequest, pk: int) -> Question:
    rows = Question.objects.select_related("team", "asked_by", "answered_by", "behaviour")
    question: Question = get_or_404(rows, request.scope, pk=pk)
    return question


def _nothing_asked(request: ScopedRequest) -> HttpResponse:
    messages.info(request, _("You are asked nothing at the moment."))
    return redirect("start")


def _put_off_words(due: FreshEyes) -> str:
    if due.is_last:
        return _("All right. You can always ask a question yourself.")
    return _("All right. You are asked once more next week.")
