"""Ways in, and what the journal says of them."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.http import HttpResponse
from django.test import Client as Browser

from apps.journal.models import JournalEntry
from apps.kernel.actor import Actor
from apps.tenants.models import Tenant, User
from apps.tenants.scope import scope
from apps.workflow.second_factor import MfaAdapter
from tests import factories as make

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def person(actor: Actor) -> User:
    """Whose actor it is."""
    return User.objects.get(pk=actor.user_id)


def sign_in(email: str, password: str = make.PASSWORD, *, browser: Browser | None = None, **extra: Any) -> tuple[Browser, HttpResponse]:
    """The form sent with these, in a fresh browser unless one is given."""
    browser = browser or Browser()
    return browser, browser.post("/accounts/login/", {"login": email, "password": password}, headers={"Accept-Language": "en"}, **extra)


def entries(company: Tenant, prefix: str = "sign_in.") -> list[JournalEntry]:
    """The company's journal of the door, in order."""
    with scope(company.pk):
        return list(JournalEntry.objects.filter(type__startswith=prefix).order_by("sequence"))


def told(company: Tenant) -> list[str]:
    """The last words of its types."""
    return [entry.type.removeprefix("sign_in.") for entry in entries(company)]


def code(steps: int = 0, secret: str = SECRET) -> str:
    """What the authenticator app shows now, or some periods of 30 s later."""
    _before, now, _after = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now + steps))


def with_app(user: User) -> Authenticator:
    """The person has set an authenticator app up."""
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": MfaAdapter().encrypt(SECRET)})


def is_in(browser: Browser) -> bool:
    """Whether the browser may work."""
    return browser.get("/accounts/sessions/").status_code == 200
