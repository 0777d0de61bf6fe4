"""Who acts: read at the door, passed in, never looked up from ambient state below it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Actor:
    """One person or machine, acting for one tenant through one door.

    `permissions` holds "app_label.codename" strings that the roles of the membership give for the whole
    tenant; exceptions on single objects are read by the permission filter. `client_id` is set for a
    client's own user, who sees what belongs to that client and nothing else.
    """

    tenant_id: int
    user_id: int | None
    label: str
    membership_id: int | None = None
    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    client_id: int | None = None
    door: str = "job"
    request_id: str = ""
    is_system: bool = field(default=False)

    def may(self, permission: str) -> bool:
        """True if the roles grant the permission for the whole tenant ("app_label.codename")."""
        return self.is_system or permission in self.permissions
