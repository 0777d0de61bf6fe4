"""The base of every job."""

from typing import Any

from celery.contrib.django.task import DjangoTask
from django.db import transaction


class Job(DjangoTask):
    """A job's truth is a row; the message only wakes a worker."""

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:
        """Sends the message behind the commit. What was committed is not answered with an error where the broker is
        away: that is logged, and a sweeper wakes a worker for the row instead."""
        transaction.on_commit(lambda: self.delay(*args, **kwargs), robust=True)
