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
]
