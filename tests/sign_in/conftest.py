"""People at the door."""

from __future__ import annotations

import pytest

from tests import factories as make


@pytest.fixture
def acme(db):
    """A company with an owner."""
    return make.tenant("acme")


@pytest.fixture
def beta(db):
    """Another company."""
    return make.tenant("beta")


@pytest.fixture
def worker_at_once(monkeypatch):
    """What is left to a worker is done on the spot."""
    from apps.workflow import tasks

    monkeypatch.setattr(tasks.send_reset_link, "delay", tasks.send_reset_link)
