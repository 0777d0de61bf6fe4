"""Where reconciliation stood when the journal was at a number: the same bytes whenever it is asked.

Everything is read from what is never changed: journal entries up to the number, statement lines as the bank wrote them. A
time is turned into the last number before the first entry that is later; so an answer about the past is final as soon as
anything has happened since.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from apps.journal.hashing import canonical
from apps.journal.models import JournalEntry, JournalHead
from apps.kernel.errors import Invalid, Reason
from apps.kernel.money import decimal_text
from apps.payments.models import BankAccount, Statement, StatementLine
from apps.reconciliation.inputs import pages

_STATEMENTS = ("statement.imported", "statement.released")
_DECIDING = ("match.proposed", "match.accepted", "match.rejected", "match.undone", "statement_line.marked")
_STATES = {"match.proposed": "proposed", "match.accepted": "matched", "match.rejected": "open", "match.undone": "open"}


@dataclass
class Standing:
    """What stood of one line: its state, and for a settled or proposed one what pays what and since which entry."""

    state: str = "open"
    rule: str = ""
    pairs: list[list[str]] = field(default_factory=list)
    sequence: int = 0
    who: str = ""


def sequence_at(tenant_id: int, at: dt.datetime) -> int:
    """The journal's number that stands for a time. Needs a bound tenant. Raises Invalid for a time that has not come to an end
    in the journal: what is being written now may still carry it."""
    later = JournalEntry.objects.filter(at__gt=at).order_by("sequence").values_list("sequence", flat=True).first()
    if later is None:
        raise Invalid(
            Reason("not_final", _("Nothing has happened since then, so more may still be written for that time. Ask by the journal's number instead."), "at")
        )
    return later - 1


def head_sequence(tenant_id: int) -> int:
    """The journal's last number."""
    return JournalHead.objects.values_list("sequence", flat=True).get(tenant_id=tenant_id)


def as_known(tenant_id: int, sequence: int) -> bytes:
    """The report as canonical JSON, UTF-8. Needs a bound tenant. Holds no locks. Raises Invalid for a number that the journal
    does not have yet."""
    if not 0 <= sequence <= head_sequence(tenant_id):
        raise Invalid(Reason("no_such_entry", _("The journal has no entry number %(number)s."), "sequence", {"number": sequence}))
    standing = _standing(sequence)
    body = {"sequence": sequence, "accounts": _accounts(sequence, standing)}
    body["digest"] = hashlib.sha256(canonical(body).encode()).hexdigest()
    return canonical(body).encode()


def _entries(types: tuple[str, ...], sequence: int, *names: str) -> Any:
    """Journal entries of these types up to the number, in order, by keyset pages."""
    last = 0
    while True:
        found = JournalEntry.objects.filter(type__in=types, sequence__gt=last, sequence__lte=sequence).order_by("sequence")
        page = list(found.values_list("sequence", *names)[:5000])
        if not page:
            return
        yield from page
        last = page[-1][0]


def _standing(sequence: int) -> dict[int, Standing]:
    """By line what the last entry about it made of it."""
    lines: dict[int, Standing] = defaultdict(Standing)
    names = ("type", "subject_id", "to_state", "payload_text", "actor_label")
    for number, kind, subject_id, to_state, text, who in _entries(_DECIDING, sequence, *names):
        if kind == "statement_line.marked":
            lines[subject_id].state = to_state
            continue
        body = orjson.loads(text)
        row = lines[body["line_id"]]
        row.state = _STATES[kind]
        if row.state in ("proposed", "matched"):
            row.rule, row.pairs, row.sequence, row.who = body["rule"], body["pairs"], number, who
    return lines


def _accounts(sequence: int, standing: dict[int, Standing]) -> list[dict[str, Any]]:
    statements = {subject_id for _number, subject_id in _entries(_STATEMENTS, sequence, "subject_id")}
    of_account: dict[int, list[int]] = defaultdict(list)
    for pk, account_id in pages(Statement.objects.filter(pk__in=sorted(statements)), "account_id"):
        of_account[account_id].append(pk)
    found = []
    for account in BankAccount.objects.filter(pk__in=sorted(of_account)).order_by("iban", "currency"):
        found.append(_account(account, of_account[account.pk], standing))
    return found


def _account(account: BankAccount, statements: list[int], standing: dict[int, Standing]) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    settled: list[dict[str, Any]] = []
    for start in range(0, len(statements), 500):
        lines = StatementLine.objects.filter(statement_id__in=statements[start : start + 500], live_key__isnull=False)
        for pk, reference, booked_on, minor in pages(lines, "reference", "booked_on", "amount_minor"):
            row = standing.get(pk, Standing())
            counts[row.state] += 1
            sums[row.state] += minor
            if row.state in ("proposed", "matched"):
                settled.append(
                    {"line": pk, "reference": reference, "booked_on": booked_on.isoformat(), "amount": decimal_text(minor, account.currency),
                     "state": row.state, "rule": row.rule, "pairs": row.pairs, "entry": row.sequence, "by": row.who}
                )  # fmt: skip
    settled.sort(key=lambda item: item["line"])
    states = ("open", "proposed", "matched", "ignored")
    return {
        "account": account.iban, "currency": account.currency, "statements": len(statements), "lines": sum(counts.values()),
        "sum": decimal_text(sum(sums.values()), account.currency),
        "states": {state: {"count": counts[state], "sum": decimal_text(sums[state], account.currency)} for state in states},
        "decided": settled,
    }  # fmt: skip
