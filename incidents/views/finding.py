"""From a customer reference, typed again, to the contacts that carry its code."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from incidents.customer_reference import is_kept, keyed_hash
from incidents.forms import CustomerSearch
from people.access import ScopedRequest


@require_POST
def incident_find(request: ScopedRequest) -> HttpResponse:
    """Leads to the reader's own contacts with this customer; the address holds the code."""
    if not is_kept():
        raise Http404
    form = CustomerSearch(request.POST)
    if not form.is_valid():
        messages.error(request, _("Type the reference of a customer: letters and digits."))
        return redirect("incident_list")
    code = keyed_hash(form.cleaned_data["customer_reference"])
    return redirect(f"{reverse('incident_list')}?{urlencode({'customer': code})}")
