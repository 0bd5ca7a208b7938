"""Addresses of this room."""

from django.urls import path

from incidents import views

urlpatterns = [
    path("contacts/", views.incident_list, name="incident_list"),
    path("contacts/new/", views.incident_add, name="incident_add"),
    path("contacts/find/", views.incident_find, name="incident_find"),
    path("contacts/<int:pk>/", views.incident_detail, name="incident_detail"),
    path("contacts/<int:pk>/correct/", views.incident_correct, name="incident_correct"),
    path("contacts/<int:pk>/withdraw/", views.incident_withdraw, name="incident_withdraw"),
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
