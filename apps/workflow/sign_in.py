"""Sign-in by allauth: closed registration, and what happens at the door is journalled in every company of the person."""

from __future__ import annotations

from functools import partial
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from apps.kernel import clock
from apps.kernel.db import retrying

# As long as the longest window of ACCOUNT_RATE_LIMITS["login_failed"].
LOCKED_SECONDS = 300


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: owners add members."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("Too many failed attempts. Sign-in is locked; try again in five minutes."),
        "email_password_mismatch": _("The address or the password is not right."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("The password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Any, password: str) -> None:
        """A password that the person chose ends the need to change it."""
        user.must_change_password = False
        super().set_password(user, password)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures count by the address that is tried and nothing else: the host with its port, which allauth puts
        beside it, is whatever the caller writes in a header."""
        return str(credentials.get("email") or "").strip().lower()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Called before each attempt; raises ValidationError, journalled as a lock-out, when there were too many."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            note_locked(request, str(credentials.get("email") or ""))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Called when an email and password do not fit."""
        super().authentication_failed(request, **credentials)
        note_failed(request, str(credentials.get("email") or ""), method="password")

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """Called when somebody is in."""
        methods = [record.get("type") or record["method"] for record in get_authentication_records(request, user)]
        note(request, user, "succeeded", methods=methods)
        return super().post_login(request, user, **kwargs)


def origin_of(request: HttpRequest) -> Any:
    """Where the request came from, for the journal."""
    from allauth.account.adapter import get_adapter

    from apps.workflow.actions import Origin

    return Origin(get_adapter(request).get_client_ip(request), str(getattr(request, "request_id", "")))


def note(request: HttpRequest, person: Any, event: str, **details: Any) -> None:
    """Journals what happened at the door. Raises Busy where other writers hold the journal for too long: the page says so
    with a 503, and nobody is in without an entry, since a session is not kept by such an answer."""
    from apps.workflow.actions import record_sign_in

    retrying(partial(record_sign_in, person, event, at=clock.now(), origin=origin_of(request), **details))


def note_failed(request: HttpRequest, email: str, *, method: str) -> None:
    """Journals a failed attempt. An address that belongs to nobody is in no company's journal; the request log has it."""
    from apps.workflow.actions import find_person

    person = find_person(email)
    if person:
        note(request, person, "failed", proved=False, method=method)


def note_locked(request: HttpRequest, email: str) -> None:
    """Journals a lock-out, once for its length: whoever goes on guessing must not fill the journal."""
    from apps.workflow.actions import find_person

    person = find_person(email)
    if person and cache.add(f"sign_in_locked:{person.pk}", 1, LOCKED_SECONDS):
        note(request, person, "locked", proved=False)
