"""The peer's own pages, which its mails link to."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("helpdesk/", include("helpdesk.urls", namespace="helpdesk"))]
