"""Batches of ISO 20022: one entry that stands for several transactions, taken apart where its details add up to it.

A detail's amount is its own Amt with CdtDbtInd (from version 3 on), or AmtDtls/TxAmt with the entry's direction; charges are those of the
detail (Chrgs, or Chrgs/Rcrd) and of the entry, of which those that are included in the amount (ChrgInclInd) were taken off it. Nothing is
guessed: what does not add up to the minor unit stays whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from apps.payments.parsers.xml_paths import find, minor_of, text_of


@dataclass(frozen=True)
class Part:
    """One transaction of an entry, or one charge of it. `amount_minor` is signed; `detail` is where it stands."""

    detail: Any
    amount_minor: int
    is_charge: bool = False


def parts_of(entry: Any, details: Sequence[Any], *, amount_minor: int, currency: str) -> list[Part]:
    """The transactions of an entry in their order, each before its charges; none where it is one transaction without charges, or where they do not
    add up to the entry."""
    found: list[Part] = []
    for detail in details:
        minor = _amount(detail, amount_minor, currency)
        if minor is None:
            return []
        charges = _charges(detail, currency)
        if charges is None:
            return []
        found += [Part(detail, minor), *charges]
    of_entry = _charges(entry, currency)
    without = sum(part.amount_minor for part in found)
    if of_entry and without != amount_minor:
        found += of_entry
    if len(found) < 2:
        return []
    if sum(part.amount_minor for part in found) == amount_minor:
        return found
    net = [part for part in found if not part.is_charge]  # amounts that the charges never touched
    return net if len(net) > 1 and sum(part.amount_minor for part in net) == amount_minor else []


def _amount(detail: Any, entry_minor: int, currency: str) -> int | None:
    amount, direction = find(detail, "Amt"), text_of(detail, "CdtDbtInd")
    if amount is None:
        amount = find(detail, "AmtDtls/TxAmt/Amt")
    if amount is None or amount.get("Ccy", currency) != currency:
        return None
    minor = minor_of(amount.text or "", currency, amount)
    if minor < 0:
        return None
    negative = direction == "DBIT" if direction else entry_minor < 0
    return -minor if negative else minor


def _charges(holder: Any, currency: str) -> list[Part] | None:
    """The charges that were taken off the amount beside them; None where one is in another currency."""
    charges = find(holder, "Chrgs")
    if charges is None:
        return []
    found = []
    for record in [*charges.iterchildren("{*}Rcrd")] or [charges]:
        amount = find(record, "Amt")
        if amount is None or text_of(record, "ChrgInclInd").lower() in ("false", "0"):
            continue
        if amount.get("Ccy", currency) != currency:
            return None
        minor = minor_of(amount.text or "", currency, amount)
        if minor:
            found.append(Part(record, minor if text_of(record, "CdtDbtInd") == "CRDT" else -minor, is_charge=True))
    return found
