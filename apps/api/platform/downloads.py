"""Answers that are files. Their renderers only let the media type be asked for; the body is made by the view."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from rest_framework.renderers import BaseRenderer


class CSV(BaseRenderer):
    """A table as text, UTF-8."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> Any:
        return data


class XLSX(CSV):
    """A workbook."""

    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"
    charset = None  # type: ignore[assignment]
    render_style = "binary"


class PDF(XLSX):
    """A paper."""

    media_type = "application/pdf"
    format = "pdf"


class AnyFile(CSV):
    """A file of whatever type was attached."""

    media_type = "*/*"
    format = "file"
    charset = None  # type: ignore[assignment]
    render_style = "binary"


def download(body: bytes, kind: type[BaseRenderer], name: str) -> HttpResponse:
    """The file, to be saved under the name."""
    charset = f"; charset={kind.charset}" if kind.charset else ""
    return HttpResponse(
        body, content_type=f"{kind.media_type}{charset}", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
