"""A patient's own pages."""

from django.urls import path

from handrail.web.me import views

app_name = "me"
urlpatterns = [path("", views.me, name="me")]
