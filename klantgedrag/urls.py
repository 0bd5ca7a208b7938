"""Every address of the site, a room at a time."""

from allauth.account.urls import urlpatterns as account_patterns
from django.urls import include, path

#: An e-mail address is what somebody is invited by, so nobody changes the own one unseen.
NOT_OURS = {"account_email", "account_email_verification_sent", "account_confirm_email"}

urlpatterns = [
    path("", include("dashboards.urls")),
    path("", include("people.urls")),
    path("", include("behaviours.urls")),
    path("", include("incidents.urls")),
    path("", include("coaching.urls")),
    path("account/", include([each for each in account_patterns if each.name not in NOT_OURS])),
]
