"""The addresses of one session."""

from django.urls import path

from handrail.web.infuse import deeds, views

app_name = "infuse"

urlpatterns = [
    path("sessions/<str:session_id>/", views.session, name="session"),
    path("sessions/<str:session_id>/state", views.state, name="state"),
    path("sessions/<str:session_id>/forecast", views.forecast, name="forecast"),
    path("sessions/<str:session_id>/log", views.log_page, name="log"),
    path("sessions/<str:session_id>/start", deeds.start, name="start"),
    path("sessions/<str:session_id>/rate", deeds.change_rate, name="rate"),
    path("sessions/<str:session_id>/pause", deeds.pause, name="pause"),
    path("sessions/<str:session_id>/resume", deeds.resume, name="resume"),
    path("sessions/<str:session_id>/stop", deeds.stop, name="stop"),
    path("sessions/<str:session_id>/complete", deeds.complete, name="complete"),
    path("sessions/<str:session_id>/acknowledge", deeds.acknowledge, name="acknowledge"),
    path("sessions/<str:session_id>/sound", deeds.sound, name="sound"),
    path("sessions/<str:session_id>/mark", deeds.mark, name="mark"),
    path("sessions/<str:session_id>/describe", deeds.describe, name="describe"),
    path("sessions/<str:session_id>/reason", deeds.reason, name="reason"),
    path("sessions/<str:session_id>/cuff", deeds.cuff, name="cuff"),
    path("sessions/<str:session_id>/artefact", deeds.artefact, name="artefact"),
    path("sessions/<str:session_id>/rating", deeds.rating, name="rating"),
]
