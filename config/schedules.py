"""Schedules live in code: each app's `tasks.SCHEDULES`; the database only remembers when they last ran.

`SCHEDULES = {"workflow.wake": {"task": "workflow.wake", "schedule": 15.0}}`: seconds, or a crontab in UTC.
Jobs that the scheduler sends go to the queue `beat` unless they say otherwise, so that they never wait
behind a backlog.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django_celery_beat.schedulers import DatabaseScheduler

PREFIX = "oblik:"


def declared() -> dict[str, dict[str, Any]]:
    """Collect the schedules of all installed apps, by unique name. Raises ImproperlyConfigured on a clash."""
    found: dict[str, dict[str, Any]] = {}
    for config in apps.get_app_configs():
        if not config.name.startswith("apps.") or find_spec(f"{config.name}.tasks") is None:
            continue
        schedules = getattr(import_module(f"{config.name}.tasks"), "SCHEDULES", {})
        for name, entry in schedules.items():
            if PREFIX + name in found:
                raise ImproperlyConfigured(f"The schedule {name!r} is declared twice")
            found[PREFIX + name] = {**entry, "options": {"queue": "beat", **entry.get("options", {})}}
    return found


class CodeSchedules(DatabaseScheduler):
    """celery-beat's database scheduler whose entries of ours are made equal to the code at every start."""

    def setup_schedule(self) -> None:
        from django_celery_beat.models import PeriodicTask

        schedules = declared()
        PeriodicTask.objects.filter(name__startswith=PREFIX).exclude(name__in=schedules).delete()
        self.app.conf.beat_schedule = schedules
        super().setup_schedule()
