"""The addresses of the page of messages."""

from django.urls import path

from handrail.web.messages_page import views

app_name = "messages"

urlpatterns = [
    path("messages/", views.page, name="messages"),
    path("messages/<str:message_id>/again", views.again, name="again"),
    path("messages/<str:message_id>/arrived", views.arrived, name="arrived"),
    path("messages/<str:message_id>/take-back", views.take_back, name="take_back"),
]
