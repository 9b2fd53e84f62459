"""The smallest Django project in which django-helpdesk runs, as its installation page describes it."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

_DATABASE = urlsplit(os.environ["PEER_DATABASE"])  # noqa: TID251  Django's settings module has no other way in

SECRET_KEY = "only for measuring"
DEBUG = False
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
SITE_ID = 1
ROOT_URLCONF = "peer_urls"
MEDIA_ROOT = os.environ["PEER_FILES"]  # noqa: TID251  see above
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
"""It writes its confirmation mails, and nobody sends them."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "rest_framework",
    "helpdesk",
    "django_cleanup.apps.CleanupConfig",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
HELPDESK_TEAMS_MODE_ENABLED = False

DATABASES: dict[str, dict[str, object]]
if _DATABASE.scheme == "sqlite":
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": _DATABASE.path[1:],
            "OPTIONS": {"init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"},
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _DATABASE.path[1:],
            "USER": _DATABASE.username,
            "HOST": _DATABASE.hostname,
            "PORT": _DATABASE.port,
        }
    }
