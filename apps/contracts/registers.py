"""The register of contracts for an audit pack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.contracts.models import Contract
from apps.journal.packing import Year, by_key, register_table
from apps.kernel.money import decimal_text


def contracts(year: Year) -> Iterator[list[Any]]:
    """Contracts whose time touches the year, whatever their state."""
    found = Contract.objects.filter(starts_on__lt=year.ends_before).filter(Q(ends_before=None) | Q(ends_before__gt=year.starts_on))
    for row in by_key(found.select_related("client", "owner", "signed_document")):
        yield [
            row.number, row.title, row.kind, row.client.code, row.client.legal_name, row.currency, decimal_text(row.value_minor, row.currency),
            row.starts_on, row.ends_before, row.signed_on, row.effective_on, row.renewal, row.terms_version, row.owner.email if row.owner else "",
            row.signed_document.sha256 if row.signed_document else "", row.state, row.pk,
        ]  # fmt: skip


def register() -> None:
    """Declares it. Called from ready()."""
    register_table(
        "contracts", explained=_("contracts whose time touches the year"), rows=contracts,
        columns=["number", "title", "kind", "client_code", "client", "currency", "value", "from", "to_not_included", "signed", "terminated_from",
                 "renewal", "version_of_terms", "owner", "signed_document_sha256", "state", "id"],
    )  # fmt: skip
