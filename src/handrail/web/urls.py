"""Every address. Each view stands behind a door (`handrail.web.doors`)."""

from django.urls import include, path

from handrail.web import health
from handrail.web.account.views import start

urlpatterns = [
    path("", start, name="start"),
    path("", include("handrail.web.account.urls")),
    path("", include("handrail.web.board.urls")),
    path("", include("handrail.web.prepare.urls")),
    path("", include("handrail.web.infuse.urls")),
    path("", include("handrail.web.stream.urls")),
    path("", include("handrail.web.devices_page.urls")),
    path("", include("handrail.web.clinic_page.urls")),
    path("", include("handrail.web.questionnaire.urls")),
    path("", include("handrail.web.protocol.urls")),
    path("", include("handrail.web.messages_page.urls")),
    path("", include("handrail.web.pager.urls")),
    path("", include("handrail.web.address.urls")),
    path("me/", include("handrail.web.me.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]

handler400 = "handrail.web.errors.bad_request"
handler403 = "handrail.web.errors.forbidden"
handler404 = "handrail.web.errors.not_found"
handler500 = "handrail.web.errors.server_error"
