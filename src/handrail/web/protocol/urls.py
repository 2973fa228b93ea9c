"""The addresses of the protocol."""

from django.urls import path

from handrail.web.protocol import changing, deeds, proposals, proposing, upgrade, views

app_name = "protocol"

urlpatterns = [
    path("protocol/", views.read, name="read"),
    path("protocol/scales/", views.all_scales, name="scales"),
    path("protocol/history/", views.history, name="history"),
    path("protocol/entries/<str:entry_id>/", views.entry, name="entry"),
    path("protocol/entries/<str:entry_id>/change", changing.change, name="change"),
    path("protocol/entries/<str:like_id>/another", changing.make_another, name="another"),
    path("protocol/draft/", deeds.draft, name="draft"),
    path("protocol/draft/drop", deeds.drop, name="drop"),
    path("protocol/draft/propose", proposing.propose, name="propose"),
    path("protocol/newer/", upgrade.upgrade, name="upgrade"),
    path("protocol/proposals/<str:proposal_id>/", proposals.proposal, name="proposal"),
    path("protocol/proposals/<str:proposal_id>/copy", proposing.copy, name="copy"),
    path("protocol/proposals/<str:proposal_id>/review", deeds.review, name="review"),
    path("protocol/proposals/<str:proposal_id>/withdraw", deeds.withdraw, name="withdraw"),
    path("protocol/proposals/<str:proposal_id>/sign", deeds.sign, name="sign"),
]
