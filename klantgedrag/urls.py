"""Every address of the site, a room at a time."""

from django.urls import include, path

urlpatterns = [
    path("", include("dashboards.urls")),
    path("", include("people.urls")),
    path("", include("behaviours.urls")),
    path("", include("incidents.urls")),
    path("account/", include("allauth.account.urls")),
]
