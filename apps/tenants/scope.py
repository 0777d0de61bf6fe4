"""The ambient tenant is a tripwire, not a source of truth: acts take `actor`, and a query without a bound
tenant raises."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from typing import TypeVar

from django.db import models

from apps.kernel.errors import Bug

_bound: ContextVar[int | None] = ContextVar("oblik_tenant", default=None)
M = TypeVar("M", bound=models.Model)


@contextlib.contextmanager
def scope(tenant_id: int) -> Iterator[None]:
    """Binds the tenant for the block: managers of tenants' tables see only its rows."""
    if not isinstance(tenant_id, int):
        raise Bug(f"scope takes a tenant's id, not {tenant_id!r}")
    token = _bound.set(tenant_id)
    try:
        yield
    finally:
        _bound.reset(token)


@contextlib.contextmanager
def binding_value(place: models.Expression) -> Iterator[None]:
    """While a query is prepared: managers filter by the place of the tenant, which each call fills with the one that is bound then."""
    token = _bound.set(place)  # type: ignore[arg-type]
    try:
        yield
    finally:
        _bound.reset(token)


def current_tenant_id() -> int:
    """The bound tenant's id. Raises Bug outside a scope."""
    tenant_id = _bound.get()
    if tenant_id is None:
        raise Bug("A tenant's table was read without a bound tenant; use scope(tenant_id).")
    return tenant_id


def find_tenant_id() -> int | None:
    """The bound tenant's id, or None outside a scope."""
    return _bound.get()


def unscoped(model: type[M], *, reason: str) -> models.QuerySet[M]:
    """Every tenant's rows. The only exit from the scope; `reason` says why it is taken here."""
    if not reason:
        raise Bug("unscoped() needs a reason")
    return models.QuerySet(model)
