"""What was refused and waits: rows of imported tables, and statement files that cannot be read."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.fields import IdField, ReasonBody
from apps.api.platform.parsing import StrictJSONParser
from apps.api.platform.views import NounView, act
from apps.payments.actions import discard_file, retry_file
from apps.payments.models import UnreadFile
from apps.payments.parsers.profiles import MOST_TEXT
from apps.payments.states import FileState
from apps.payments.transitions import DISCARD_FILE
from apps.workflow.actions import discard_row, retry_row
from apps.workflow.models import QuarantinedRow
from apps.workflow.quarantine import error_text
from apps.workflow.reading import MAX_CELL, MAX_COLUMNS
from apps.workflow.transitions import DISCARD_ROW, RowState

IMPORTS = ("clients", "contracts", "invoices", "shifts")
ERRORS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"code": {"type": "string"}, "field": {"type": "string"}, "detail": {"type": "string"}},
        "required": ["code", "field", "detail"],
    },
}


def _errors(row: Any) -> list[dict[str, str]]:
    return [{"code": item["code"], "field": item["field"], "detail": error_text(item)} for item in row.errors]


class QuarantinedRowSerializer(serializers.ModelSerializer):
    """A row of a table that was refused. `import`: what the table is of. `cells`: its texts by column, as read or mended since.
    `errors`: why it was refused the last time, with the column in `field`, in the caller's language. A row that was taken names the
    record in `object_kind` and `object_id`."""

    line = serializers.IntegerField(read_only=True)
    cells = serializers.SerializerMethodField()
    errors = serializers.SerializerMethodField()
    object_id = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = QuarantinedRow
        fields = ("id", "version", "file_name", "file_sha256", "line", "key", "cells", "errors", "object_kind", "object_id", "state", "created_at", "updated_at")
        read_only_fields = fields

    def get_fields(self) -> dict[str, Any]:
        """`import` is a word of the language and cannot stand above."""
        found = super().get_fields()
        return {"id": found.pop("id"), "version": found.pop("version"), "import": ImportField(source="door", read_only=True), **found}

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_cells(self, row: QuarantinedRow) -> dict[str, str]:
        """By column."""
        return dict(row.cells)

    @extend_schema_field(ERRORS)
    def get_errors(self, row: QuarantinedRow) -> list[dict[str, str]]:
        """In the caller's language."""
        return _errors(row)


@extend_schema_field({"type": "string", "enum": list(IMPORTS)})
class ImportField(serializers.Field):
    """What a table is of, out of the door by which it came."""

    def to_representation(self, value: str) -> str:
        """"clients" of "import:clients"."""
        return value.removeprefix("import:")


@extend_schema_serializer(examples=[OpenApiExample("A date that was no date", value={"cells": {"issue_date": "2026-03-01"}}, request_only=True)])
class QuarantinedRowPatch(ReasonBody):
    """The columns that are mended; the others stay as they are."""

    cells = serializers.DictField(child=serializers.CharField(max_length=MAX_CELL, allow_blank=True), allow_empty=False, help_text=f"By column, at most {MAX_COLUMNS}.")

    def validate_cells(self, value: dict[str, str]) -> dict[str, str]:
        """As many as a table has."""
        return dict(list(value.items())[:MAX_COLUMNS])


class QuarantinedRowFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=RowState.choices)
    file_sha256 = filters.CharFilter(max_length=64)

    class Meta:
        model = QuarantinedRow
        fields = ("state", "file_sha256")


# A word of the language cannot be the name of an attribute in a class.
QuarantinedRowFilter.base_filters["import"] = filters.ChoiceFilter(
    choices=[(name, name) for name in IMPORTS], method=lambda rows, _name, value: rows.filter(door=f"import:{value}")
)


class QuarantinedRowView(NounView):
    """Rows that an import refused and kept. Beside `manage_quarantined_rows`, mending needs the right to that import."""

    model = QuarantinedRow
    serializer_class = QuarantinedRowSerializer
    filterset_class = QuarantinedRowFilter

    @extend_schema(
        request=QuarantinedRowPatch, responses=QuarantinedRowSerializer, summary="Mend a row and try it",
        description="The mended row goes through the checks and the act of its import. `state` tells what came of it: taken, or waiting with the new `errors`; "
        "what was mended is kept in either case. Refused (409) where it waits no more.",
    )  # fmt: skip
    def partial_update(self, request: Request, pk: str) -> Response:
        version, asked = self.expected_version(), self.body(QuarantinedRowPatch)
        how: dict[str, Any] = {"actor": self.actor, "at": self.at, "expected_version": version, "reason": asked["reason"]}
        return self.run(lambda: retry_row(int(pk), cells=asked["cells"], **how))

    @extend_schema(
        request=ReasonBody, responses=QuarantinedRowSerializer, summary="Try a row again",
        description="As it is, as when a client that was missing is there now. `state` tells what came of it: taken, or waiting with the new `errors`.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def retry(self, request: Request, pk: str) -> Response:
        """The row, taken or waiting on."""
        asked, version = self.body(ReasonBody), self.expected_version()
        how: dict[str, Any] = {"actor": self.actor, "at": self.at, "expected_version": version, "reason": asked["reason"]}
        return self.run(lambda: retry_row(int(pk), **how))

    discard = act(DISCARD_ROW, discard_row, QuarantinedRowSerializer, summary="Discard a row", description="It is not wanted, and waits no more. Needs a reason.")


class UnreadFileSerializer(serializers.ModelSerializer):
    """A statement file that was refused whole. `account` and `profile`: what it was tried with last. `errors`: why it was refused then.
    `statement`: the first that came of it."""

    size = serializers.IntegerField(read_only=True)
    account = serializers.IntegerField(source="account_id", read_only=True, allow_null=True)
    statement = serializers.IntegerField(source="statement_id", read_only=True, allow_null=True)
    errors = serializers.SerializerMethodField()

    class Meta:
        model = UnreadFile
        fields = ("id", "version", "file_name", "file_sha256", "size", "account", "profile", "errors", "statement", "state", "created_at", "updated_at")
        read_only_fields = fields

    @extend_schema_field(ERRORS)
    def get_errors(self, row: UnreadFile) -> list[dict[str, str]]:
        """In the caller's language."""
        return _errors(row)


@extend_schema_serializer(examples=[OpenApiExample("With the account that the file does not name", value={"account": 1}, request_only=True)])
class UnreadFileRetry(ReasonBody):
    """With what the file is read now."""

    account = IdField(required=False, allow_null=True)
    profile = serializers.CharField(max_length=MOST_TEXT, required=False, allow_blank=True, default="", help_text="The name of a mapping profile, or which column is what as JSON.")


class UnreadFileFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=FileState.choices)

    class Meta:
        model = UnreadFile
        fields = ("state",)


class UnreadFileView(NounView):
    """Statement files that could not be read and were kept."""

    model = UnreadFile
    serializer_class = UnreadFileSerializer
    filterset_class = UnreadFileFilter
    expands = {"account": "bank-account", "statement": "statement"}

    def base_queryset(self) -> QuerySet:
        return UnreadFile.objects.all()

    @extend_schema(
        request=UnreadFileRetry, responses=UnreadFileSerializer, summary="Try a file again",
        description="With another account or profile. `state` tells what came of it: taken, with its `statement`, or waiting with the new `errors`. "
        "Refused (409) where it waits no more.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def retry(self, request: Request, pk: str) -> Response:
        """The file, taken or waiting on."""
        asked, version = self.body(UnreadFileRetry), self.expected_version()
        how: dict[str, Any] = {"actor": self.actor, "at": self.at, "expected_version": version, "reason": asked["reason"]}
        return self.run(lambda: retry_file(int(pk), account_id=asked.get("account"), profile=asked["profile"].strip(), **how))

    discard = act(DISCARD_FILE, discard_file, UnreadFileSerializer, summary="Discard a file", description="It is not wanted; its bytes are removed. Needs a reason.")
