"""Reads of contracts that doors and acts share."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from apps.approvals.subjects import Told
from apps.clients.models import Client
from apps.clients.queries import search as search_clients
from apps.contracts.models import Amendment, BillingTerm, Contract, ContractDocument
from apps.contracts.payloads import HEAD, TERM
from apps.kernel.actor import Actor
from apps.kernel.clock import local_date
from apps.kernel.db import locked
from apps.kernel.errors import not_visible
from apps.tenants.models import Tenant
from apps.tenants.permission import permitted
from apps.workflow.wording import Words


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


def contract_id_of(amendment_id: int) -> int:
    """The contract of an amendment, or 0 where there is no such amendment."""
    return Amendment.objects.filter(pk=amendment_id).values_list("contract_id", flat=True).first() or 0


def lock_contract_of(amendment_id: int) -> None:
    """Locks the contract before its amendment: parents come before children."""
    locked(Contract.objects.filter(pk=contract_id_of(amendment_id))).first()


@dataclass(frozen=True)
class Difference:
    """One thing that an amendment changes, as a person reads it."""

    label: str
    before: str
    after: str


def differences(amendment: Amendment) -> list[Difference]:
    """What the amendment changes, in the reader's language: fields, then terms. Reads the contract for its currency."""
    return _differences(amendment.changes, amendment.contract.currency)


def _differences(changes: dict[str, Any], currency: str) -> list[Difference]:
    found = [
        Difference(_label(Contract, name), _shown(Contract, name, old, currency), _shown(Contract, name, new, currency))
        for name, (old, new) in changes.get("fields", {}).items()
    ]
    for _term, old, new in changes.get("terms", []):
        found += _of_term(old, new, currency)
    return found


def told_changes(changes: dict[str, Any], stands: dict[str, Any], currency: str) -> list[Told]:
    """What an amendment changes, one thing a line, and then how each field and term that it touches stands in the contract."""
    told = [Told(f"changes.{index}", item.label, f"{item.before} → {item.after}") for index, item in enumerate(_differences(changes, currency))]
    now = gettext("in the contract")
    told += [
        Told(f"stands.{name}", f"{_label(Contract, name)} ({now})", _shown(Contract, name, value, currency)) for name, value in stands["fields"].items()
    ]
    return told + [Told(f"stands.{pk}", f"{gettext('Billing term')} ({now})", _whole(values, currency)) for pk, values in stands["terms"].items()]


def told_contract(seen: dict[str, Any]) -> list[Told]:
    """A contract's content as a person reads it: its fields, then a line a billing term."""
    currency = seen["currency"]
    told = [Told(name, _label(Contract, name), _shown(Contract, name, seen.get(name), currency)) for name in HEAD]
    return told + [Told(f"terms.{place}", f"{gettext('Billing term')} {place}", _whole(term, currency)) for place, term in enumerate(seen["terms"], 1)]


def _of_term(old: dict[str, Any] | None, new: dict[str, Any] | None, currency: str) -> list[Difference]:
    if old is None or new is None:
        return [Difference(gettext("Billing term"), _whole(old, currency), _whole(new, currency))]
    title = f"{gettext('Billing term')} «{old['description']}»"
    return [
        Difference(f"{title}: {_label(BillingTerm, name)}", _shown(BillingTerm, name, old[name], currency), _shown(BillingTerm, name, new[name], currency))
        for name in TERM
        if old[name] != new[name]
    ]


def _whole(values: dict[str, Any] | None, currency: str) -> str:
    if values is None:
        return "—"
    names = [name for name in TERM if name != "description" and values.get(name) not in (None, "", 0, False)]
    rest = "; ".join(f"{_label(BillingTerm, name)}: {_shown(BillingTerm, name, values[name], currency)}" for name in names)
    return f"{values['description']} ({rest})"


def _label(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def _shown(model: Any, name: str, value: Any, currency: str) -> str:
    return Words((), currency=currency).value(model._meta.get_field(name), value)


def documents_of(contract: Contract, actor: Actor) -> QuerySet[ContractDocument]:
    """The contract's documents that the actor may see. The contract itself was looked up through the permission filter."""
    documents = ContractDocument.objects.filter(contract=contract)
    if actor.client_id is None and not actor.may("contracts.view_contractdocument"):
        return documents  # the one contract is shared with them, and so is what is attached to it
    return permitted(documents, actor, "view_contractdocument")


def get_document(contract_id: int, document_id: int, actor: Actor) -> ContractDocument:
    """The document, if the actor may see both it and its contract. Raises NotVisible."""
    contract = permitted(Contract.objects.filter(pk=contract_id), actor, "view_contract").first()
    found = documents_of(contract, actor).filter(pk=document_id).first() if contract is not None else None
    if found is None:
        raise not_visible()
    return found
