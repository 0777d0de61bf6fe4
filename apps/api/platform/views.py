"""The base of every noun's view: scope, permission filter, versions, idempotency, acts."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import APIException
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder
from rest_framework.viewsets import GenericViewSet

from apps.api.platform import paging, versions
from apps.api.platform.authentication import ReadOnlyKey, actor_of
from apps.api.platform.bodies import checked
from apps.api.platform.columns import columns_for, everything
from apps.api.platform.etags import etag_of, has_versions, names, tag_of
from apps.api.platform.fields import ReasonBody, ReasonNeededBody
from apps.api.platform.nouns import standing_in, view_named
from apps.api.platform.parsing import StrictJSONParser
from apps.api.platform.problems import ProblemRenderer
from apps.api.platform.queries import BadHeader, VersionNeeded, check_parameters
from apps.api.platform.rendering import JSONRenderer
from apps.api.platform.shaping import EXPAND, EXPANDED, FIELDS, WHOLE, Shape, shape_of
from apps.api.platform.throttle import Allowance, TooManyRequests, count_address, count_caller
from apps.kernel import clock
from apps.kernel.actor import Actor
from apps.kernel.db import retrying
from apps.kernel.errors import NotPermitted, Reason, not_visible
from apps.kernel.transitions import Transition
from apps.telemetry import context
from apps.tenants.models import ApiKey
from apps.tenants.permission import object_grants_of, permitted
from apps.tenants.scope import scope
from apps.workflow.kinds import kind_of
from apps.workflow.ledger import once


class ScopedView(GenericViewSet):
    """Binds the tenant of the caller for the whole of the request."""

    actor: Actor | None = None
    allowance: Allowance | None = None
    _as_sent = False
    version: str = ""  # of the contract, that the caller speaks; "" until it is known
    at: dt.datetime

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with contextlib.ExitStack() as self._stack:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.at = clock.now()
        try:
            self.perform_authentication(request)
        except APIException:
            self._pass(count_address(request))
            raise
        self.actor = actor_of(request) if request.user and request.user.is_authenticated else None
        self._pass(count_address(request) if self.actor is None else count_caller(*_caller(self.actor), most=_own_limit(request)))
        self.version = versions.version_of(request)
        if isinstance(request.auth, ApiKey) and request.auth.read_only and request.method not in SAFE_METHODS:
            raise ReadOnlyKey
        if self.actor is not None:
            self._stack.enter_context(scope(self.actor.tenant_id))
            context.bind(tenant=self.actor.tenant_id, user_id=self.actor.user_id)
        super().initial(request, *args, **kwargs)
        if self.action not in (None, "metadata"):
            check_parameters(request.query_params, self.known_parameters() | self.shaping())

    def _pass(self, allowance: Allowance | None) -> None:
        self.allowance = allowance
        if allowance is not None and not allowance.passed:
            raise TooManyRequests(allowance.reset)

    def known_parameters(self) -> set[str]:
        """The query parameters that this address takes."""
        return set()

    def shaping(self) -> set[str]:
        """The query parameters by which a caller says what of a record they want."""
        return set()

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What may be done here, in the Allow header; the contract itself is openapi.json."""
        return Response(status=204)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """A problem is JSON, whatever the address answers otherwise, and what is no problem is not called one."""
        refused = getattr(response, "exception", False)
        if refused or isinstance(getattr(request, "accepted_renderer", None), ProblemRenderer):
            request.accepted_renderer, request.accepted_media_type = JSONRenderer(), f"application/{'problem+' if refused else ''}json"
        for name, value in (self.allowance.headers if self.allowance else {}).items():
            response.headers[name] = value
        response.headers[versions.HEADER] = self.version or versions.newest()
        if self.version and not self._as_sent and isinstance(getattr(response, "data", None), dict):
            to_version = versions.renamed if response.exception else versions.downgraded
            response.data = to_version(response.data, version=self.version, operation=self.operation)
        return super().finalize_response(request, response, *args, **kwargs)

    @property
    def operation(self) -> str:
        """What is asked, as dated versions name it: "invoice.create"."""
        return f"{getattr(self, 'basename', '')}.{self.action}"

    def get_serializer_context(self) -> dict[str, Any]:
        return super().get_serializer_context() | {"actor": self.actor}


class NounView(ScopedView):
    """List, read and the idempotent running of acts for one noun.

    A subclass names `model`, `serializer_class`, and for each act a method that calls `run`. `expands`: fields that hold the id of
    another record, with the name of its noun. `listed`: lists under a record, with the serializers of their items. `exportable`: whether the list is
    given out as a file.
    """

    model: type[Model]
    shape: Shape = WHOLE
    expands: Mapping[str, str] = {}
    exportable = True
    listed: Mapping[str, type[serializers.Serializer]] = {}
    lookup_value_regex = r"[1-9][0-9]{0,17}"

    def base_queryset(self) -> QuerySet:
        """The noun's rows with what its serializer needs loaded."""
        return self.model._default_manager.all()

    def get_queryset(self) -> QuerySet:
        if getattr(self, "swagger_fake_view", False):
            return QuerySet(self.model).none()
        assert self.actor is not None
        codename = f"view_{self.model._meta.model_name}"
        self._require_view(codename)
        rows = self.base_queryset()
        if self.shape.fields is not None and self.action in ("list", "retrieve"):
            rows = self.shape.narrowed(rows, self.get_serializer())
        return permitted(rows, self.actor, codename)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.shaping() & set(request.query_params):
            item = self.item_serializer()
            assert item is not None
            known = versions.names_of(item().fields, version=self.version, operation=self.operation)
            self.shape = shape_of(request.query_params, known=known, expands=self._expandable())

    def item_serializer(self) -> type[serializers.Serializer] | None:
        """What a record of this list or page is told by; None where the answer is no record of the noun."""
        if self.action in ("list", "retrieve"):
            return self.get_serializer_class()
        return self.listed.get(self.action or "")

    def shaping(self) -> set[str]:
        if self.item_serializer() is None:
            return set()
        return {FIELDS, EXPAND} if self._expandable() else {FIELDS}

    def _expandable(self) -> Mapping[str, str]:
        return self.expands if self.action in ("list", "retrieve") else {}

    def told(self, rows: Any, *, many: bool = False, serializer: type[serializers.Serializer] | None = None) -> Any:
        """A row, or with `many` several, as the caller wants them told."""
        made = (serializer or self.get_serializer_class())(rows, many=many, context=self.get_serializer_context())
        if self.shape is WHOLE:
            return made.data
        self.shape.prune(made)
        records = self._shaped([dict(item) for item in (made.data if many else [made.data])])
        return records if many else records[0]

    def _shaped(self, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Records with what they are expanded by and without what was not asked for."""
        if self.shape is WHOLE:
            return records
        for name in self.shape.expand:
            found = self._named({record.get(name) for record in records} - {None}, self.expands[name])
            for record in records:
                record.setdefault(EXPANDED, {})[name] = found.get(record.get(name))
        return [self.shape.cut(record) for record in records]

    def _named(self, ids: set[Any], noun: str) -> dict[Any, dict[str, Any]]:
        """Records of another noun by their ids, as its own address gives them to this caller in their version. Those that it would
        not show are left out."""
        assert self.actor is not None
        view = standing_in(view_named(noun), noun, "retrieve", actor=self.actor, at=self.at, version=self.version, like=self.request)
        try:
            rows = list(view.get_queryset().filter(pk__in=ids)) if ids else []
        except NotPermitted:
            return {}
        records = zip(rows, view.told(rows, many=True), strict=True)
        return {row.pk: dict(versions.downgraded(record, version=self.version, operation=view.operation)) for row, record in records}

    def known_parameters(self) -> set[str]:
        if self.action != "list":
            return set()
        filterset = getattr(self, "filterset_class", None)
        return {*paging.PARAMETERS, *(filterset.base_filters if filterset else ())}

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
        rows = self.filter_queryset(self.get_queryset())
        columns = columns_for(self.get_serializer_class(), rows)
        if columns is None:
            return self.get_paginated_response(self.told(self.paginate_queryset(rows), many=True))
        if self.shape.fields is not None:
            columns = columns.only(self.shape.fields)
        wanted: Any = everything(columns, rows) or columns.select(rows)
        return self.get_paginated_response(self._shaped(columns.write(self.paginate_queryset(wanted))))

    def retrieve(self, request: Request, pk: str) -> Response:
        row = self.get_object()
        tag = etag_of(row)
        # What is expanded may have changed where the record has not.
        if tag and not self.shape.expand and names(request.headers.get("If-None-Match", ""), tag):
            return Response(status=304, headers={"ETag": tag})
        return self.answer(row)

    def answer(self, row: Any, *, status: int = 200) -> Response:
        """The noun as JSON with its ETag."""
        tag = etag_of(row)
        return Response(self.told(row), status=status, headers={"ETag": tag} if tag else {})

    def expected_version(self) -> int | None:
        """The version in If-Match, or None where the caller sent none. Raises VersionNeeded (428) where the key must send one, BadHeader for another form, and where records
        have no versions to compare."""
        tag = self.request.headers.get("If-Match", "*").strip()
        if "If-Match" not in self.request.headers and isinstance(self.request.auth, ApiKey) and self.request.auth.require_if_match and has_versions(self.model):
            raise VersionNeeded(Reason("if_match_needed", _("This API key must send If-Match with the ETag of the record that it read, such as \"3\"."), "If-Match"))
        if tag == "*":
            return None
        if not has_versions(self.model):
            raise BadHeader(Reason("no_versions", _("These records have no versions; leave If-Match out."), "If-Match"))
        found = re.fullmatch(r'(?:W/)?"([0-9]{1,18})"', tag)  # a proxy that compresses makes our tags weak
        if not found:
            raise BadHeader(Reason("if_match", _("If-Match must be the ETag of the record, such as \"3\"."), "If-Match"))
        return int(found[1])

    def body(self, serializer: type[serializers.Serializer]) -> dict[str, Any]:
        """The request's body, checked. Raises the serializer's ValidationError."""
        self._as_sent = True  # places of what an old version refuses are its own
        asked = versions.upgraded(self.request.data, version=self.version, operation=self.operation)
        self._as_sent = False
        return checked(serializer, asked, self.get_serializer_context())

    def idempotency_key(self) -> str | None:
        """The caller's key, or None where there is none. Raises BadHeader."""
        key = self.request.headers.get("Idempotency-Key")
        if key is not None and not re.fullmatch(r"[!-~][ -~]{0,254}", key):
            raise BadHeader(Reason("idempotency_key", _("Idempotency-Key must be 1 to 255 printable ASCII characters."), "Idempotency-Key"))
        return key

    def run(self, act: Callable[[], Any], *, status: int = 200, fingerprint: Any = None) -> Response:
        """Runs one act and answers with the noun, once for each Idempotency-Key.

        The act, its ledger row and the answer's body are one transaction; a repeated key is answered with the
        stored body, to a caller who may still see it. Refusals (4xx) are not kept: the same key may be sent again
        when their cause is mended. Contention is retried whole, and a 5xx leaves nothing.
        """
        key = self.idempotency_key()
        if key is None:
            return self._fresh(retrying(act), status)
        return retrying(lambda: self._once(act, key, status, fingerprint))

    def run_with_secret(self, act: Callable[[], tuple[Model, str | None]], *, status: int = 200, fingerprint: Any = None) -> Response:
        """Runs an act that makes a secret. The secret goes into this answer only, past the ledger that keeps answers: null for who
        sends the same Idempotency-Key again, and where the act made none. `fingerprint`: what the ledger keeps of a body that has secrets."""
        found: list[str | None] = []

        def work() -> Model:
            row, secret = act()
            found[:] = [secret]
            return row

        response = self.run(work, status=status, fingerprint=fingerprint)
        fresh = "Idempotent-Replayed" not in response.headers
        response.data = {**response.data, "secret": found[0] if fresh and found else None}
        response.headers["Cache-Control"] = "no-store"
        return response

    def _once(self, act: Callable[[], Any], key: str, status: int, fingerprint: Any) -> Response:
        assert self.actor is not None
        body = {
            "method": self.request.method,
            "path": self.request.path,
            "caller": caller_of(self.actor),
            "body": fingerprint if fingerprint is not None else plain(self.request.data),
        }
        with once(actor=self.actor, at=self.at, door="api", key=key, caller=str(body["caller"]), body=body) as slot:
            if not slot.replayed:
                response = self._fresh(act(), status)
                slot.keep(
                    {"data": plain(response.data), "etag": response.get("ETag", "")}, status=status,
                    object_kind=kind_of(self.model), object_id=getattr(self._result, "pk", None),
                )  # fmt: skip
                return response
            self._may_still_see(slot.object_id)
        headers = {"Idempotent-Replayed": "true"}
        if slot.outcome.get("etag"):
            headers["ETag"] = slot.outcome["etag"]
        return Response(slot.outcome["data"], status=slot.status, headers=headers)

    def _may_still_see(self, object_id: int | None) -> None:
        """A right that was taken away takes stored answers with it; what was deleted since had the last answer."""
        rows = self.get_queryset()
        if object_id is not None and not rows.filter(pk=object_id).exists() and self.model._default_manager.filter(pk=object_id).exists():
            raise not_visible()

    def _fresh(self, result: Any, status: int) -> Response:
        """Reads what the act returned through the permission filter, so that nothing unseen is shown."""
        self._result = result
        if not isinstance(result, self.model):
            return Response(result, status=status)
        rows = self.get_queryset()
        columns = columns_for(self.get_serializer_class(), rows)
        if columns is None or (has_versions(self.model) and "version" not in columns.names):
            row = rows.filter(pk=result.pk).first()
            if row is None:
                raise not_visible()
            return self.answer(row, status=status)
        all_rows = everything(columns, rows)
        records = columns.write(all_rows.one(result.pk) if all_rows else columns.select(rows.filter(pk=result.pk)))
        if not records:
            raise not_visible()
        return Response(records[0], status=status, headers={"ETag": tag_of(records[0]["version"])} if has_versions(self.model) else {})


def _caller(actor: Actor) -> tuple[str, str]:
    """By what a caller's requests are counted: the key or the person, in whichever company."""
    return ("key", actor.label) if actor.user_id is None else ("user", str(actor.user_id))


def caller_of(actor: Actor) -> int | str:
    """Whose idempotency keys a request's is one of: the person's, or the API key's."""
    return actor.user_id or actor.label


def _own_limit(request: Request) -> int | None:
    """Requests a minute that the caller's key has of its own."""
    return request.auth.requests_per_minute if isinstance(request.auth, ApiKey) else None


def act(transition: Transition, function: Callable[..., Any], answer: type[serializers.Serializer], **told: Any) -> Any:
    """The address `POST /<noun>/{id}/<verb>` of a transition whose act takes the key and a reason.

    `told`: summary and description for the OpenAPI document.
    """
    body = ReasonNeededBody if "reason" in transition.needs else ReasonBody

    def method(self: NounView, request: Request, pk: str) -> Response:
        reason, version = self.body(body)["reason"], self.expected_version()
        return self.run(lambda: function(int(pk), actor=self.actor, at=self.at, reason=reason, expected_version=version))

    method.__name__ = transition.name
    method.__doc__ = function.__doc__
    return extend_schema(request=body, responses=answer, **told)(
        action(detail=True, methods=["post"], parser_classes=[StrictJSONParser], url_path=transition.name.replace("_", "-"))(method)
    )


def plain(data: Any) -> Any:
    """JSON-able copy of parsed or rendered data."""
    if isinstance(data, Mapping) and hasattr(data, "lists"):
        data = {name: [str(item) for item in items] for name, items in data.lists()}
    return json.loads(json.dumps(data, cls=JSONEncoder))
