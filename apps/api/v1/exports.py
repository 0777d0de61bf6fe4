"""Lists taken away as files: asked for, made by a worker, opened by a signed link."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import FileResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.platform.documents import PublicView
from apps.api.platform.downloads import AnyFile
from apps.api.platform.fields import Body
from apps.api.platform.queries import BadQuery, check_parameters
from apps.api.platform.views import NounView
from apps.kernel import clock
from apps.kernel.errors import Reason
from apps.workflow import actions
from apps.workflow.exports import MEDIA_TYPES
from apps.workflow.models import Export, ExportFormat
from apps.workflow.tasks import make_export


class ExportSerializer(serializers.ModelSerializer):
    """An export. `state`: queued, running, ready, failed, expired. `rows`: written so far, of `total`. `sha256`: of the whole file, hex; empty
    until it is ready. `error`: why it failed. The file is kept for seven days."""

    filters = serializers.DictField(child=serializers.CharField(), read_only=True)
    fields = serializers.ListField(child=serializers.CharField(), read_only=True)  # type: ignore[assignment]
    state = serializers.CharField(read_only=True)
    rows = serializers.IntegerField(source="row_count", read_only=True)
    total = serializers.IntegerField(source="total_count", read_only=True)
    percent = serializers.IntegerField(read_only=True)
    size = serializers.IntegerField(read_only=True, help_text="Bytes.")

    class Meta:
        model = Export
        fields = (
            "id", "noun", "format", "filters", "fields", "language", "state", "rows", "total", "percent", "size", "sha256", "error", "created_at", "started_at",
            "ended_at", "removed_at",
        )  # fmt: skip
        read_only_fields = fields


class ExportWithLinkSerializer(ExportSerializer):
    """With a link to its file that needs no key; null where there is none, and for everybody but who asked for it. It is new in each answer, ends at
    `link_ends_at`, and opens for as long as who asked may see such records."""

    link = serializers.SerializerMethodField()
    link_ends_at = serializers.SerializerMethodField()

    class Meta(ExportSerializer.Meta):
        fields = (*ExportSerializer.Meta.fields, "link", "link_ends_at")
        read_only_fields = fields

    def get_link(self, row: Export) -> str | None:
        token = self._token(row)
        return f"{settings.SITE_URL}{reverse('api:export-file', args=[row.pk])}?token={token}" if token else None

    def get_link_ends_at(self, row: Export) -> dt.datetime | None:
        return self.context["at"] + actions.LINK_LASTS if self._token(row) else None

    def _token(self, row: Export) -> str:
        if "_token" not in row.__dict__:
            row.__dict__["_token"] = actions.token_of(row, actor=self.context["actor"], at=self.context["at"])
        return str(row.__dict__["_token"])


@extend_schema_serializer(examples=[OpenApiExample("What is overdue", value={
    "noun": "invoices", "filters": {"overdue": "true"}, "fields": ["number", "client", "due_on", "open"], "format": "xlsx",
}, request_only=True)])
class ExportBody(Body):
    """`noun`: the address of a list, such as invoices. `filters`: its query parameters, each value as it stands in a query. `fields`: as `fields` of that
    list; all of them if left out."""

    noun = serializers.CharField(max_length=40)
    format = serializers.ChoiceField(choices=ExportFormat.choices)
    filters = serializers.DictField(child=serializers.CharField(max_length=200), required=False)
    fields = serializers.ListField(child=serializers.CharField(max_length=60), required=False, max_length=100)  # type: ignore[assignment]


class ExportFilter(filters.FilterSet):
    noun = filters.CharFilter(field_name="noun", help_text="The address of a list.")
    format = filters.ChoiceFilter(choices=ExportFormat.choices)

    class Meta:
        model = Export
        fields = ("noun", "format")


class ExportView(NounView):
    """Lists as files of any length. Asked for here and made by a worker; poll one until its state is `ready`."""

    model = Export
    serializer_class = ExportSerializer
    exportable = False
    filterset_class = ExportFilter

    def get_serializer_class(self) -> Any:
        return ExportWithLinkSerializer if self.action == "retrieve" else ExportSerializer

    def get_serializer_context(self) -> dict[str, Any]:
        return super().get_serializer_context() | {"at": getattr(self, "at", None)}

    @extend_schema(
        request=ExportBody, responses={202: ExportSerializer}, summary="Ask for a list as a file",
        description="Queued here, made by a worker with the rights that the caller has then. Headings of CSV and XLSX are in the language of Accept-Language; "
        "JSON Lines has a record a line, as the list tells it in the version of this request.",
    )  # fmt: skip
    def create(self, request: Request) -> Response:
        asked = self.body(ExportBody)
        language = get_language() or settings.LANGUAGE_CODE

        def act() -> Export:
            made = actions.ask_export(
                asked["noun"], asked["format"], actor=self.actor, at=self.at, language=language, version=self.version,  # type: ignore[arg-type]
                filters=asked.get("filters"), fields=asked.get("fields", ()),
            )  # fmt: skip
            make_export.delay_on_commit(made.tenant_id, made.pk)
            return made

        return self.run(act, status=202)


class ExportFileView(PublicView):
    """The file of a signed link. The link is the key: it is of one file, and ends after an hour."""

    renderer_classes = (AnyFile,)

    def get(self, request: Request, pk: str) -> FileResponse:
        check_parameters(request.query_params, {"token"})
        token = request.query_params.get("token")
        if token is None:
            raise BadQuery(Reason("required", _("The link is not whole: its token is missing."), "token"))
        export, path = actions.open_link(int(pk), token, at=clock.now())
        answer = FileResponse(path.open("rb"), as_attachment=True, filename=actions.file_name_of(export), content_type=MEDIA_TYPES[export.format])
        answer["Cache-Control"], answer["Referrer-Policy"] = "no-store", "no-referrer"
        return answer
