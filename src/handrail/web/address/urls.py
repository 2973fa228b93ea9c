"""The address that stands in every message."""

from django.urls import path

from handrail.web.address import views

app_name = "address"

urlpatterns = [path("address/<str:token>/", views.address, name="address")]
