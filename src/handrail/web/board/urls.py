"""Addresses of the board. Its stream is in `handrail.web.stream.urls`."""

from django.urls import path

from handrail.web.board import views

app_name = "board"
urlpatterns = [
    path("board/", views.page, name="board"),
    path("board/state", views.state, name="state"),
]
