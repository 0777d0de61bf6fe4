"""Reads of contracts that doors and acts share."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.formats import localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.clients.models import Client
from apps.clients.queries import search as search_clients
from apps.contracts.models import Amendment, BillingTerm, Contract, ContractDocument
from apps.kernel.actor import Actor
from apps.kernel.clock import local_date
from apps.kernel.errors import not_visible
from apps.kernel.money import format_money
from apps.tenants.models import Tenant
from apps.tenants.permission import permitted


def day_of(at: dt.datetime, tenant_id: int) -> dt.date:
    """The calendar day of the instant where the company is."""
    return local_date(at, Tenant.objects.values_list("time_zone", flat=True).get(pk=tenant_id))


def search(queryset: QuerySet[Contract], term: str) -> QuerySet[Contract]:
    """Contracts by the shape of the term: the start of a number, or the client as clients are searched."""
    term = term.strip()
    found = Q(number__startswith=term)
    if not re.search(r"\d", term) or re.fullmatch(r"\d{8}|\d{10}", term):
        clients = search_clients(Client.objects.all(), term).values_list("pk", flat=True)[:500]
        found |= Q(client_id__in=list(clients))
    return queryset.filter(found)


@dataclass(frozen=True)
class Difference:
    """One thing that an amendment changes, as a person reads it."""

    label: str
    before: str
    after: str


def differences(amendment: Amendment) -> list[Difference]:
    """What the amendment changes, in the reader's language: fields, then terms. Reads the contract for its currency."""
    currency = amendment.contract.currency
    found = [
        Difference(_label(Contract, name), _shown(Contract, name, old, currency), _shown(Contract, name, new, currency))
        for name, (old, new) in amendment.changes.get("fields", {}).items()
    ]
    for _term, old, new in amendment.changes.get("terms", []):
        found += _of_term(old, new, currency)
    return found


def _of_term(old: dict[str, Any] | None, new: dict[str, Any] | None, currency: str) -> list[Difference]:
    if old is None or new is None:
        return [Difference(gettext("Billing term"), _whole(old, currency), _whole(new, currency))]
    title = f"{gettext('Billing term')} «{old['description']}»"
    return [
        Difference(f"{title}: {_label(BillingTerm, name)}", _shown(BillingTerm, name, old[name], currency), _shown(BillingTerm, name, new[name], currency))
        for name in old
        if old[name] != new[name]
    ]


def _whole(values: dict[str, Any] | None, currency: str) -> str:
    if values is None:
        return "—"
    names = [name for name in values if name != "description" and values[name] not in (None, "", 0, False)]
    rest = "; ".join(f"{_label(BillingTerm, name)}: {_shown(BillingTerm, name, values[name], currency)}" for name in names)
    return f"{values['description']} ({rest})"


def _label(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def _shown(model: Any, name: str, value: Any, currency: str) -> str:
    if value is None or value == "":
        return "—"
    field = model._meta.get_field(name)
    if name.endswith("_minor"):
        return format_money(value, currency)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if name.endswith(("_on", "_before")):
        return str(localize(dt.date.fromisoformat(value)))
    if name == "owner_id":
        from apps.tenants.models import User

        return str(User.objects.filter(pk=value).values_list("email", flat=True).first() or value)
    return str(localize(value))


def documents_of(contract: Contract, actor: Actor) -> QuerySet[ContractDocument]:
    """The contract's documents that the actor may see. The contract itself was looked up through the permission filter."""
    return permitted(ContractDocument.objects.filter(contract=contract), actor, "view_contractdocument")


def get_document(contract_id: int, document_id: int, actor: Actor) -> ContractDocument:
    """The document, if the actor may see both it and its contract. Raises NotVisible."""
    contract = permitted(Contract.objects.filter(pk=contract_id), actor, "view_contract").first()
    found = documents_of(contract, actor).filter(pk=document_id).first() if contract is not None else None
    if found is None:
        raise not_visible()
    return found
