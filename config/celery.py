"""The worker application.

Worker:     celery -A config worker -Q critical,default,integrations,reconciliation,analytics,beat
Scheduler:  celery -A config beat
"""

import logging.config
import os
from typing import Any

from celery import Celery, signals

from config import embedded_broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
embedded_broker.install()

app = Celery("oblik", task_cls="config.job:Job")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def keep_our_logging(**kwargs: Any) -> None:
    """Workers log like the web does: connecting here stops Celery from installing its own handlers."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@signals.worker_ready.connect
def serve_metrics(**kwargs: Any) -> None:
    """Serve the worker's metrics on WORKER_METRICS_PORT (loopback unless WORKER_METRICS_HOST says else)."""
    from django.conf import settings

    if settings.WORKER_METRICS_PORT:
        from apps.telemetry.metrics import serve

        serve(settings.WORKER_METRICS_PORT, settings.WORKER_METRICS_HOST)
