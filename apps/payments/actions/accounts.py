"""The company's bank accounts."""

from __future__ import annotations

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.db import reasons_of
from apps.kernel.errors import Invalid, Reason
from apps.kernel.money import is_currency
from apps.payments.models import BankAccount
from apps.payments.parsers import Header
from apps.payments.transitions import CLOSE_ACCOUNT, OPEN_ACCOUNT, REOPEN_ACCOUNT, UPDATE_ACCOUNT
from apps.tenants.models import Tenant
from apps.workflow.runner import Batch, creating, performing


def open_account(
    iban: str, currency: str, *, actor: Actor, at: dt.datetime, name: str = "", bank_name: str = "", reason: str = ""
) -> BankAccount:
    """Begins to keep a bank account. Raises NotPermitted, Invalid, Refused for one that is kept already."""
    if not is_currency(currency.upper()):
        raise Invalid(Reason("currency", _("“%(value)s” is not a currency of ISO 4217."), "currency", {"value": currency[:10]}))
    row = BankAccount(iban=_number(iban), currency=currency.upper(), name=name, bank_name=bank_name)
    _clean(row)
    with creating(OPEN_ACCOUNT, BankAccount, actor=actor, at=at, reason=reason) as batch:
        batch.add(row)
        _record(batch)
    return row


def update_account(
    account_id: int, *, actor: Actor, at: dt.datetime, name: str | None = None, bank_name: str | None = None, reason: str = "",
    expected_version: int | None = None,
) -> BankAccount:  # fmt: skip
    """Changes the names; number and currency are what the account is. None leaves a value as it is."""
    with performing(UPDATE_ACCOUNT, BankAccount, account_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        row = batch.row
        row.name = row.name if name is None else name
        row.bank_name = row.bank_name if bank_name is None else bank_name
        _clean(row)
        _record(batch)
    return row


def close_account(account_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> BankAccount:
    """open -> closed: takes no more statements; what it has stays and can be reconciled."""
    with performing(CLOSE_ACCOUNT, BankAccount, account_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        _record(batch)
    return batch.row


def reopen_account(
    account_id: int, *, actor: Actor, at: dt.datetime, reason: str = "", expected_version: int | None = None
) -> BankAccount:
    """closed -> open."""
    with performing(REOPEN_ACCOUNT, BankAccount, account_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        _record(batch)
    return batch.row


def account_for(
    header: Header, *, actor: Actor, at: dt.datetime, account_id: int | None = None, account_number: str = ""
) -> BankAccount:
    """The account of a statement: the one that the file names, opened if it is new; for a file that names none the
    one that the user named. A file without a currency is taken to be in the account's, or the company's.

    Raises Invalid where nobody says which account it is; NotPermitted where a new one may not be opened.
    """
    number, currency = _number(header.account) or _number(account_number), header.currency.upper()
    if not number:
        account = BankAccount.objects.filter(pk=account_id).first() if account_id else None
        if account is None:
            raise Invalid(Reason("no_account", _("The file does not say which account it is of. Choose the account."), "account"))
        return account
    kept = list(BankAccount.objects.filter(iban=number))
    if not currency:
        currency = kept[0].currency if len(kept) == 1 else Tenant.objects.get(pk=actor.tenant_id).currency
    found = next((account for account in kept if account.currency == currency), None)
    return found or open_account(number, currency, actor=actor, at=at)


def _number(text: str) -> str:
    return re.sub(r"\s", "", text).upper()


def _clean(row: BankAccount) -> None:
    try:
        row.clean_fields()
    except ValidationError as error:
        raise Invalid(reasons_of(error)) from None


def _record(batch: Batch[BankAccount]) -> None:
    batch.record(
        lambda account: {"iban": account.iban, "currency": account.currency, "name": account.name, "bank_name": account.bank_name}
    )
