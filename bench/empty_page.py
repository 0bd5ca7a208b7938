"""The addresses of the site and one more: an empty page for whoever is logged in.

It passes every middleware and renders the frame of the site, so it costs what any page costs.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from klantgedrag.urls import urlpatterns as site_addresses


def empty_page(request: HttpRequest) -> HttpResponse:
    """The frame, with nothing in it."""
    return render(request, "base.html")


urlpatterns = [*site_addresses, path("empty/", empty_page)]
