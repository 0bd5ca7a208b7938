"""Addresses of this room."""

from django.urls import URLPattern, path

from coaching import views

urlpatterns: list[URLPattern] = [
    path("compliments/", views.compliment_list, name="compliment_list"),
    path("compliments/give/", views.compliment_give, name="compliment_give"),
    path("compliments/<int:pk>/", views.compliment_detail, name="compliment_detail"),
    path(
        "compliments/<int:pk>/take-back/", views.compliment_take_back, name="compliment_take_back"
    ),
    path("fresh-eyes/", views.fresh_eyes, name="fresh_eyes"),
    path("fresh-eyes/later/", views.fresh_eyes_later, name="fresh_eyes_later"),
    path("questions/new/", views.question_ask, name="question_ask"),
    path("questions/<int:pk>/", views.question_detail, name="question_detail"),
    path("teams/<slug:slug>/questions/", views.question_list, name="question_list"),
]
