"""The addresses before an infusion."""

from django.urls import path

from handrail.web.prepare import appointment, deeds, views

app_name = "prepare"

urlpatterns = [
    path("prepare/", views.day, name="day"),
    path("prepare/book", views.book, name="book"),
    path("prepare/<str:session_id>/", views.visit, name="visit"),
    path("prepare/<str:session_id>/state", views.state, name="state"),
    path("prepare/<str:session_id>/label", views.label, name="label"),
    path("prepare/<str:visit_id>/move", appointment.move, name="move"),
    path("prepare/<str:visit_id>/take-off", appointment.take_off, name="take_off"),
    path("prepare/<str:session_id>/order", deeds.order, name="order"),
    path("prepare/<str:session_id>/chair", deeds.chair, name="chair"),
    path("prepare/<str:session_id>/watcher", deeds.watcher, name="watcher"),
    path("prepare/<str:session_id>/bind", deeds.bind, name="bind"),
    path("prepare/<str:session_id>/unbind", deeds.unbind, name="unbind"),
    path("prepare/<str:session_id>/bag", deeds.bag, name="bag"),
    path("prepare/<str:session_id>/check", deeds.check, name="check"),
    path("prepare/<str:session_id>/line", deeds.line, name="line"),
    path("prepare/<str:session_id>/preview", views.preview, name="preview"),
    path("prepare/<str:session_id>/leave", deeds.leave, name="leave"),
]
