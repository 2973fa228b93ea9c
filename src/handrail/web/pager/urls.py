"""The addresses of the pager."""

from django.urls import path

from handrail.web.pager import views

app_name = "pager"

urlpatterns = [
    path("pager/", views.pager, name="pager"),
    path("pager/try", views.try_it, name="try"),
    path("pager/<str:page_id>/have", views.have, name="have"),
]
