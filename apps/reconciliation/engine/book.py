"""The open invoices and known payers of a run, indexed, with the running open amounts.

Nothing here scans all invoices per line: payers, numbers and amounts are dictionaries, and a client's own
invoices are a list of that client. Indexes of a client's amounts are built when the client is first met.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .facts import ClientFacts, OpenInvoice, OwnAccount, Pairs
from .folding import LETTERS, compact, fold
from .references import References
from .texts import LEGAL_FORMS, words_of

TOO_MANY = 50
COMMON = 1000
_FEW = 20
_MAX_NAME_WORDS = 5
Amounts = dict[int, list[int]]


def normal_name(name: str) -> str:
    """A company or person's name without its legal form, punctuation and case."""
    return "".join([word for word in words_of(fold(name)) if word not in LEGAL_FORMS])


def normal_account(account: str) -> str:
    """An IBAN or tax number without spaces, in capitals."""
    if account.isdecimal() or (account.isupper() and account.isalnum()):
        return account  # as nearly all are
    return "".join(account.split()).upper()


class Book:
    """Invoices by position (sorted by key, so positions do not depend on the input's order).

    `start` are the open amounts when the run began, `left` what is still open now. Only `take` changes `left`.
    """

    def __init__(
        self,
        clients: Iterable[ClientFacts],
        invoices: Iterable[OpenInvoice],
        own_accounts: Iterable[OwnAccount],
        consumed: Mapping[str, int],
    ) -> None:
        self.invoices: list[OpenInvoice] = sorted(invoices, key=lambda invoice: invoice.key)
        places = list(range(len(self.invoices)))  # the same objects wherever a place is kept
        self.position: dict[str, int] = {invoice.key: at for at, invoice in zip(places, self.invoices, strict=True)}
        if len(self.position) != len(self.invoices):
            raise ValueError("Two invoices have the same key.")
        self.client_keys: list[str] = []
        self._client_at: dict[str, int] = {}
        self.ibans: dict[str, tuple[int, ...]] = {}
        self.tax_ids: dict[str, tuple[int, ...]] = {}
        self._names: dict[str, tuple[int, ...]] = {}
        self.paid_from: dict[str, tuple[int, ...]] = {}
        for client in sorted(clients, key=lambda facts: facts.key):
            self._add_client(client)
        self.owner: list[int] = [self._client(invoice.client_key) for invoice in self.invoices]
        self.start: list[int] = [max(invoice.open_minor, 0) for invoice in self.invoices]
        self.left: list[int] = list(self.start)
        self.references = References(
            [invoice.number for invoice in self.invoices],
            [invoice.payment_reference for invoice in self.invoices],
            places,
        )
        self.own_ibans = frozenset(normal_account(account.iban) for account in own_accounts if account.iban)
        self._of_client: dict[tuple[int, str], list[int]] = {}
        for at, invoice in zip(places, self.invoices, strict=True):
            self._of_client.setdefault((self.owner[at], invoice.currency), []).append(at)
        self._amounts: dict[tuple[int, str], tuple[Amounts, Amounts]] = {}
        self._all_amounts: dict[tuple[str, int], list[int]] | None = None
        self._contracts = self._by_contract()
        for key, amount in sorted(consumed.items()):
            self.take(((key, amount),))

    def _client(self, key: str) -> int:
        at = self._client_at.get(key)
        if at is None:
            at = self._client_at[key] = len(self.client_keys)
            self.client_keys.append(key)
        return at

    def _add_client(self, client: ClientFacts) -> None:
        if client.key in self._client_at:
            raise ValueError(f"Two clients have the key {client.key!r}.")
        me = (self._client(client.key),)
        for table, values in (
            (self.ibans, [normal_account(iban) for iban in client.ibans]),
            (self.tax_ids, [normal_account(tax_id) for tax_id in client.tax_ids]),
            (self._names, [normal_name(name) for name in client.names]),
            (self.paid_from, [normal_account(iban) for iban in client.paid_from]),
        ):
            for value in values:
                if value and me[0] not in table.get(value, ()):
                    table[value] = table[value] + me if value in table else me

    def by_account(self, table: dict[str, tuple[int, ...]], value: str) -> tuple[int, ...]:
        """The clients that hold an IBAN or tax number; empty when nobody does."""
        return table.get(value) or table.get(normal_account(value), ())

    def by_name(self, name: str) -> tuple[int, ...]:
        """The clients of exactly this name, legal form aside."""
        return self._names.get(normal_name(name), ()) if name else ()

    def named_in(self, folded: str) -> tuple[int, ...]:
        """The clients whose names stand in a (folded) text beside a legal form: "за ТОВ «Зоря»", "for Meadow Ltd"."""
        words = words_of(folded)
        found: list[int] = []
        for at, word in enumerate(words):
            if word in LEGAL_FORMS:
                for length in range(1, _MAX_NAME_WORDS + 1):
                    found += self._names.get("".join(words[at + 1 : at + 1 + length]), ())
                    found += self._names.get("".join(words[max(0, at - length) : at]), ())
        return tuple(dict.fromkeys(found))

    def _by_contract(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        skeletons: dict[str, str] = {"": ""}
        for at, invoice in enumerate(self.invoices):
            key = skeletons.get(invoice.contract)
            if key is None:
                key = skeletons[invoice.contract] = compact(fold(invoice.contract))
            known = found.get(key, ())
            if invoice.contract and self.owner[at] not in known:
                found[key] = (*known, self.owner[at])
        return found

    def by_contract(self, skeleton: str) -> tuple[int, ...]:
        """The clients whose invoices stand under a contract of this number (letters and digits only, folded)."""
        return self._contracts.get(skeleton, ())

    def contract_letters(self) -> frozenset[str]:
        """What the numbers of contracts begin with, of those that begin with letters."""
        return frozenset(filter(None, (LETTERS.match(key)[0] for key in self._contracts)))  # type: ignore[index]

    def of_client(self, client: int, currency: str) -> Sequence[int]:
        """All invoices of a client in a currency, by key, settled ones included."""
        return self._of_client.get((client, currency), ())

    def _client_amounts(self, client: int, currency: str) -> tuple[Amounts, Amounts]:
        """A client's invoices by their amount at the start, and by the rest of those that were paid in part."""
        tables = self._amounts.get((client, currency))
        if tables is None:
            tables = self._amounts[(client, currency)] = ({}, {})
            whole, rests = tables
            for at in self.of_client(client, currency):
                whole.setdefault(self.start[at], []).append(at)
                if 0 < self.left[at] != self.start[at]:
                    rests.setdefault(self.left[at], []).append(at)
        return tables

    def open_for(self, clients: Iterable[int], currency: str, amount: int) -> tuple[list[int], list[int]]:
        """Invoices of these clients open for exactly a (positive) amount: now, and only when the run began.

        Both are cut off: who has more than `TOO_MANY` equal invoices is ambiguous anyway.
        """
        now: list[int] = []
        before: list[int] = []
        left = self.left
        for client in clients:
            whole, rests = self._at_amount(client, currency, amount)
            for at in whole:
                if left[at] == amount:
                    now.append(at)
                    if len(now) > TOO_MANY:
                        return now, before
                elif not before:
                    before.append(at)
            if rests:
                now += sorted({at for at in rests if left[at] == amount and self.start[at] != amount})
        return now, before

    def _at_amount(self, client: int, currency: str, amount: int) -> tuple[Sequence[int], Sequence[int]]:
        """A client's invoices that had exactly a (positive) amount open at the start, and others that may have it open now. Those of a
        client with few invoices are looked through, which is faster than to make tables of them."""
        own = self._of_client.get((client, currency), ())
        if len(own) > _FEW:
            by_start, by_rest = self._client_amounts(client, currency)
            return by_start.get(amount, ()), by_rest.get(amount, ())
        start, left = self.start, self.left
        found = [at for at in own if start[at] == amount or left[at] == amount]
        return [at for at in found if start[at] == amount], [at for at in found if start[at] != amount]

    def open_for_anyone(self, currency: str, amount: int) -> list[int]:
        """Invoices of any client that stood open for exactly this amount at the start, and still do.

        None for an amount so common that it says nothing.
        """
        if self._all_amounts is None:
            self._all_amounts = {}
            for at, invoice in enumerate(self.invoices):
                self._all_amounts.setdefault((invoice.currency, self.start[at]), []).append(at)
        found = self._all_amounts.get((currency, amount), ())
        return [at for at in found if self.left[at] == amount] if len(found) <= COMMON else []

    def take(self, pairs: Pairs) -> None:
        """Moves money onto invoices. Raises ValueError when that is more than an invoice has open."""
        for key, amount in pairs:
            at = self.position[key]
            rest = self.left[at] - amount
            if amount <= 0 or rest < 0:
                raise ValueError(f"Invoice {key} has {self.left[at]} open, {amount} cannot be settled.")
            self.left[at] = rest
            if rest and (tables := self._amounts.get((self.owner[at], self.invoices[at].currency))) is not None:
                tables[1].setdefault(rest, []).append(at)
