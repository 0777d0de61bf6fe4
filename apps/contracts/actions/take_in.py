"""Contracts from a table, with at most one recurring term each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.clients.models import Client
from apps.contracts.actions.draft import TermDraft, assign, term_rows
from apps.contracts.models import BillingTerm, Contract
from apps.contracts.payloads import contract_body, terms_body
from apps.contracts.states import ContractKind, Renewal, TermKind, Timing
from apps.contracts.transitions import TAKE_IN
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason, Refusal
from apps.kernel.money import to_minor
from apps.workflow import quarantine, storage
from apps.workflow.imports import Importer, ImportReport, no_day, parse_day, take_in
from apps.workflow.reading import Row, read_table
from apps.workflow.runner import creating

COLUMNS = {
    "number": ("номер", "contract", "договір"),
    "client_code": ("код клієнта", "client"),
    "title": ("назва", "предмет"),
    "kind": ("вид",),
    "currency": ("валюта",),
    "value": ("сума", "вартість"),
    "starts_on": ("від", "дата початку", "from"),
    "ends_before": ("до, не включно", "to"),
    "notice_days": ("попередження, днів",),
    "renewal": ("поновлення",),
    "renewal_months": ("поновлення, місяців",),
    "amount": ("сума за період",),
    "every_months": ("період, місяців",),
    "timing": ("оплата",),
    "tax_code": ("код пдв",),
    "description": ("опис",),
}
REQUIRED = ("number", "client_code", "title", "currency", "starts_on")
DOOR = "import:contracts"


@dataclass(frozen=True)
class _Parsed:
    contract: Contract
    terms: list[BillingTerm]
    client_code: str


def import_contracts(data: bytes, *, actor: Actor, at: dt.datetime, dry_run: bool = False) -> ImportReport:
    """Takes contracts in as drafts. Idempotent by number. A row with an amount gets one recurring term of it.

    Raises NotPermitted, and Invalid for a file that is no such table.
    """
    return take_in(_importer(actor), read_table(data, COLUMNS, REQUIRED), actor=actor, at=at, dry_run=dry_run)


def _importer(actor: Actor) -> Importer[_Parsed]:
    return Importer(
        door=DOOR, kind="contract", key_of=lambda row: row.cells.get("number", ""), parse=lambda row: _parse(row, actor), check=_check,
        store=_store,
    )  # fmt: skip


def _parse(row: Row, actor: Actor) -> _Parsed:
    cells, problems = row.cells, []
    currency = cells["currency"].upper()
    head: dict[str, Any] = {
        "number": cells["number"], "title": cells["title"], "currency": currency,
        "kind": _choice(cells, "kind", ContractKind.values, ContractKind.SUBSCRIPTION, problems),
        "renewal": _choice(cells, "renewal", Renewal.values, Renewal.NONE, problems),
        "starts_on": _date(cells, "starts_on", problems), "ends_before": _date(cells, "ends_before", problems),
        "notice_days": _whole(cells, "notice_days", 30, problems), "renewal_months": _whole(cells, "renewal_months", 0, problems),
    }  # fmt: skip
    if head["starts_on"] is None and not problems:
        problems.append(Reason("starts_on", _("The first day is missing."), "starts_on"))
    if cells.get("value"):
        try:
            head["value_minor"] = to_minor(_number(cells["value"]), currency)
        except Refusal as refusal:
            problems += [Reason(item.code, item.message, "value", item.params) for item in refusal.reasons]
    months = _whole(cells, "every_months", 1, problems)
    timing = _choice(cells, "timing", Timing.values, Timing.ADVANCE, problems)
    amount = _decimal(cells.get("amount", ""), problems)
    if problems:
        raise Invalid(problems)
    contract = Contract()
    assign(contract, head, actor=actor)
    drafts = []
    if amount is not None:
        text = cells.get("description") or contract.title
        drafts = [TermDraft(TermKind.RECURRING, text[:250], amount, cells.get("tax_code") or "20", every_months=months, timing=timing)]
    return _Parsed(contract, term_rows(contract, drafts), cells["client_code"])


def _number(text: str) -> str:
    return text.replace("\u00a0", "").replace(" ", "").replace(",", ".")


def _decimal(text: str, problems: list[Reason]) -> Decimal | None:
    if not text:
        return None
    try:
        return Decimal(_number(text))
    except InvalidOperation:
        problems.append(Reason("amount_not_a_number", _("“%(amount)s” is not an amount."), "amount", {"amount": text[:40]}))
        return None


def _date(cells: Mapping[str, str], name: str, problems: list[Reason]) -> dt.date | None:
    text = cells.get(name, "")
    day = parse_day(text)
    if text and day is None:
        problems.append(no_day(text, name))
    return day


def _whole(cells: Mapping[str, str], name: str, default: int, problems: list[Reason]) -> int:
    text = cells.get(name, "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 5):
        problems.append(Reason("whole", _("“%(text)s” is not a whole number."), name, {"text": text[:30]}))
        return default
    return int(text) if text else default


def _choice(cells: Mapping[str, str], name: str, values: Sequence[str], default: str, problems: list[Reason]) -> str:
    text = cells.get(name, "") or default
    if text not in values:
        problems.append(Reason("choice", _("“%(text)s” is none of %(values)s."), name, {"text": text[:30], "values": ", ".join(values)}))
    return text


def _check(items: Sequence[_Parsed]) -> dict[int, list[Reason]]:
    taken = set(Contract.objects.filter(number__in=[item.contract.number for item in items]).values_list("number", flat=True))
    clients = {client.code: client for client in Client.objects.filter(code__in={item.client_code for item in items})}
    against: dict[int, list[Reason]] = {}
    for index, item in enumerate(items):
        found, client = [], clients.get(item.client_code)
        if item.contract.number in taken:
            found.append(Reason("number_taken", _("Another contract has this number."), "number"))
        if client is None:
            found.append(Reason("no_client", _("There is no client with the code “%(code)s”."), "client_code", {"code": item.client_code[:30]}))
        elif client.state not in ("active", "prospect"):
            found.append(Reason("client_closed", _("The client is on hold or archived: no new contracts."), "client_code"))
        else:
            item.contract.client_id = client.pk
        if found:
            against[index] = found
    return against


def _store(items: Sequence[_Parsed], actor: Actor, at: dt.datetime) -> list[int]:
    terms = {id(item.contract): item.terms for item in items}
    with creating(TAKE_IN, Contract, actor=actor, at=at, reason="import") as batch:
        batch.add(*(item.contract for item in items))
        for item in items:
            for term in item.terms:
                term.contract_id = item.contract.pk
        storage.insert([term for item in items for term in item.terms], reason="import")
        batch.record(lambda row: contract_body(row) | {"terms": terms_body(terms[id(row)])})
    return [item.contract.pk for item in items]


quarantine.register(
    quarantine.Source(
        door=DOOR, label=_("Import of contracts"), permission="contracts.import_contracts", columns=COLUMNS, act=import_contracts,
        importer=lambda actor, _at: _importer(actor),
    )
)
