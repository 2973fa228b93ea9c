"""Addresses of the streams."""

from django.urls import path

from handrail.web.stream.views import board_stream, session_stream

app_name = "stream"
urlpatterns = [
    path("sessions/<str:session_id>/stream", session_stream, name="session"),
    path("board/stream", board_stream, name="board"),
]
