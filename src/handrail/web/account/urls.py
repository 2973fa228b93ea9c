"""Coming in, going out, language and look."""

from django.urls import path

from handrail.web.account import views

app_name = "account"
urlpatterns = [
    path("login/", views.log_in, name="log_in"),
    path("login/demonstration/", views.tap_in, name="tap_in"),
    path("logout/", views.log_out, name="log_out"),
    path("language/", views.choose_language, name="language"),
    path("look/", views.choose_look, name="look"),
    path("account/", views.account, name="account"),
]
