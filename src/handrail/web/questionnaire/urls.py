"""The addresses of questions: a patient's own, and those of staff."""

from django.urls import path

from handrail.web.questionnaire import asking, views

app_name = "questionnaire"

urlpatterns = [
    path("questions/shown", views.choose_shown, name="shown"),
    path("me/questions/<str:asking_id>/", views.own_page, name="own_page"),
    path("me/questions/<str:asking_id>/answer", views.own_answer, name="own_answer"),
    path("me/questions/<str:asking_id>/draft", views.own_draft, name="own_draft"),
    path("me/questions/<str:asking_id>/send", views.own_send, name="own_send"),
    path("patients/<str:patient_id>/questions/", asking.patient, name="patient"),
    path("patients/<str:patient_id>/questions/ask", asking.ask, name="ask"),
    path("patients/<str:patient_id>/questions/<str:asking_id>/", views.page, name="page"),
    path("patients/<str:patient_id>/questions/<str:asking_id>/answer", views.answer, name="answer"),
    path("patients/<str:patient_id>/questions/<str:asking_id>/draft", views.draft, name="draft"),
    path("patients/<str:patient_id>/questions/<str:asking_id>/send", views.send, name="send"),
    path("patients/<str:patient_id>/questions/<str:asking_id>/promise", asking.promise, name="promise"),
    path("patients/<str:patient_id>/questions/<str:asking_id>/read", asking.read, name="read"),
    path("patients/<str:patient_id>/questions/<str:asking_id>/follow-up", asking.follow_up, name="follow_up"),
    path("patients/<str:patient_id>/questions/<str:asking_id>/take-back", asking.take_back, name="take_back"),
]
