"""The request id follows a job into the worker; every job is timed."""

import pytest
from celery import Celery
from prometheus_client import REGISTRY

from apps.telemetry import context, jobs


@pytest.fixture
def app():
    return Celery("test", broker="memory://", set_as_current=False)


def _jobs_counted(job, outcome):
    return REGISTRY.get_sample_value("oblik_job_seconds_count", {"job": job, "outcome": outcome}) or 0


def test_a_published_job_carries_the_context(app):
    context.bind(request_id="req-12345678", tenant="acme", user_id=7, door="api")
    headers = {}
    jobs._on_publish(headers=headers)
    assert headers == {jobs.HEADER: {"request_id": "req-12345678", "tenant": "acme", "user_id": 7, "door": "api"}}


class _Request:
    is_eager = False


class _Task:
    name = "test.job"

    def __init__(self, carried=None):
        self.request = _Request()
        if carried is not None:
            setattr(self.request, jobs.HEADER, carried)


def test_the_worker_takes_it_over_and_lets_it_go():
    before = _jobs_counted("test.job", "done")
    task = _Task({"request_id": "req-12345678", "tenant": "acme", "user_id": 7, "door": "api"})
    context.bind(tenant="left over from another job")
    jobs._on_start(task_id="job-1", task=task)
    assert context.current() == {"request_id": "req-12345678", "tenant": "acme", "user_id": 7, "door": "job"}
    jobs._on_end(task_id="job-1", task=task, state="SUCCESS")
    assert context.current() == {}
    assert _jobs_counted("test.job", "done") == before + 1


def test_a_scheduled_job_is_its_own_request():
    jobs._on_start(task_id="job-2", task=_Task())
    assert context.current() == {"request_id": "job-2", "door": "job"}


def test_a_failed_job_is_counted_as_an_error():
    before = _jobs_counted("test.job", "error")
    task = _Task()
    jobs._on_start(task_id="job-3", task=task)
    jobs._on_end(task_id="job-3", task=task, state="FAILURE")
    assert _jobs_counted("test.job", "error") == before + 1
