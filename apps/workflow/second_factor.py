"""Second factors by allauth: secrets encrypted at rest, codes good once, failures counted and journalled."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.kernel.db import locked
from apps.workflow.sign_in import note_failed, note_locked

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class MfaAdapter(DefaultMFAAdapter):
    """What our installation says of second factors."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The code or the passkey does not fit, or the code was used already."),
    }

    def encrypt(self, text: str) -> str:
        """The secret as the database keeps it, under a key made of SECRET_KEY."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret. One whose key is gone (SECRET_KEY changed, no fallback kept) fits no code any more, and breaks no page."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """A first name for a key; the person may change it."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)s") % {"number": count + 1}

    def _get_site_name(self) -> str:
        return "Oblik"


def _cipher() -> MultiFernet:
    return MultiFernet([_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(key: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"oblik second factor").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def spend(authenticator: Authenticator, code: str) -> bool:
    """Marks the code as used, for good: it and every earlier one are refused from now on (RFC 6238, 5.2).

    allauth forgets a used code after one period of 30 s, while the code fits for three. Locks the authenticator's row.
    """
    code = normalize_user_code(code)
    secret = authenticator.wrap().instance.data["secret"]
    secret = MfaAdapter().decrypt(secret)
    counter = max((n for n in yield_hotp_counters_from_time() if format_hotp_value(hotp_value(secret, n)) == code), default=0)
    with transaction.atomic():
        row = locked(Authenticator.objects.filter(pk=authenticator.pk)).get()
        if counter <= row.data.get("spent", 0):
            return False
        row.data["spent"] = counter
        row.save(update_fields=["data"])
    authenticator.data = row.data
    return True


def _watched(form: Any, check: Callable[[], Any]) -> Any:
    """The answer of allauth's check; a refusal is journalled as a failure or a lock-out of the form's person."""
    try:
        return check()
    except ValidationError as error:
        if error.code == "too_many_login_attempts":
            note_locked(context.request, form.user.email)
        else:
            note_failed(context.request, form.user.email, method="second factor")
        raise


class CodeOnce:
    """Refuses a code that was used before."""

    def clean_code(self) -> str:
        return _watched(self, self._clean_code_once)

    def _clean_code_once(self) -> str:
        code = super().clean_code()  # type: ignore[misc]
        found: Authenticator = self.authenticator  # type: ignore[attr-defined]
        if found.type == Authenticator.Type.TOTP and not spend(found, code):
            raise MfaAdapter().validation_error("incorrect_code")
        return code


class _Key:
    def clean_credential(self) -> Authenticator:
        return _watched(self, super().clean_credential)  # type: ignore[misc]


class KeyForm(_Key, AuthenticateWebAuthnForm):
    """The key asked for at sign-in."""


class KeyAgainForm(_Key, ReauthenticateWebAuthnForm):
    """The key asked for again."""
