"""What proves the books: the journal, its seals, comparisons of rows with their history, packs for the auditor, and mails."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.downloads import AnyFile
from apps.api.platform.fields import Body, ReasonBody
from apps.api.platform.parsing import StrictJSONParser
from apps.api.platform.queries import FlagFilter, IdFilter
from apps.api.platform.schema import PROBLEM_REF
from apps.api.platform.views import NounView
from apps.api.v1.noted import WORK, work_state
from apps.journal.models import AuditPack, JournalEntry, Seal
from apps.kernel.db import retrying
from apps.workflow import actions
from apps.workflow.models import HistoryCheck, HistoryDifference, Notice, NoticeState
from apps.workflow.tasks import make_audit_pack, run_history_check


class JournalEntrySerializer(serializers.ModelSerializer):
    """An entry as it was written; it is never changed. `payload`: what the act told, as JSON. `hash`: SHA-256 over it and `previous_hash`."""

    payload = serializers.SerializerMethodField()
    who = serializers.CharField(source="actor_label", read_only=True)

    class Meta:
        model = JournalEntry
        fields = (
            "id", "sequence", "type", "schema_version", "subject_kind", "subject_id", "from_state", "to_state", "payload", "who", "door", "reason",
            "request_id", "at", "previous_hash", "hash",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_payload(self, row: JournalEntry) -> Any:
        return row.payload


class JournalEntryFilter(filters.FilterSet):
    type = filters.CharFilter(field_name="type", help_text="Such as invoice.issued.")
    subject_kind = filters.CharFilter(field_name="subject_kind", help_text="Such as invoice.")
    subject_id = IdFilter(field_name="subject_id")
    sequence = IdFilter(field_name="sequence")

    class Meta:
        model = JournalEntry
        fields = ("type", "subject_kind", "subject_id", "sequence")


class JournalEntryView(NounView):
    """The journal: who did what, when, by which door and why. For webhooks and what was missed of them see /events."""

    model = JournalEntry
    serializer_class = JournalEntrySerializer
    filterset_class = JournalEntryFilter


class SealSerializer(serializers.ModelSerializer):
    """A signed range of the journal, from `first` to `last`. `root`: SHA-256 over its entries and `previous_root`; `signature`: Ed25519."""

    class Meta:
        model = Seal
        fields = ("id", "first", "last", "last_hash", "previous_root", "root", "signature", "key_id", "created_at")
        read_only_fields = fields


class SealView(NounView):
    """Seals of the journal."""

    model = Seal
    serializer_class = SealSerializer
    filter_backends: list[Any] = []


class _WorkSerializer(serializers.ModelSerializer):
    state = serializers.SerializerMethodField()

    @extend_schema_field(WORK)
    def get_state(self, row: Any) -> str:
        """By what the worker has written."""
        return work_state(row)


class HistoryCheckSerializer(_WorkSerializer):
    """A comparison of every row with its history. `cut`: there was more than it keeps."""

    row_count = serializers.IntegerField(read_only=True)
    compared_count = serializers.IntegerField(read_only=True)
    difference_count = serializers.IntegerField(read_only=True)
    cut = serializers.BooleanField(source="is_cut", read_only=True)

    class Meta:
        model = HistoryCheck
        fields = ("id", "state", "requested_by", "row_count", "compared_count", "difference_count", "cut", "error", "created_at", "started_at", "ended_at")
        read_only_fields = fields


class HistoryCheckView(NounView):
    """Comparisons of the books with their history."""

    model = HistoryCheck
    serializer_class = HistoryCheckSerializer
    filter_backends: list[Any] = []

    @extend_schema(
        request=Body, responses={202: HistoryCheckSerializer}, summary="Compare the books with their history",
        description="Noted here, done by a worker. One that waits or is at work is answered instead.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        self.body(Body)

        def act() -> HistoryCheck:
            check = actions.ask_history_check(actor=self.actor, at=self.at)  # type: ignore[arg-type]
            run_history_check.delay_on_commit(check.tenant_id, check.pk)
            return check

        return self.run(act, status=202)


class HistoryDifferenceSerializer(serializers.ModelSerializer):
    """A row that its history does not explain. `resolved_at`: since when it is found no more; null while it is there."""

    model = serializers.CharField(source="model_label", read_only=True)
    row = serializers.IntegerField(source="row_id", read_only=True)
    columns = serializers.SerializerMethodField()
    first_check = serializers.IntegerField(source="first_check_id", read_only=True)
    last_check = serializers.IntegerField(source="last_check_id", read_only=True)

    class Meta:
        model = HistoryDifference
        fields = ("id", "model", "row", "what", "columns", "first_check", "last_check", "first_seen_at", "last_seen_at", "resolved_at")
        read_only_fields = fields

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_columns(self, row: HistoryDifference) -> list[str]:
        return [name for name in row.columns.replace(" ", "").split(",") if name]


class HistoryDifferenceFilter(filters.FilterSet):
    resolved = FlagFilter(field_name="resolved_at", method="by_end", help_text="false: those that are still there.")

    class Meta:
        model = HistoryDifference
        fields = ("resolved",)

    def by_end(self, queryset: Any, name: str, value: bool) -> Any:
        """Whether it is found no more."""
        return queryset.filter(resolved_at__isnull=not value)


class HistoryDifferenceView(NounView):
    """What comparisons found."""

    model = HistoryDifference
    serializer_class = HistoryDifferenceSerializer
    filterset_class = HistoryDifferenceFilter


class AuditPackSerializer(_WorkSerializer):
    """A fiscal year in one signed file. `sha256`: of the whole file, hex. The file is removed 30 days after it was made."""

    year = serializers.IntegerField(read_only=True)
    done_count = serializers.IntegerField(read_only=True)
    total_count = serializers.IntegerField(read_only=True)
    size = serializers.IntegerField(read_only=True, help_text="Bytes.")

    class Meta:
        model = AuditPack
        fields = (
            "id", "year", "starts_on", "ends_before", "state", "requested_by", "done_count", "total_count", "size", "sha256", "error", "created_at",
            "started_at", "ended_at", "removed_at",
        )  # fmt: skip
        read_only_fields = fields


@extend_schema_serializer(examples=[OpenApiExample("A year", value={"year": 2026}, request_only=True)])
class AuditPackBody(Body):
    """The fiscal year, by the calendar year in which it begins."""

    year = serializers.IntegerField(min_value=1900, max_value=9998)


class AuditPackView(NounView):
    """Packs for the auditor: the journal, the history and the registers of a fiscal year, with a program that verifies them."""

    model = AuditPack
    serializer_class = AuditPackSerializer
    filter_backends: list[Any] = []

    @extend_schema(
        request=AuditPackBody, responses={202: AuditPackSerializer}, summary="Have a pack made",
        description="Noted here, made by a worker. One of that year that waits or is in the making is answered instead.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(AuditPackBody)

        def act() -> AuditPack:
            pack = actions.ask_audit_pack(asked["year"], actor=self.actor, at=self.at)  # type: ignore[arg-type]
            make_audit_pack.delay_on_commit(pack.tenant_id, pack.pk)
            return pack

        return self.run(act, status=202)

    @extend_schema(
        responses={(200, "application/zip"): OpenApiTypes.BINARY, (409, "application/problem+json"): PROBLEM_REF}, summary="The file of a pack",
        description="The journal notes who took it. Refused (409) while it is not ready and after it was removed.",
    )  # fmt: skip
    @action(detail=True, methods=["get"], url_path="pack.zip", url_name="pack", filter_backends=[], pagination_class=None, renderer_classes=[AnyFile])
    def pack(self, request: Request, pk: str) -> FileResponse:
        """Streamed."""
        row = self.get_object()
        found = retrying(lambda: actions.record_download(row.pk, actor=self.actor, at=self.at))  # type: ignore[arg-type]
        name = "-".join(found.stem.split("-")[:-2]) + ".zip"
        return FileResponse(found.open("rb"), as_attachment=True, filename=name, content_type="application/zip", headers={"Cache-Control": "no-store"})


class NoticeSerializer(serializers.ModelSerializer):
    """A mail about a journal entry. It holds no text: that is made when it is sent."""

    person = serializers.CharField(source="person.email", read_only=True)
    attempts = serializers.IntegerField(read_only=True)
    sequence = serializers.IntegerField(read_only=True)
    about = serializers.IntegerField(source="about_id", read_only=True)

    class Meta:
        model = Notice
        fields = ("id", "sequence", "person", "kind", "about", "in_digest", "state", "attempts", "message_id", "error", "created_at", "send_at", "next_at", "ended_at")
        read_only_fields = fields


class NoticeFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=NoticeState.choices)

    class Meta:
        model = Notice
        fields = ("state",)


class NoticeView(NounView):
    """Mails to people of the company."""

    model = Notice
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilter

    def base_queryset(self) -> Any:
        return Notice.objects.select_related("person")

    @extend_schema(
        request=ReasonBody, responses=NoticeSerializer, summary="Try a mail once more",
        description="One that failed, as often as a new one; under the Message-ID that it had. Refused (409) for another.",
    )  # fmt: skip
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def retry(self, request: Request, pk: str) -> Response:
        reason = self.body(ReasonBody)["reason"]
        self.expected_version()

        def act() -> Notice:
            row = self.get_object()
            actions.retry_notices([row.pk], actor=self.actor, at=self.at, reason=reason)  # type: ignore[arg-type]
            return Notice.objects.get(pk=row.pk)

        return self.run(act)
