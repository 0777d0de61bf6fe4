"""The composition root: settings, addresses, worker. The only place that knows every app by name."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
