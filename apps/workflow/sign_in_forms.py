"""allauth's forms in our words: labels in sentence case, no placeholder that says the label again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import structlog
from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.workflow.second_factor import CodeOnce

logger = structlog.get_logger(__name__)


class _Plain:
    labels: ClassVar[Mapping[str, Promise | str]] = {}
    hints: ClassVar[Mapping[str, Promise | str]] = {}
    attributes: ClassVar[Mapping[str, Mapping[str, str | bool]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.update(self.attributes.get(name, {}))
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, field.help_text)


_NEW_PASSWORD = {"password1": _("New password"), "password2": _("New password, again")}
_CODE: dict[str, str | bool] = {"inputmode": "numeric", "autofocus": True, "spellcheck": "false"}


class LoginForm(_Plain, account.LoginForm):
    """E-mail and password."""

    labels: ClassVar = {"login": _("E-mail"), "password": _("Password")}
    attributes: ClassVar = {"login": {"autocomplete": "username", "autofocus": True}}


class PasswordAgainForm(_Plain, account.ReauthenticateForm):
    """The password once more."""

    labels: ClassVar = {"password": _("Password")}
    attributes: ClassVar = {"password": {"autofocus": True}}


class ChangePasswordForm(_Plain, account.ChangePasswordForm):
    """A new password for the old one."""

    labels: ClassVar = {"oldpassword": _("Current password"), **_NEW_PASSWORD}

    def clean_oldpassword(self) -> str:
        """A wrong one counts and is journalled like one at the sign-in."""
        password = str(self.cleaned_data["oldpassword"])
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class SetPasswordForm(_Plain, account.SetPasswordForm):
    """A first password."""

    labels: ClassVar = _NEW_PASSWORD


class ResetPasswordForm(_Plain, account.ResetPasswordForm):
    """Where to send the link."""

    labels: ClassVar = {"email": _("E-mail")}
    attributes: ClassVar = {"email": {"autocomplete": "username", "autofocus": True}}

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Leaves all of it to a worker, whoever's address it is: how long the answer takes tells nothing, nor whether it fails."""
        from apps.workflow.tasks import send_reset_link

        email = str(self.cleaned_data["email"])
        try:
            send_reset_link.delay(email)
        except Exception as error:
            logger.error("reset_link_not_queued", error=f"{type(error).__name__}: {error}")
        return email


class ResetPasswordKeyForm(_Plain, account.ResetPasswordKeyForm):
    """The new password, for who came by the link."""

    labels: ClassVar = _NEW_PASSWORD


class CodeForm(_Plain, CodeOnce, AuthenticateForm):
    """The code asked for at sign-in."""

    labels: ClassVar = {"code": _("Code")}
    attributes: ClassVar = {"code": _CODE}


class CodeAgainForm(_Plain, CodeOnce, ReauthenticateForm):
    """The code asked for before something that must not be left to an open browser."""

    labels: ClassVar = {"code": _("Code")}
    attributes: ClassVar = {"code": _CODE}


class ActivateForm(_Plain, ActivateTOTPForm):
    """The first code of a new app."""

    labels: ClassVar = {"code": _("Code that the app shows")}
    attributes: ClassVar = {"code": _CODE}


class AddKeyForm(_Plain, AddWebAuthnForm):
    """A new passkey."""

    labels: ClassVar = {"name": _("Name"), "passwordless": _("Sign in with it alone, without a password")}
    hints: ClassVar = {
        "name": _("To tell your keys apart, such as “Work laptop”."),
        "passwordless": _("The device asks for a fingerprint, a face or a PIN instead."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class EditKeyForm(_Plain, EditWebAuthnForm):
    """Another name for it."""

    labels: ClassVar = {"name": _("Name")}
