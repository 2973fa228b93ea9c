"""The addresses of the clinic's own lists."""

from django.urls import path

from handrail.web.clinic_page import addresses, deeds, forecasts, views

app_name = "clinic"

urlpatterns = [
    path("clinic/", views.lists, name="lists"),
    path("clinic/forecasts/", forecasts.forecasts, name="forecasts"),
    path("clinic/patients/add", deeds.add_patient, name="add_patient"),
    path("clinic/patients/<str:patient_id>/", views.patient, name="patient"),
    path("clinic/patients/<str:patient_id>/change", deeds.change_patient, name="change_patient"),
    path("clinic/patients/<str:patient_id>/addresses/add", addresses.add, name="add_address"),
    path("clinic/patients/<str:patient_id>/addresses/<str:contact_id>/allow", addresses.allow, name="allow_address"),
    path("clinic/patients/<str:patient_id>/addresses/<str:contact_id>/stop", addresses.stop, name="stop_address"),
    path("clinic/patients/<str:patient_id>/addresses/<str:contact_id>/remove", addresses.remove, name="remove_address"),
    path("clinic/devices/add", deeds.add_device, name="add_device"),
    path("clinic/rooms/add", deeds.add_chairs, name="add_chairs"),
    path("clinic/numbers", deeds.change_numbers, name="change_numbers"),
]
