"""Who calls: a signed-in person by session, or a partner system by an API key."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.authentication import SessionAuthentication as DrfSessionAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from apps.api.platform.throttle import sender_of
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.tenants.actors import actor_of_key
from apps.tenants.api_keys import find_key, may_come_from
from apps.tenants.models import ApiKey


class KeyUser:
    """Stands where Django expects a user, for a request that came with an API key."""

    is_authenticated = True
    is_anonymous = False
    is_active = True
    is_staff = False
    is_superuser = False
    pk = None
    id = None

    def __init__(self, key: ApiKey) -> None:
        self.key = key

    def __str__(self) -> str:
        return f"key:{self.key.prefix}"


class WrongNetwork(APIException):
    """403: the key is right, and is not taken from this address."""

    status_code = 403
    default_code = "wrong_network"
    default_detail = _("This API key is not taken from your address. Its networks are set in the admin, on the page of the key.")


class ReadOnlyKey(APIException):
    """403: the key may only read."""

    status_code = 403
    default_code = "read_only_key"
    default_detail = _("This API key may only read. What it may do is set in the admin, on the page of the key.")


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer obk_...`. The key is looked up by prefix and proved by its hash."""

    def authenticate(self, request: Request) -> tuple[KeyUser, ApiKey] | None:
        scheme, _blank, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        address = sender_of(request)
        key = find_key(secret.strip(), at=clock.now(), address=address)
        if key is None:
            raise AuthenticationFailed(_("The API key is unknown, expired or revoked."))
        if not may_come_from(key, address):
            raise WrongNetwork
        return KeyUser(key), key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="oblik"'


class SessionAuthentication(DrfSessionAuthentication):
    """The session of the web pages, with its CSRF token; answers 401 rather than 403 when absent."""

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="oblik"'


def actor_of(request: Request) -> Actor | None:
    """The actor of an authenticated request, or None if the person is a member of no company."""
    request_id = getattr(request, "request_id", "") or request.headers.get("X-Request-ID", "")[:64]
    if isinstance(request.auth, ApiKey):
        return actor_of_key(request.auth, request_id=request_id)
    bound = getattr(request._request, "actor", None)
    if bound is None:
        return None
    values = {name: getattr(bound, name) for name in Actor.__dataclass_fields__}
    return Actor(**(values | {"door": "api", "request_id": request_id or bound.request_id}))


class IsMember(BasePermission):
    """Lets through whoever acts for a company. What they may do is decided by the permission filter."""

    message = _("Sign in, or send an API key.")

    def has_permission(self, request: Request, view: Any) -> bool:
        return getattr(view, "actor", None) is not None
