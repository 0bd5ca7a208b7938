"""Addresses of this room."""

from django.urls import URLPattern, path, register_converter

from dashboards import (
    attention_views,
    closing_views,
    excluded_weeks,
    grid_views,
    meeting_views,
    result_views,
    views,
)
from periods.week import Week


class WeekConverter:
    """A week in an address, such as 2026-W47; any other text is no such page."""

    regex = "[0-9]{4}-W[0-9]{2}"

    def to_python(self, value: str) -> Week:
        return Week.parse(value)

    def to_url(self, value: Week | str) -> str:
        return str(value)


register_converter(WeekConverter, "week")

urlpatterns: list[URLPattern] = [
    path("", views.start, name="start"),
    path("weeks/", grid_views.organisation_now, name="organisation_now"),
    path("organisation/weeks/<week:week>/", grid_views.organisation_week, name="organisation_week"),
    path("me/results/", result_views.my_results, name="my_results"),
    path("me/looks/", result_views.my_looks, name="my_looks"),
    path("teams/<slug:slug>/people/", result_views.team_people, name="team_people"),
    path("teams/<slug:slug>/people/<int:pk>/", result_views.person_results, name="person_results"),
    path("teams/<slug:slug>/", views.team_now, name="team_now"),
    path("teams/<slug:slug>/weeks/<week:week>/", views.team_week, name="team_week"),
    path(
        "teams/<slug:slug>/weeks/<week:week>/meeting/",
        meeting_views.team_meeting,
        name="team_meeting",
    ),
    path(
        "teams/<slug:slug>/weeks/<week:week>/meeting/present/",
        meeting_views.meeting_attendance,
        name="meeting_attendance",
    ),
    path("teams/<slug:slug>/day/", meeting_views.team_day, name="team_day"),
    path(
        "teams/<slug:slug>/weeks/<week:week>/close/",
        closing_views.week_close,
        name="week_close",
    ),
    path(
        "teams/<slug:slug>/weeks/<week:week>/reopen/",
        closing_views.week_reopen,
        name="week_reopen",
    ),
    path(
        "teams/<slug:slug>/weeks/<week:week>/attention/",
        attention_views.attention_handle,
        name="attention_handle",
    ),
    path(
        "teams/<slug:slug>/weeks/<week:week>/behaviours/<str:code>/",
        views.team_norm,
        name="team_norm",
    ),
    path(
        "teams/<slug:slug>/weeks/<week:week>/behaviours/<str:code>/left-out/",
        excluded_weeks.excluded_week_add,
        name="excluded_week_add",
    ),
    path(
        "left-out/<int:pk>/take-back/",
        excluded_weeks.excluded_week_take_back,
        name="excluded_week_take_back",
    ),
]
