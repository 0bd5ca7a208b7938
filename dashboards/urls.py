"""Addresses of this room."""

from django.urls import URLPattern, path, register_converter

from dashboards import views
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
    path("teams/<slug:slug>/", views.team_now, name="team_now"),
    path("teams/<slug:slug>/weeks/<week:week>/", views.team_week, name="team_week"),
    path(
        "teams/<slug:slug>/weeks/<week:week>/attention/",
        views.attention_handle,
        name="attention_handle",
    ),
    path(
        "teams/<slug:slug>/weeks/<week:week>/behaviours/<str:code>/",
        views.team_norm,
        name="team_norm",
    ),
]
