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
    path("teams/<slug:slug>/handled/", views.handled_list, name="handled_list"),
    path(
        "teams/<slug:slug>/handled/<int:pk>/take-back/",
        views.handled_take_back,
        name="handled_take_back",
    ),
    path("lost-customers/", views.loss_terms, name="loss_terms"),
    path("actions/<int:pk>/done/", views.action_done, name="action_done"),
]
