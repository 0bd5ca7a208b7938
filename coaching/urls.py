"""Addresses of this room."""

from django.urls import URLPattern, path

from coaching import views

urlpatterns: list[URLPattern] = [
    path("teams/<slug:slug>/barriers/", views.barrier_board, name="barrier_board"),
    path(
        "teams/<slug:slug>/barriers/<int:pk>/answer/", views.barrier_answer, name="barrier_answer"
    ),
    path(
        "teams/<slug:slug>/barriers/<int:pk>/action/", views.barrier_action, name="barrier_action"
    ),
    path("teams/<slug:slug>/barriers/<int:pk>/pass/", views.barrier_pass, name="barrier_pass"),
    path("barriers/passed/", views.barriers_passed, name="barriers_passed"),
    path("barriers/passed/<int:pk>/", views.passed_answer, name="passed_answer"),
    path("actions/<int:pk>/done/", views.action_done, name="action_done"),
]
