from __future__ import annotations

from collections.abc import Iterator

import pytest

from apps.clients.models import Client
from apps.kernel.actor import Actor
from apps.tenants.models import Tenant
from apps.tenants.scope import scope
from tests import factories


@pytest.fixture
def company(db: None) -> Iterator[Tenant]:
    """A company, its tenant bound."""
    made = factories.tenant()
    with scope(made.pk):
        yield made


@pytest.fixture
def actor(company: Tenant) -> Actor:
    return factories.system(company)


@pytest.fixture
def payer(company: Tenant) -> Client:
    return factories.client(company)
