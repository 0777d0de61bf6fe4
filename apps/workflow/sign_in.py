"""Sign-in by allauth: closed registration, and what happens at the door is journalled in every company of the person."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: owners add members."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Any, password: str) -> None:
        """A password that the person chose ends the need to change it."""
        user.must_change_password = False
        super().set_password(user, password)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Called before each attempt; raises ValidationError, journalled as a lock-out, when there were too many."""
        from django.core.exceptions import ValidationError

        from apps.workflow.actions.people import record_sign_in

        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            record_sign_in(str(credentials.get("email") or ""), "locked", self.get_client_ip(request))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Called when an email and password do not fit."""
        from apps.workflow.actions.people import record_sign_in

        super().authentication_failed(request, **credentials)
        record_sign_in(str(credentials.get("email") or ""), "failed", self.get_client_ip(request))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """Called when somebody is in."""
        from apps.workflow.actions.people import record_sign_in

        record_sign_in(user.email, "succeeded", self.get_client_ip(request))
        return super().post_login(request, user, **kwargs)
