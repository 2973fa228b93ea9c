"""Django's settings, safe by default. What an installation may change comes from the environment.

HANDRAIL_DATA          the folder of this installation: database, keys (default: `var` where it was started)
HANDRAIL_HOSTS         names, separated by commas, under which it is reached, besides localhost
HANDRAIL_TLS           1: browsers come by HTTPS; set by `handrail serve --tls-cert`
HANDRAIL_BEHIND_PROXY  1: a proxy ends TLS and sets X-Forwarded-Proto
HANDRAIL_SECRET_KEY    signs log-ins; otherwise a file `keys/secret.key` is made in the data folder
HANDRAIL_MASTER_KEY    locks the patients' keys (see `handrail.clinic.private_text`)
HANDRAIL_LICENSED_FORMS  the folder of Questionnaires that the clinic is licensed to use (default: `licensed` in the data folder)
HANDRAIL_URL           the address under which patients reach it, for the links in messages (see `handrail.clinic.outgoing`)
HANDRAIL_MAIL_…        the mail server that e-mail is handed to: HOST, PORT, TLS, USER, PASSWORD, FROM, REPLY_TO
HANDRAIL_TEXT_…        the gateway that text messages are handed to: URL, TOKEN
HANDRAIL_DEMO          1: a demonstration, visibly marked, whose log-ins are listed; set by `handrail demo`
DATABASE_URL           see `handrail.web.databases`
"""

import os
import secrets
import sys
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from handrail.clinic import keyfile
from handrail.clinic.outgoing import outgoing
from handrail.web.databases import data_directory, databases

WEB = Path(__file__).parent
DATA_DIR = data_directory(os.environ)
LICENSED_FORMS = Path(os.environ.get("HANDRAIL_LICENSED_FORMS") or DATA_DIR / "licensed").absolute()


def _on(name: str) -> bool:
    return os.environ.get(name, "") == "1"


# Who may ask, and what signs the answers

TLS = _on("HANDRAIL_TLS") or _on("HANDRAIL_BEHIND_PROXY")
DEMO = _on("HANDRAIL_DEMO")
DEBUG = False
SECRET_KEY = os.environ.get("HANDRAIL_SECRET_KEY") or keyfile.read_or_make(
    DATA_DIR / "keys" / "secret.key", secrets.token_urlsafe(50)
)
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *(name.strip() for name in os.environ.get("HANDRAIL_HOSTS", "").split(",") if name.strip()),
]

# What it is made of

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "handrail.record",
    "handrail.clinic",
    "handrail.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "handrail.web.static_files.StaticFiles",
    "handrail.web.middleware.CountRequests",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "handrail.web.middleware.OwnWords",
    "django.contrib.messages.middleware.MessageMiddleware",
    "handrail.web.middleware.OnlyThroughDoors",
]
ROOT_URLCONF = "handrail.web.urls"
ASGI_APPLICATION = "handrail.web.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(WEB.glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "handrail.web.shell.shell",
            ],
        },
    },
]
DATABASES = databases(os.environ)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Messages to people outside, and the queue of the worker that sends them

OUTGOING = outgoing(os.environ)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["messages"]}}

# Log-ins: long enough for a shift, gone with the next morning

AUTH_USER_MODEL = "clinic.Person"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account:log_in"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "account:log_in"
SESSION_COOKIE_AGE = 14 * 60 * 60  # seconds
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = TLS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = TLS
CSRF_FAILURE_VIEW = "handrail.web.errors.csrf_failure"
MESSAGE_STORAGE = (
    "django.contrib.messages.storage.session.SessionStorage"  # what was said about a patient stays off cookies
)

# What a browser is told to refuse

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _on("HANDRAIL_BEHIND_PROXY") else None

# Words and times: UTC inside, the clinic's own time zone on its screens, the person's own language

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [WEB / "locale"]
FORMAT_MODULE_PATH = ["handrail.web.formats"]  # a decimal point in every language: 0.5 mg is never 0,5 mg

# Static files are served from the source tree, found once at the start; browsers ask again whether they changed

STATIC_URL = "/static/"
STATICFILES_DIRS = sorted(WEB.glob("*/static"))
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 0
WHITENOISE_ALLOW_ALL_ORIGINS = False

# What happened, one line each, to standard error

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {"()": "handrail.web.logs.JsonLines"},
        "words": {"format": "%(levelname)s %(name)s: %(message)s"},
    },
    "filters": {"streams_that_are_off": {"()": "handrail.web.logs.StreamsThatAreOff"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "words" if sys.stderr.isatty() else "lines",
        },
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {  # a 404 is an answer, no fault; every answer is counted in /metrics
            "level": "ERROR",
            "filters": ["streams_that_are_off"],
        },
        "django_tasks": {"level": "WARNING"},  # each message is told on its own page
        "django_tasks_db": {"level": "WARNING"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.security.RequestDataTooBig": {"level": "CRITICAL"},  # told to whoever sent it; no fault of ours
        "django.security.TooManyFieldsSent": {"level": "CRITICAL"},
        "django.security.TooManyFilesSent": {"level": "CRITICAL"},
    },
}
