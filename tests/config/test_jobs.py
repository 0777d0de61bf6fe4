"""The worker application: settings that jobs rest on, schedules from code, a real worker."""

import json
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django_celery_beat.models import PeriodicTask

from apps.telemetry import context
from config import schedules
from config.celery import app
from config.settings import jobs


def test_a_job_is_given_back_when_its_worker_dies():
    assert app.conf.task_acks_late is True
    assert app.conf.task_reject_on_worker_lost is True
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_ignore_result is True


def test_a_message_is_handed_out_again_only_after_the_longest_job():
    assert jobs.redis_broker()["visibility_timeout"] > app.conf.task_time_limit > app.conf.task_soft_time_limit


def test_a_frozen_redis_cannot_hold_a_publisher():
    options = jobs.redis_broker()
    assert options["socket_timeout"] <= 5
    assert options["socket_connect_timeout"] <= 5


def test_every_job_goes_to_a_queue_that_workers_read():
    app.loader.import_default_modules()
    queues = {queue.name for queue in app.conf.task_queues}
    own = {name: task for name, task in app.tasks.items() if not name.startswith(("celery.", "test."))}
    assert own
    assert {name for name, task in own.items() if (task.queue or "default") not in queues} == set()


def test_every_schedule_names_a_job_that_exists():
    app.loader.import_default_modules()
    declared = schedules.declared()
    assert declared
    for entry in declared.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["queue"] in jobs.QUEUES


def test_two_schedules_of_one_name_are_refused(monkeypatch):
    twice = SimpleNamespace(SCHEDULES={"same": {"task": "x", "schedule": 1.0}})
    monkeypatch.setattr(schedules, "import_module", lambda name: twice)
    monkeypatch.setattr(schedules, "find_spec", lambda name: object())
    with pytest.raises(ImproperlyConfigured, match="same"):
        schedules.declared()


def test_the_stored_schedules_are_made_equal_to_the_code(transactional_db):
    PeriodicTask.objects.create(name="oblik:gone", task="gone", interval=_every_minute())
    PeriodicTask.objects.create(name="made by an operator", task="theirs", interval=_every_minute())
    schedules.CodeSchedules(app=app)
    names = set(PeriodicTask.objects.values_list("name", flat=True))
    assert set(schedules.declared()) <= names
    assert "oblik:gone" not in names
    assert "made by an operator" in names


def _every_minute():
    from django_celery_beat.models import IntervalSchedule

    return IntervalSchedule.objects.get_or_create(every=1, period=IntervalSchedule.MINUTES)[0]


def test_a_real_worker_logs_under_the_request_that_asked_for_the_job(worker):
    process = worker("-Q", "beat,default")
    context.bind(request_id="asked-by-this-request", tenant="acme")
    app.send_task("workflow.wake_bulk_acts", queue="beat")
    line = _line_of(process.log_path, "job_finished")
    assert line["request_id"] == "asked-by-this-request"
    assert (line["tenant"], line["door"], line["outcome"]) == ("acme", "job", "done")


def _line_of(log: Path, event: str, seconds: float = 30) -> dict:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for text in log.read_text(errors="replace").splitlines():
            if text.startswith("{") and (line := json.loads(text)).get("event") == event:
                return line
        time.sleep(0.1)
    pytest.fail(f"No line {event!r} within {seconds} s:\n{log.read_text(errors='replace')[-3000:]}")
