"""What might settle one line, asked for now: the engine itself, over the few invoices that can concern it.

The candidates are those of the payer (by IBAN, tax id, a tax id in the text, or an account from which people decided before that it pays
for the client), those whose number stands in the text, and those open for exactly the amount. A run sees all invoices and may know better; what is said here is for a person to decide.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from apps.clients.models import Client, ClientIban
from apps.invoices.models import Invoice
from apps.invoices.states import OPEN
from apps.kernel.actor import Actor
from apps.payments.models import BankAccount, StatementLine
from apps.reconciliation.actions.rule_sets import current_rule_set, engine_rules
from apps.reconciliation.engine import Engine, Line, OwnAccount, Result
from apps.reconciliation.inputs import INVOICE, client_facts, line_key, open_invoice
from apps.reconciliation.models import Match, MatchItem
from apps.tenants.permission import permitted

MOST_OF_CLIENT, MOST_OF_AMOUNT, MOST_TOKENS, MOST_OF_ACCOUNT = 200, 20, 40, 200
_NUMBER = re.compile(r"[^\s,;:()«»\"']*\d[^\s,;:()«»\"']*")
_TAX_ID = re.compile(r"(?<!\d)(?:\d{8}|\d{10})(?!\d)")


@dataclass(frozen=True)
class Suggestion:
    """The engine's answer, and the keys of the invoices that it was given, by number."""

    result: Result
    invoices: dict[str, Invoice]

    def likely(self) -> QuerySet[Invoice]:
        """The invoices as rows to choose from."""
        return Invoice.objects.filter(pk__in=[row.pk for row in self.invoices.values()])

    def amounts(self) -> dict[int, int]:
        """Minor units by invoice key, as the answer says."""
        return {self.invoices[number].pk: minor for number, minor in self.result.pairs}


def suggest(line: StatementLine, *, actor: Actor, at: dt.datetime) -> Suggestion:
    """At most eleven queries, each by an index. Needs a bound tenant."""
    paid_for = _paid_for(line)
    payers = sorted({*_payers(line), *paid_for})
    invoices = {row.number or "": row for row in candidates(line, payers, actor)}
    owners = sorted({row.client_id for row in invoices.values()} | set(payers))
    clients = {row.pk: row for row in Client.objects.filter(pk__in=owners)}
    ibans: dict[int, list[str]] = {}
    for client_id, iban in ClientIban.objects.filter(client_id__in=owners).values_list("client_id", "iban"):
        ibans.setdefault(client_id, []).append(iban)
    facts = [
        client_facts(row.code, (row.legal_name, row.short_name), (row.edrpou, row.vat_number), ibans=ibans.get(row.pk, ()),
                     paid_from=[line.counterparty_iban] if row.pk in paid_for and line.counterparty_iban not in ibans.get(row.pk, ()) else ())
        for row in sorted(clients.values(), key=lambda item: item.code)
    ]  # fmt: skip
    book = [
        open_invoice([getattr(row, name) for name in INVOICE], clients[row.client_id].code, open_minor=row.open_minor, was_open=row.state in OPEN)
        for _number, row in sorted(invoices.items())
    ]
    own = [OwnAccount(iban) for iban in BankAccount.objects.order_by("iban").values_list("iban", flat=True).distinct()]
    engine = Engine(engine_rules(current_rule_set(line.tenant_id, at=at)), facts, book, own)
    return Suggestion(next(iter(engine.match([_as_line(line)]))), invoices)


def candidates(line: StatementLine, payers: list[int], actor: Actor) -> list[Invoice]:
    """The invoices that can concern the line, those that the actor may see."""
    seen = permitted(Invoice.objects.exclude(kind__in=["proforma", "credit_note"]), actor, "view_invoice").only(*INVOICE)
    payable = seen.filter(state__in=OPEN, open_minor__gt=0, currency=line.currency)
    found: list[Invoice] = []
    if payers:
        found += payable.filter(client_id__in=payers).order_by("due_on", "pk")[:MOST_OF_CLIENT]
    tokens = sorted({part for token in _NUMBER.findall(line.remittance) for part in _spellings(token)})[:MOST_TOKENS]
    if tokens:
        found += seen.filter(number__in=tokens)
    if line.amount_minor > 0:
        found += payable.filter(open_minor=line.amount_minor).order_by("pk")[:MOST_OF_AMOUNT]
    return list({row.pk: row for row in found}.values())


def likely(line: StatementLine, actor: Actor) -> QuerySet[Invoice]:
    """The same as rows to choose from."""
    return Invoice.objects.filter(pk__in=[row.pk for row in candidates(line, sorted({*_payers(line), *_paid_for(line)}), actor)])


def _payers(line: StatementLine) -> list[int]:
    """Keys of the clients by whose account or tax id the payer is known; a tax id in the text counts too."""
    found: set[int] = set()
    if line.counterparty_iban:
        found |= set(ClientIban.objects.filter(iban=line.counterparty_iban).values_list("client_id", flat=True)[:10])
    codes = {code for code in (line.counterparty_tax_id, *_TAX_ID.findall(line.remittance)[:5]) if code}
    if codes:
        found |= set(Client.objects.filter(Q(edrpou__in=codes)).values_list("pk", flat=True)[:10])
    return sorted(found)


def _paid_for(line: StatementLine) -> set[int]:
    """Keys of the clients whose invoices were paid from the payer's account, as people decided: by its last lines."""
    if not line.counterparty_iban:
        return set()
    lines = StatementLine.objects.filter(counterparty_iban=line.counterparty_iban).order_by("-pk").values_list("pk", flat=True)[:MOST_OF_ACCOUNT]
    of_people = Match.objects.filter(live_key__in=list(lines), state="accepted").exclude(decided_by__startswith="system:")
    chosen = MatchItem.objects.filter(match__in=of_people, alternative=F("match__chosen_alternative"))
    return set(chosen.order_by().values_list("invoice__client_id", flat=True).distinct()[:10])


def _spellings(token: str) -> list[str]:
    token = token.strip(".-/№#")
    return [token, token.upper()] if len(token) >= 3 else []


def _as_line(line: StatementLine) -> Line:
    return Line(
        line_key(line.reference, line.entry_key), line.booked_on.isoformat(), line.amount_minor, line.currency, line.counterparty_name,
        line.counterparty_iban, line.counterparty_tax_id, line.remittance, line.reference, line.end_to_end_id,
    )  # fmt: skip
