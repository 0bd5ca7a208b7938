"""Addresses of this room."""

from django.urls import path

from behaviours import views

urlpatterns = [
    path("behaviours/", views.behaviour_list, name="behaviour_list"),
    path("behaviours/new/", views.behaviour_add, name="behaviour_add"),
    path("behaviours/<slug:code>/", views.behaviour_detail, name="behaviour_detail"),
    path("behaviours/<slug:code>/norms/new/", views.norm_add, name="norm_add"),
    path("goals/", views.goal_list, name="goal_list"),
    path("goals/new/", views.goal_add, name="goal_add"),
    path("teams/<slug:slug>/focus/", views.focus_set, name="focus_set"),
    path("teams/<slug:slug>/guideline/", views.guideline_set, name="guideline_set"),
]
