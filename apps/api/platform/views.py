"""The base of every noun's view: scope, permission filter, versions, idempotency, acts."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from apps.api.platform.authentication import actor_of
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.db import retrying
from apps.kernel.errors import Invalid, NotPermitted, Reason, not_visible
from apps.tenants.permission import object_grants_of, permitted
from apps.tenants.scope import scope
from apps.workflow.ledger import once

KEY_MAX = 255


class ScopedView(GenericViewSet):
    """Binds the tenant of the caller for the whole of the request."""

    actor: Actor | None = None
    at: dt.datetime

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with contextlib.ExitStack() as self._stack:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.at = clock.now()
        self.perform_authentication(request)
        self.actor = actor_of(request) if request.user and request.user.is_authenticated else None
        if self.actor is not None:
            self._stack.enter_context(scope(self.actor.tenant_id))
        super().initial(request, *args, **kwargs)

    def get_serializer_context(self) -> dict[str, Any]:
        return super().get_serializer_context() | {"actor": self.actor}


class NounView(ScopedView):
    """List, read and the idempotent running of acts for one noun.

    A subclass names `model`, `serializer_class`, and for each act a method that calls `run`.
    """

    model: type[Model]
    lookup_value_regex = r"[0-9]{1,18}"

    def base_queryset(self) -> QuerySet:
        """The noun's rows with what its serializer needs loaded."""
        return self.model._default_manager.all()

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return QuerySet(self.model).none()
        assert self.actor is not None
        codename = f"view_{self.model._meta.model_name}"
        self._require_view(codename)
        return permitted(self.base_queryset(), self.actor, codename)

    def _require_view(self, codename: str) -> None:
        """A caller without the permission on anything is told so, rather than shown an empty list."""
        assert self.actor is not None
        held = self.actor.may(f"{self.model._meta.app_label}.{codename}")
        if not held and object_grants_of(self.model) is None:
            raise NotPermitted(Reason("not_permitted", _("Your role does not allow this.")))

    def get_object(self) -> Any:
        row = self.get_queryset().filter(pk=int(self.kwargs["pk"])).first()
        if row is None:
            raise not_visible()
        return row

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, pk: str) -> Response:
        row = self.get_object()
        tag = etag_of(row)
        if tag and request.headers.get("If-None-Match") == tag:
            return Response(status=304, headers={"ETag": tag})
        return self.answer(row)

    def answer(self, row: Any, *, status: int = 200) -> Response:
        """The noun as JSON with its ETag."""
        tag = etag_of(row)
        return Response(self.get_serializer(row).data, status=status, headers={"ETag": tag} if tag else {})

    def expected_version(self) -> int | None:
        """The version in If-Match, or None where the caller sent none. Raises Invalid for another form."""
        tag = self.request.headers.get("If-Match", "").strip()
        if not tag or tag == "*":
            return None
        text = tag.removeprefix("W/").strip('"')
        if not text.isascii() or not text.isdigit():
            raise Invalid(Reason("if_match", _("If-Match must be the ETag of the record, such as \"3\"."), "If-Match"))
        return int(text[:12])

    def body(self, serializer: type[serializers.Serializer]) -> dict[str, Any]:
        """The request's body, checked. Raises the serializer's ValidationError."""
        checked = serializer(data=self.request.data, context=self.get_serializer_context())
        checked.is_valid(raise_exception=True)
        return dict(checked.validated_data)

    def run(self, act: Callable[[], Any], *, status: int = 200, fingerprint: Any = None) -> Response:
        """Runs one act and answers with the noun, once for each Idempotency-Key.

        The act, its ledger row and the answer's body are one transaction; a repeated key is answered with the
        stored body. Contention is retried whole.
        """
        key = self.request.headers.get("Idempotency-Key", "")
        if len(key) > KEY_MAX or (key and not key.isprintable()):
            raise Invalid(Reason("idempotency_key", _("Idempotency-Key must be 1 to 255 printable characters."), "Idempotency-Key"))
        if not key:
            return self._fresh(retrying(act), status)
        return retrying(lambda: self._once(act, key, status, fingerprint))

    def _once(self, act: Callable[[], Any], key: str, status: int, fingerprint: Any) -> Response:
        assert self.actor is not None
        body = {
            "method": self.request.method,
            "path": self.request.path,
            "caller": self.actor.user_id or self.actor.label,
            "body": fingerprint if fingerprint is not None else _plain(self.request.data),
        }
        with once(actor=self.actor, at=self.at, door="api", key=f"{body['caller']}:{key}"[:KEY_MAX + 40], body=body) as slot:
            if not slot.replayed:
                response = self._fresh(act(), status)
                slot.keep(
                    {"data": _plain(response.data), "etag": response.get("ETag", "")}, status=status,
                    object_kind=self.model._meta.model_name or "", object_id=getattr(self._result, "pk", None),
                )  # fmt: skip
                return response
        headers = {"Idempotent-Replayed": "true"}
        if slot.outcome.get("etag"):
            headers["ETag"] = slot.outcome["etag"]
        return Response(slot.outcome["data"], status=slot.status, headers=headers)

    def _fresh(self, result: Any, status: int) -> Response:
        """Reads what the act returned through the permission filter, so that nothing unseen is shown."""
        self._result = result
        if not isinstance(result, self.model):
            return Response(result, status=status)
        row = self.get_queryset().filter(pk=result.pk).first()
        if row is None:
            raise not_visible()
        return self.answer(row, status=status)


def etag_of(row: Any) -> str:
    """The row's version as an entity tag; "" for rows without versions."""
    version = getattr(row, "version", None)
    return f'"{version}"' if version is not None else ""


def file_fingerprint(data: bytes) -> str:
    """SHA-256 of an uploaded file, hex: what stands for it in the idempotency ledger."""
    return hashlib.sha256(data).hexdigest()


def _plain(data: Any) -> Any:
    """JSON-able copy of parsed or rendered data."""
    import json

    from rest_framework.utils.encoders import JSONEncoder

    if isinstance(data, Mapping) and hasattr(data, "lists"):
        data = {name: [str(item) for item in items] for name, items in data.lists()}
    return json.loads(json.dumps(data, cls=JSONEncoder))
