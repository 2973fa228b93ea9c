"""Address of the devices page."""

from django.urls import path

from handrail.web.devices_page.views import page

app_name = "devices"
urlpatterns = [path("devices/", page, name="devices")]
