"""What the signed-in person may do in the company that the request is bound to: for the admin's own checks."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend

from apps.tenants.current import actor_of_user


class MembershipBackend(BaseBackend):
    """Answers has_perm from the roles of the current membership. Signs nobody in."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        actor = actor_of_user(user_obj)
        return actor is not None and actor.may(perm)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """True if any permission of the app is held."""
        actor = actor_of_user(user_obj)
        return actor is not None and any(name.startswith(f"{app_label}.") for name in actor.permissions)
