"""The web as a Django app: it brings the templates, styles and words that all pages share."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """No tables of its own."""

    name = "handrail.web"
    label = "web"
