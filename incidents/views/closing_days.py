"""The days on which the organisation is closed, for who arranges it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from incidents.forms import ClosingDayForm
from incidents.models import ClosingDay
from incidents.promises.closing_days import add_closing_day, remove_closing_day
from people.access import Scope, ScopedRequest, door, get_or_404


@door(*Scope.ARRANGING)
def closing_day_list(request: ScopedRequest) -> HttpResponse:
    """Every closing day, in order; POST adds one."""
    form = ClosingDayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        add_closing_day(**form.cleaned_data, by=request.user)
        messages.success(request, _("The closing day is saved."))
        return redirect("closing_day_list")
    days = ClosingDay.objects.visible_to(request.scope).order_by("day")
    context = {"form": form, "days": days}
    return render(request, "incidents/closing_day_list.html", context)


@require_POST
@door(*Scope.ARRANGING)
def closing_day_remove(request: ScopedRequest, pk: int) -> HttpResponse:
    """Open on that day after all; what was promised before keeps its moment."""
    remove_closing_day(day=get_or_404(ClosingDay.objects.all(), request.scope, pk=pk))
    messages.success(request, _("The closing day is removed."))
    return redirect("closing_day_list")
