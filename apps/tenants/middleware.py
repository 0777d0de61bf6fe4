"""Binds the company of the signed-in person for the request, and keeps those out who must first mend their sign-in."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.telemetry import context
from apps.tenants.current import bind, memberships_of
from apps.tenants.models import Membership
from apps.tenants.roles import ACCOUNTANT, OWNER
from apps.tenants.scope import scope

# Where somebody may go who has to change a password or set up a second factor first.
_FREE = ("/accounts/", "/i18n/", "/static/", "/healthz", "/readyz", "/favicon.ico")


class TenantMiddleware:
    """request.actor, request.tenant, request.membership; the tenant's scope is open while the view runs, and pages
    tell the time of its time zone.

    Memberships are read anew for each request, so a right that was taken away stops at the next one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        actor = bind(request)
        stop = self._stop(request)
        if stop is not None:
            return stop
        with contextlib.ExitStack() as opened:
            if actor:
                opened.enter_context(scope(actor.tenant_id))
                if not request.path.startswith("/api/"):  # the API speaks UTC
                    opened.enter_context(timezone.override(request.tenant.time_zone))  # type: ignore[attr-defined]
            if actor:
                context.bind(tenant=actor.tenant_id, user_id=actor.user_id)
            response = self.get_response(request)
            if hasattr(response, "render") and callable(response.render) and not getattr(response, "is_rendered", True):
                response.render()  # templates query lazily: let them do it inside the scope
            return response

    def _stop(self, request: HttpRequest) -> HttpResponse | None:
        if not request.user.is_authenticated or request.path.startswith(_FREE) or request.path.startswith("/api/"):
            return self._stop_api(request)
        if getattr(request.user, "must_change_password", False):
            messages.info(request, _("Choose a password of your own first."))
            return redirect("account_change_password")
        if needs_second_factor(request):
            messages.info(request, _("Your company asks for a second factor. Set one up to go on."))
            return redirect("mfa_index")
        if request.membership is None and memberships_of(request.user):  # type: ignore[attr-defined]
            messages.info(request, _("You no longer work for the company that you had chosen. Choose one to go on."))
            return redirect("companies")
        return None

    def _stop_api(self, request: HttpRequest) -> HttpResponse | None:
        if request.path.startswith("/api/") and request.user.is_authenticated and (
            getattr(request.user, "must_change_password", False) or needs_second_factor(request)
        ):
            code, title = "sign_in_incomplete", _("Your sign-in is not complete: open the site in a browser and do what it asks.")
            body = {"type": f"urn:oblik:problem:{code}", "title": title, "status": 403, "code": code}
            return JsonResponse(body, status=403, content_type="application/problem+json")
        return None


def needs_second_factor(request: HttpRequest) -> bool:
    """True for an owner or accountant without a second factor, where the company that they work for now asks for one."""
    membership: Membership | None = getattr(request, "membership", None)
    if membership is None or not membership.tenant.require_mfa:
        return False
    if not membership.role_set & {OWNER, ACCOUNTANT}:
        return False
    return not is_mfa_enabled(request.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
