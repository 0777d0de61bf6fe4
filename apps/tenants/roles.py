"""The closed list of roles, and what each grants: declared by every app in its permissions.py."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.kernel.errors import Bug


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    ACCOUNTANT = "accountant", _("Accountant")
    APPROVER = "approver", _("Approver")
    DISPATCHER = "dispatcher", _("Dispatcher")
    EMPLOYEE = "employee", _("Employee")
    AUDITOR = "auditor", _("Auditor")
    CLIENT = "client", _("Client")
    INTEGRATION = "integration", _("Integration")


OWNER, MANAGER, ACCOUNTANT = Role.OWNER, Role.MANAGER, Role.ACCOUNTANT
APPROVER, DISPATCHER, EMPLOYEE = Role.APPROVER, Role.DISPATCHER, Role.EMPLOYEE
AUDITOR, CLIENT, INTEGRATION = Role.AUDITOR, Role.CLIENT, Role.INTEGRATION

# Sets that most declarations use.
BACK_OFFICE = (OWNER, MANAGER, ACCOUNTANT, APPROVER, DISPATCHER, AUDITOR)
FINANCE = (OWNER, ACCOUNTANT)
READERS = (*BACK_OFFICE, INTEGRATION)

_grants: dict[str, Mapping[str, tuple[str, ...]]] = {}


def register(app_label: str, grants: Mapping[str, tuple[str, ...]]) -> None:
    """Declares which roles hold which permissions of an app: {"issue_invoice": (OWNER, ACCOUNTANT)}.

    Called once by each app's `ready()`. Raises Bug for a role outside the closed list.
    """
    for codename, roles in grants.items():
        for role in roles:
            if role not in Role.values:
                raise Bug(f"{app_label}.{codename}: there is no role {role!r}")
    _grants[app_label] = grants
    permissions_of.cache_clear()


def grants() -> dict[str, tuple[str, ...]]:
    """Every permission as "app_label.codename" with the roles that hold it."""
    return {f"{label}.{codename}": roles for label, items in _grants.items() for codename, roles in items.items()}


def _permissions_of(roles: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name, holders in grants().items() if roles.intersection(holders))


class _Cached:
    def __init__(self) -> None:
        self._known: dict[frozenset[str], frozenset[str]] = {}

    def __call__(self, roles: frozenset[str]) -> frozenset[str]:
        """Every "app_label.codename" that the roles together grant."""
        if roles not in self._known:
            self._known[roles] = _permissions_of(roles)
        return self._known[roles]

    def cache_clear(self) -> None:
        self._known.clear()


permissions_of = _Cached()
