"""Addresses of this room."""

from django.urls import URLPattern, path

from people import views

urlpatterns: list[URLPattern] = [
    path("organisation/", views.organisation, name="organisation"),
    path("organisation/<slug:slug>/", views.node_detail, name="node_detail"),
    path("organisation/<slug:slug>/add/", views.node_add, name="node_add"),
    path("organisation/<slug:slug>/end/", views.node_end, name="node_end"),
    path("organisation/<slug:slug>/head-count/", views.head_count_add, name="head_count_add"),
    path("organisation/<slug:slug>/norms-by-lead/", views.norms_by_lead, name="norms_by_lead"),
    path(
        "organisation/<slug:slug>/percentages/",
        views.share_agreement_list,
        name="share_agreement_list",
    ),
    path(
        "organisation/<slug:slug>/percentages/<int:pk>/end/",
        views.share_agreement_end,
        name="share_agreement_end",
    ),
    path("organisation/<slug:slug>/invite/", views.person_invite, name="person_invite"),
    path("organisation/<slug:slug>/place/", views.person_place, name="person_place"),
    path("roles/<int:pk>/end/", views.role_end, name="role_end"),
    path("roles/<int:pk>/link/", views.password_link, name="password_link"),
    path("roles/<int:pk>/pin/", views.first_pin, name="first_pin"),
    path("organisation/<slug:slug>/stations/", views.station_add, name="station_add"),
    path("stations/<int:pk>/end/", views.station_end, name="station_end"),
    path("station/", views.station, name="station"),
    path("station/unlock/", views.station_unlock, name="station_unlock"),
    path("station/leave/", views.station_leave, name="station_leave"),
    path("station/<int:pk>/", views.station_person, name="station_person"),
    path("pin/", views.pin_change, name="pin_change"),
    path("privacy/", views.privacy, name="privacy"),
    path("privacy/consent/new/", views.consent_add, name="consent_add"),
    path("privacy/consent/<int:pk>/end/", views.consent_end, name="consent_end"),
    path("notices/<int:pk>/seen/", views.notice_seen, name="notice_seen"),
    path("language/", views.set_language, name="set_language"),
]
