"""Fingerprints of what a run was given and of what it found.

Both are SHA-256 over JSON in a canonical order (every list sorted by key), so they do not depend on the order
of the input, on the database or on the platform.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import islice
from operator import attrgetter
from typing import Any

import orjson

from .facts import ClientFacts, Line, OpenInvoice, OwnAccount, Result
from .rules import RuleSet

_CHUNK = 2000


def _feed(digest: Any, name: str, rows: Iterable[object]) -> None:
    digest.update(f"\n{name}\n".encode())
    _rows(digest, rows)


def _rows(digest: Any, rows: Iterable[object]) -> None:
    dumped = map(orjson.dumps, rows)
    while chunk := list(islice(dumped, _CHUNK)):
        digest.update(b"\n".join(chunk) + b"\n")


def input_digest(
    rules: RuleSet,
    clients: Iterable[ClientFacts],
    invoices: Iterable[OpenInvoice],
    lines: Iterable[Line],
    *,
    own_accounts: Iterable[OwnAccount] = (),
) -> str:
    """The fingerprint of everything that decides a run. Hex."""
    by_key = attrgetter("key")
    digest = hashlib.sha256()
    _feed(digest, "rules", [rules.to_json()])
    _feed(
        digest,
        "clients",
        ([c.key, sorted(c.ibans), sorted(c.tax_ids), sorted(c.names), sorted(c.paid_from)] for c in sorted(clients, key=by_key)),
    )
    _feed(digest, "invoices", map(tuple, sorted(invoices, key=by_key)))
    _feed(digest, "lines", map(tuple, sorted(lines, key=by_key)))
    _feed(digest, "own accounts", sorted({account.iban for account in own_accounts}))
    return digest.hexdigest()


def _result_row(result: Result) -> list[object]:
    *row, reasons = result
    return [*row, [tuple(reason) for reason in reasons]]


def result_digest(results: Iterable[Result]) -> str:
    """The fingerprint of what was found. Hex."""
    digest = ResultDigest()
    digest.add(map(_result_row, sorted(results, key=attrgetter("line_key"))))
    return digest.hex()


class ResultDigest:
    """result_digest of results that come some at a time in the order of their keys, as rows already: key, state, rule, score, pairs,
    alternatives, what is left over, and reasons of code, parameters and weight."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        _feed(self._digest, "results", ())

    def add(self, rows: Iterable[list[Any]]) -> None:
        """Takes the next rows."""
        _rows(self._digest, rows)

    def hex(self) -> str:
        """The fingerprint of all rows so far."""
        return self._digest.hexdigest()
