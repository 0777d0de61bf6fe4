"""What allauth tells of passwords, factors and sessions, written into the journal of each of the person's companies."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from apps.kernel import clock
from apps.kernel.db import retrying


def listen() -> None:
    """Connects to allauth's signals, which are the only place where it says these things. Connecting twice changes nothing."""
    from allauth.account import signals as account
    from allauth.mfa import signals as mfa

    for signal in (account.password_changed, account.password_set, account.password_reset):
        signal.connect(_password_changed, dispatch_uid="oblik.password")
    account.user_logged_out.connect(_signed_out, dispatch_uid="oblik.signed_out")
    mfa.authenticator_added.connect(_factor_added, dispatch_uid="oblik.factor_added")
    mfa.authenticator_removed.connect(_factor_removed, dispatch_uid="oblik.factor_removed")
    mfa.authenticator_reset.connect(_codes_made, dispatch_uid="oblik.codes_made")


def _note(request: HttpRequest, person: Any, event: str, **details: Any) -> None:
    from apps.workflow.sign_in import note

    note(request, person, event, **details)


def _password_changed(sender: Any, request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    _note(request, user, "password_changed", by_mail=not request.user.is_authenticated)


def _signed_out(sender: Any, request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    if user is not None:
        _note(request, user, "signed_out")


def _factor_added(sender: Any, request: HttpRequest, user: Any, authenticator: Any, **_kwargs: Any) -> None:
    """A first factor also ends the person's other sessions: they were opened with less."""
    from allauth.mfa.models import Authenticator

    from apps.workflow.actions import end_sessions, other_sessions
    from apps.workflow.second_factor import FACTORS, spend
    from apps.workflow.sign_in import origin_of

    if authenticator.type not in FACTORS:
        return
    _note(request, user, "factor_added", factor=authenticator.type)
    if authenticator.type == Authenticator.Type.TOTP:
        spend(authenticator, request.POST.get("code", ""))
    if Authenticator.objects.filter(user=user, type__in=FACTORS).count() > 1:
        return
    others = other_sessions(user, request.session.session_key)
    if retrying(partial(end_sessions, others, user, at=clock.now(), origin=origin_of(request))):
        messages.info(request, _("Your other sessions were signed out."))


def _factor_removed(sender: Any, request: HttpRequest, user: Any, authenticator: Any, **_kwargs: Any) -> None:
    from apps.workflow.second_factor import FACTORS

    if authenticator.type in FACTORS:
        _note(request, user, "factor_removed", factor=authenticator.type)


def _codes_made(sender: Any, request: HttpRequest, user: Any, **_kwargs: Any) -> None:
    _note(request, user, "codes_made")
