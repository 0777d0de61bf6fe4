"""Entering and changing of nouns whose act takes the fields as the caller gives them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import Body
from apps.api.platform.views import NounView

Given = Callable[[dict[str, Any]], dict[str, Any]]


def by_key(*names: str) -> Given:
    """The fields as acts take them: those that name another record by its key, `site` as `site_id`."""
    return lambda asked: {f"{name}_id" if name in names else name: value for name, value in asked.items()}


def entering(
    function: Callable[..., Any], body: type[Body], answer: type[serializers.Serializer], *, given: Given = dict, first: Collection[str] = (), **told: Any
) -> Any:
    """The address `POST /<noun>` of an act that takes the fields by name, those of `first` before them by place. `told`: summary and
    description for the OpenAPI document."""

    def create(self: NounView, request: Request) -> Response:
        asked = given(self.body(body))
        places = [asked.pop(name) for name in first]
        return self.run(lambda: function(*places, actor=self.actor, at=self.at, **asked), status=201)

    return extend_schema(request=body, responses={201: answer}, **told)(create)


def changing(function: Callable[..., Any], body: type[Body], answer: type[serializers.Serializer], *, given: Given = dict, **told: Any) -> Any:
    """The address `PATCH /<noun>/{id}` of such an act: what is left out is left as it is."""

    def partial_update(self: NounView, request: Request, pk: str) -> Response:
        asked, version = given(self.body(body)), self.expected_version()

        def changed() -> Any:
            self.get_object()  # what is not there is said before what is wrong with the other records that are named
            return function(int(pk), actor=self.actor, at=self.at, expected_version=version, **asked)

        return self.run(changed)

    return extend_schema(request=body, responses=answer, **told)(partial_update)
