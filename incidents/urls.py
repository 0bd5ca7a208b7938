"""Addresses of this room."""

from django.urls import path

from incidents import views

urlpatterns = [
    path("contacts/", views.incident_list, name="incident_list"),
    path("contacts/new/", views.incident_add, name="incident_add"),
    path("contacts/<int:pk>/undo/", views.incident_undo, name="incident_undo"),
    path("contacts/tally/", views.incident_tally, name="incident_tally"),
    path("contacts/find/", views.incident_find, name="incident_find"),
    path("contacts/<int:pk>/", views.incident_detail, name="incident_detail"),
    path("contacts/<int:pk>/correct/", views.incident_correct, name="incident_correct"),
    path("contacts/<int:pk>/withdraw/", views.incident_withdraw, name="incident_withdraw"),
    path("contacts/<int:pk>/barrier/", views.barrier_report, name="barrier_report"),
    path("contacts/<int:pk>/story/", views.story_add, name="story_add"),
    path("contacts/<int:pk>/story/remove/", views.story_remove, name="story_remove"),
    path("contacts/<int:pk>/story/wall/", views.story_wall_answer, name="story_wall_answer"),
    path("teams/<slug:slug>/stories/", views.story_wall, name="story_wall"),
    path("barriers/", views.barrier_list, name="barrier_list"),
    path("barriers/new/", views.barrier_add, name="barrier_add"),
    path("barriers/<int:pk>/", views.barrier_change, name="barrier_change"),
]
