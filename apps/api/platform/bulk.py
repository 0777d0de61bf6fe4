"""Many at once: an act on each of up to 200 records, or up to 200 new ones, each by itself, and what came of each.

Every item is its own transaction, with the answer that its own address would give; one that is refused keeps no other back. With
an Idempotency-Key every item has a key of its own made of it: sent again after a lost answer, what was done is answered from the
ledger and what was not is done. Where nothing at all may be done or seen, the answer is that of one: 403 or 404.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import Body, IdField, ReasonBody, ReasonNeededBody
from apps.api.platform.parsing import StrictJSONParser
from apps.api.platform.problems import handle
from apps.api.platform.views import NounView, caller_of, plain
from apps.kernel.db import retrying
from apps.workflow.ledger import once

MOST = 200
_TOLD = (
    "Each by itself: one that is refused keeps no other back, and `items` says what came of each, in the order given. With the same "
    "Idempotency-Key the request may be sent again after a lost answer: nothing is done twice."
)


class ManyBody(ReasonBody):
    """Which records, each once; the reason is kept with each."""

    ids = serializers.ListField(child=IdField(), min_length=1, max_length=MOST)


class ManyNeededBody(ReasonNeededBody):
    """Which records, each once; the reason is kept with each."""

    ids = serializers.ListField(child=IdField(), min_length=1, max_length=MOST)


class NewBody(Body):
    """New records, each as it is sent alone."""

    items = serializers.ListField(child=serializers.DictField(), min_length=1, max_length=MOST)


class ItemErrorSerializer(serializers.Serializer):
    """One reason, as in a problem. `pointer`: its place in the item."""

    code = serializers.CharField()
    detail = serializers.CharField()
    pointer = serializers.CharField(required=False)


class ItemSerializer(serializers.Serializer):
    """What came of one: `status` as its own address answers; `id` is null where no record was made; `errors` has every reason."""

    id = serializers.IntegerField(allow_null=True)
    status = serializers.IntegerField()
    version = serializers.IntegerField(allow_null=True)
    number = serializers.CharField(allow_null=True, help_text="Of records that have numbers.")
    errors = ItemErrorSerializer(many=True)


class OutcomeSerializer(serializers.Serializer):
    """What came of all, in the order in which they were given."""

    done = serializers.IntegerField()
    refused = serializers.IntegerField()
    items = ItemSerializer(many=True)


def many(name: str, *, needs_reason: bool = False, summary: str) -> Any:
    """The address `POST /<noun>/bulk/<verb>` beside the view's act of that name."""
    body = ManyNeededBody if needs_reason else ManyBody

    def method(self: NounView, request: Request) -> Response:
        asked = self.body(body)
        ids = list(dict.fromkeys(asked["ids"]))
        return _each(self, name, [(pk, {"reason": asked["reason"]}) for pk in ids])

    method.__name__ = f"{name}_many"
    told = extend_schema(request=body, responses={200: OutcomeSerializer}, summary=summary, description=_TOLD)
    return told(action(detail=False, methods=["post"], url_path=f"bulk/{name.replace('_', '-')}", parser_classes=[StrictJSONParser])(method))


def many_new(*, summary: str) -> Any:
    """The address `POST /<noun>/bulk` beside the view's `create`."""

    def create_many(self: NounView, request: Request) -> Response:
        return _each(self, "create", [(None, dict(item)) for item in self.body(NewBody)["items"]])

    told = extend_schema(request=NewBody, responses={200: OutcomeSerializer}, summary=summary, description=_TOLD)
    return told(action(detail=False, methods=["post"], url_path="bulk", parser_classes=[StrictJSONParser])(create_many))


class _ItemRequest:
    """One item as its own address would get it."""

    def __init__(self, request: Request, path: str, data: dict[str, Any], key: str | None) -> None:
        self.method, self.path, self.data, self.user, self.auth = request.method, path, data, request.user, request.auth
        self.headers = {"Idempotency-Key": key} if key is not None else {}
        self.query_params, self._request = request.query_params, request._request


def _each(view: NounView, verb: str, items: Sequence[tuple[int | None, dict[str, Any]]]) -> Response:
    key = view.idempotency_key()
    if key is not None:
        retrying(lambda: _whole(view, key))
    answers = [_one(view, verb, pk, data, _key_of(key, pk or place)) for place, (pk, data) in enumerate(items, 1)]
    if all(answer.status_code in (403, 404) for answer in answers):
        return answers[0]
    told = [_told_of(answer, pk) for answer, (pk, _data) in zip(answers, items, strict=True)]
    counts = Counter(item["status"] < 400 for item in told)
    return Response({"done": counts[True], "refused": counts[False], "items": told})


def _whole(view: NounView, key: str) -> None:
    """The key belongs to this address and body. Raises Refusal where it was used for another."""
    assert view.actor is not None
    caller = caller_of(view.actor)
    sent = json.dumps(plain(view.request.data), sort_keys=True)  # what callers put into items is not checked yet, numbers of any size too
    body = {"path": view.request.path, "caller": caller, "sha256": hashlib.sha256(sent.encode()).hexdigest()}
    with once(actor=view.actor, at=view.at, door="api", key=key, caller=str(caller), body=body) as slot:
        if not slot.replayed:
            slot.keep({}, status=200)


def _key_of(key: str | None, item: int) -> str | None:
    return None if key is None else f"bulk:{hashlib.sha256(key.encode()).hexdigest()}:{item}"


def _one(view: NounView, verb: str, pk: int | None, data: dict[str, Any], key: str | None) -> Response:
    """The answer that the item's own address would give. An error that is a bug of ours is raised."""
    one = type(view)()
    path = f"{view.request.path}#{pk}" if pk is not None else view.request.path
    one.request = _ItemRequest(view.request, path, data, key)  # type: ignore[assignment]
    one.actor, one.at, one.action, one.args, one.format_kwarg = view.actor, view.at, verb, (), None  # type: ignore[assignment]
    one.version, one.basename = view.version, view.basename
    one.kwargs = {} if pk is None else {"pk": str(pk)}
    try:
        return getattr(one, verb)(one.request, **one.kwargs)
    except Exception as error:
        answer = handle(error, {"request": view.request})
        if answer is None:
            raise
        return answer


def _told_of(answer: Response, pk: int | None) -> dict[str, Any]:
    data = answer.data if isinstance(answer.data, dict) else {}
    if answer.status_code < 400:
        return {"id": data.get("id", pk), "status": answer.status_code, "version": data.get("version"), "number": data.get("number") or None, "errors": []}
    errors = data.get("errors") or [{"code": data["code"], "detail": data.get("detail") or data["title"]}]
    found = [{name: item[name] for name in ("code", "detail", "pointer") if name in item} for item in errors]
    return {"id": pk, "status": answer.status_code, "version": None, "number": None, "errors": found}
