"""Clients from a table: code, name, EDRPOU, IBAN."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.clients.accounts import digest_of
from apps.clients.identifiers import check_iban, check_tax_id, normal_iban
from apps.clients.models import Client, ClientIban
from apps.clients.payloads import client_body
from apps.clients.queries import search_text_of
from apps.clients.states import ClientKind
from apps.clients.transitions import CREATE
from apps.kernel.actor import Actor
from apps.kernel.db import reasons_of
from apps.kernel.errors import Invalid, Reason
from apps.kernel.money import is_currency
from apps.workflow import quarantine, storage
from apps.workflow.imports import Importer, ImportReport, currency_named, take_in
from apps.workflow.reading import Row, read_table
from apps.workflow.runner import creating

COLUMNS = {
    "code": ("код", "client_code", "код клієнта", "код контрагента"),
    "name": ("назва", "legal_name", "найменування", "наименование", "контрагент"),
    "edrpou": ("єдрпоу", "tax_id", "ipn", "рнокпп", "код за єдрпоу", "код єдрпоу", "код по егрпоу", "егрпоу", "окпо"),
    "iban": ("рахунок", "основний рахунок", "банківський рахунок", "основной счет", "банковский счет", "расчетный счет"),
    "vat_number": ("ipn_vat", "іпн", "инн", "індивідуальний податковий номер", "индивидуальный налоговый номер"),
    "address": ("адреса", "billing_address", "юридична адреса", "адрес", "юридический адрес"),
    "email": ("пошта", "електронна пошта", "электронная почта", "e-mail"),
    "payment_terms_days": ("термін оплати",),
    "currency": ("валюта", "валюта взаєморозрахунків", "валюта взаиморасчетов"),
}
DOOR = "import:clients"


@dataclass(frozen=True)
class _Parsed:
    client: Client
    iban: str


def import_clients(data: bytes, *, actor: Actor, at: dt.datetime, dry_run: bool = False) -> ImportReport:
    """Takes in clients from a CSV with at least code and name. Idempotent by code.

    A tax id or IBAN whose check digits fail is taken with a warning: the table says how the payer is known.
    Raises Invalid for a file that is no such table.
    """
    return take_in(_importer(), read_table(data, COLUMNS, ("code", "name")), actor=actor, at=at, dry_run=dry_run)


def _importer() -> Importer[_Parsed]:
    return Importer(
        door=DOOR, kind="client", key_of=lambda row: row.cells.get("code", ""), parse=_parse, check=_check, store=_store,
        warn=_warn,
    )  # fmt: skip


def _parse(row: Row) -> _Parsed:
    cells = row.cells
    edrpou = cells.get("edrpou", "")
    client = Client(
        code=cells["code"], legal_name=cells["name"], edrpou=edrpou, vat_number=cells.get("vat_number", ""),
        kind=ClientKind.SOLE_TRADER if len(edrpou) == 10 else ClientKind.COMPANY, billing_address=cells.get("address", ""),
        currency=currency_named(cells.get("currency") or "UAH"),
    )  # fmt: skip
    days = cells.get("payment_terms_days", "")
    if days:
        if not days.isdigit() or int(days) > 3650:
            raise Invalid(Reason("payment_terms_days", _("The payment term must be a number of days."), "payment_terms_days"))
        client.payment_terms_days = int(days)
    if not is_currency(client.currency):
        raise Invalid(Reason("currency", _("A currency is three letters of ISO 4217, such as UAH."), "currency"))
    client.search_text = search_text_of(client)
    try:
        client.clean_fields(exclude=["tenant", "account_manager", "created_at", "updated_at", "tags"])
    except ValidationError as error:
        raise Invalid(reasons_of(error)) from None
    iban = normal_iban(cells.get("iban", ""))
    if len(iban) > 34:
        raise Invalid(Reason("iban", _("An IBAN has at most 34 characters."), "iban"))
    return _Parsed(client, iban)


def _check(items: Sequence[_Parsed]) -> dict[int, list[Reason]]:
    taken = set(Client.objects.filter(code__in=[item.client.code for item in items]).values_list("code", flat=True))
    reason = Reason("code_taken", _("Another client has this code."), "code")
    return {index: [reason] for index, item in enumerate(items) if item.client.code in taken}


def _warn(item: _Parsed) -> list[Reason]:
    found = []
    problem = check_tax_id(item.client.edrpou, item.client.kind)
    if problem:
        found.append(Reason("tax_id", problem, "edrpou"))
    problem = check_iban(item.iban) if item.iban else None
    if problem:
        found.append(Reason("iban", problem, "iban"))
    return found


def _store(items: Sequence[_Parsed], actor: Actor, at: dt.datetime) -> list[int]:
    ibans = {id(item.client): item.iban for item in items}
    for item in items:
        item.client.ibans_digest = digest_of([item.iban] if item.iban else [])
    with creating(CREATE, Client, actor=actor, at=at, reason="import") as batch:
        batch.add(*(item.client for item in items))
        storage.insert([ClientIban(client=item.client, iban=item.iban) for item in items if item.iban])
        batch.record(lambda row: client_body(row) | {"ibans": [ibans[id(row)]] if ibans[id(row)] else []})
    return [item.client.pk for item in items]


quarantine.register(
    quarantine.Source(
        door=DOOR, label=_("Import of clients"), permission="clients.create_client", columns=COLUMNS, act=import_clients,
        importer=lambda _actor, _at: _importer(),
    )
)
