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
    path("teams/<slug:slug>/locations/", views.location_list, name="location_list"),
    path("teams/<slug:slug>/locations/new/", views.location_add, name="location_add"),
    path("locations/<int:pk>/change/", views.location_change, name="location_change"),
    path("locations/<int:pk>/end/", views.location_end, name="location_end"),
    path("locations/<int:pk>/qr/", views.location_qr, name="location_qr"),
    path("rounds/<int:pk>/", views.round_detail, name="round_detail"),
    path("rounds/<int:pk>/correct/", views.round_correct, name="round_correct"),
    path("rounds/<int:pk>/withdraw/", views.round_withdraw, name="round_withdraw"),
    # What stands on paper, in the QR code on the wall.
    path("rounds/<slug:slug>/<slug:place>/", views.round_add, name="round_add"),
    path("promises/", views.promise_list, name="promise_list"),
    path("promises/new/", views.promise_add, name="promise_add"),
    path("promises/hand-over/", views.promises_hand_over, name="promises_hand_over"),
    path("promises/<int:pk>/", views.promise_detail, name="promise_detail"),
    path("promises/<int:pk>/settle/", views.promise_settle, name="promise_settle"),
    path("promises/<int:pk>/attempt/", views.promise_attempt, name="promise_attempt"),
    path("promises/<int:pk>/take-over/", views.promise_take_over, name="promise_take_over"),
    path("promises/<int:pk>/new-time/", views.promise_new_time, name="promise_new_time"),
    path("promises/<int:pk>/hand-over/", views.promise_hand_over, name="promise_hand_over"),
    path("p/<str:token>/", views.promise_by_link, name="promise_by_link"),
    path("closing-days/", views.closing_day_list, name="closing_day_list"),
    path("closing-days/<int:pk>/remove/", views.closing_day_remove, name="closing_day_remove"),
]
