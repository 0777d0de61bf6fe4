"""Single records shared with a person or a group of the company: three addresses of each noun of which records may be shared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import IdField, PersonField, ReasonBody, member_of
from apps.api.platform.parsing import StrictJSONParser
from apps.api.platform.views import NounView
from apps.kernel.errors import Invalid, Reason
from apps.tenants.grants import Holder
from apps.tenants.permission import require
from apps.workflow.sharing import shares_of

NO_HOLDER = Reason("one_holder", _("Choose a person or a group."), "person")


class ShareSerializer(serializers.Serializer):
    """What one holder has on the record. `permissions`: in words. `last_on`: the last day, null: until it is ended."""

    person = serializers.CharField(allow_null=True, help_text="The address of the person; null for a group.")
    group = serializers.IntegerField(allow_null=True, help_text="The group; null for a person.")
    name = serializers.CharField()
    permissions = serializers.ListField(child=serializers.CharField())
    last_on = serializers.DateField(allow_null=True)
    given_at = serializers.DateTimeField(allow_null=True)
    given_by = serializers.CharField(allow_blank=True)
    ended = serializers.BooleanField(help_text="Its day has passed.")


class SharesSerializer(serializers.Serializer):
    """All of them: groups, then people, by name."""

    items = ShareSerializer(many=True)


class UnshareBody(ReasonBody):
    """With whom: a `person` by address, or a `group` by id; not both."""

    person = PersonField(required=False)
    group = IdField(required=False)


class ShareBody(UnshareBody):
    """With whom, what they may do beside seeing it (codenames such as `update_invoice`), and until when, the day included. It replaces
    what they had."""

    permissions = serializers.ListField(child=serializers.CharField(max_length=60), max_length=20, required=False, default=list)
    last_on = serializers.DateField(required=False, allow_null=True)


def share(function: Callable[..., Any], answer: type[serializers.Serializer], *, noun: str) -> Any:
    """The address `POST /<noun>/{id}/share`."""

    def method(self: NounView, request: Request, pk: str) -> Response:
        asked, version = self.body(ShareBody), self.expected_version()
        holder = _holder(self, asked)
        return self.run(lambda: function(int(pk), holder, actor=self.actor, at=self.at, expected_version=version, **asked))

    method.__name__ = "share"
    told = extend_schema(
        request=ShareBody, responses=answer, summary=f"Share {noun}",
        description="The person or group sees it and may do what is given, from the next request on. Nobody gives what they do not hold (409).",
    )  # fmt: skip
    return told(action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])(method))


def unshare(function: Callable[..., Any], answer: type[serializers.Serializer], *, noun: str) -> Any:
    """The address `POST /<noun>/{id}/unshare`."""

    def method(self: NounView, request: Request, pk: str) -> Response:
        asked, version = self.body(UnshareBody), self.expected_version()
        holder = _holder(self, asked)
        return self.run(lambda: function(int(pk), holder, actor=self.actor, at=self.at, expected_version=version, **asked))

    method.__name__ = "unshare"
    told = extend_schema(request=UnshareBody, responses=answer, summary=f"End a sharing of {noun}", description="It stops at their next request.")
    return told(action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])(method))


def shares(*, noun: str) -> Any:
    """The address `GET /<noun>/{id}/shares`: for whoever sees all records of the noun."""

    def method(self: NounView, request: Request, pk: str) -> Response:
        assert self.actor is not None
        row = self.get_object()
        require(self.actor, f"{self.model._meta.app_label}.view_{self.model._meta.model_name}")
        found = [
            {
                "person": None if item.is_group else item.name, "group": item.holder.group_id, "name": item.name,
                "permissions": [str(word) for word in item.permissions], "last_on": item.last_on, "given_at": item.given_at,
                "given_by": item.given_by, "ended": item.ended,
            }
            for item in shares_of(row, self.at)
        ]  # fmt: skip
        return Response(SharesSerializer({"items": found}).data)

    method.__name__ = "shares"
    told = extend_schema(responses=SharesSerializer, summary=f"With whom {noun} is shared", filters=False)
    return told(action(detail=True, methods=["get"], filter_backends=[], pagination_class=None)(method))


def _holder(view: NounView, asked: dict[str, Any]) -> Holder:
    """Whom the body names; taken out of it. Raises NotVisible for a record that is not there, Invalid for nobody or both."""
    view.get_object()
    person, group = asked.pop("person", None), asked.pop("group", None)
    if (person is None) == (group is None):
        raise Invalid(NO_HOLDER)
    return Holder(group_id=group) if person is None else Holder(user_id=member_of(person, "person"))
