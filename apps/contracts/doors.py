"""What the doors of documents share: the answer that hands a file out."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from apps.contracts import files
from apps.contracts.models import ContractDocument


def document_answer(document: ContractDocument) -> HttpResponse:
    """The file as a download, never shown in place: nothing in it runs as ours. The document was looked up through the
    permission filter. Raises Refused if the stored file is not the one that was attached."""
    answer = HttpResponse(files.FILES.read(document.tenant_id, document.sha256), content_type=document.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, document.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
