"""Statements taken into the books: whole or not at all, each entry once, with a proof of the balance."""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import IO

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.invoices.periods import require_open
from apps.kernel.actor import Actor
from apps.kernel.db import locked
from apps.kernel.errors import Invalid, Reason, Refused
from apps.payments.actions.accounts import account_for
from apps.payments.entry_keys import IBAN, NAME, REFERENCE, TAX_ID, EntryKey, batches_with_keys, known_keys
from apps.payments.models import BankAccount, Statement, StatementLine
from apps.payments.own_profiles import own_profiles
from apps.payments.parsers import Entry
from apps.payments.payloads import statement_body
from apps.payments.proofs import discontinuities, problem_of
from apps.payments.reading import ReadStatement, read_file
from apps.payments.states import AccountState, LineState, StatementState
from apps.payments.transitions import IMPORT, QUARANTINE, RELEASE
from apps.tenants.permission import require
from apps.tenants.scope import scope
from apps.workflow import storage
from apps.workflow.runner import creating, performing
from apps.workflow.unit import unit_of_work

PAGE = 1000
MAX_FILE = 256 * 2**20  # bytes, whatever door the file comes through


@dataclass
class ImportResult:
    """What came of a file. `new` and `had`: entries stored, and entries that the account had already. `known`: the
    file had been imported before and nothing was done. `profiles`: names of the mapping profiles that its tables were read by."""

    statements: list[Statement] = field(default_factory=list)
    new: int = 0
    had: int = 0
    warnings: list[str] = field(default_factory=list)
    known: bool = False
    profiles: list[str] = field(default_factory=list)

    @property
    def quarantined(self) -> list[Statement]:
        """The statements that must be looked at by a person before they are reconciled."""
        return [item for item in self.statements if item.state == StatementState.QUARANTINED]


def import_statement(
    stream: IO[bytes], file_name: str, *, actor: Actor, at: dt.datetime, profile: str = "", account_id: int | None = None,
    account_number: str = "", reason: str = "",
) -> ImportResult:  # fmt: skip
    """Imports every statement of a file (seekable, at its start), each to its own account, which is opened if it is new.

    Idempotent by the file's SHA-256; entries that an overlapping statement has brought are not added again. A
    statement that does not balance is kept in quarantine. `account_id` or `account_number`: the account of a file
    that names none. `profile`: how tables are read, the name of a built-in profile or of one of the company's, or JSON; without it the
    company's are tried too, and two that fit are refused. The file is read before anything is locked, then stored in one durable transaction: a refused
    or killed import leaves nothing.

    Locks: the accounts, ids ascending; the journal head. Raises NotPermitted, Invalid for a file that cannot be
    read (with the place in it) or is larger than MAX_FILE, Refused for a closed account, and where it brings new
    entries of a month that is closed.
    """
    require(actor, "payments.import_statement")
    if stream.seek(0, 2) > MAX_FILE:
        raise Invalid(Reason("too_large", _("The file is larger than %(most)s MiB."), "file", {"most": MAX_FILE // 2**20}))
    stream.seek(0)
    digest = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]
    stream.seek(0)
    with scope(actor.tenant_id), tempfile.TemporaryFile() as spool:
        known = _known(digest)
        if known is not None:
            return known
        own = own_profiles()
        read = read_file(stream, spool, profile=profile, own=own.profiles)
        job = _Job(read, spool, digest, file_name[-200:], account_id, account_number, own.accounts, actor, at, reason)
        try:
            return _store(job)
        except Refused as refusal:
            # Somebody opened the same new account at the same moment; now it is there.
            if connection.in_atomic_block or all(item.code != "bank_account_once" for item in refusal.reasons):
                raise
            return _store(job)


def release_statement(
    statement_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None
) -> Statement:
    """Lets a quarantined statement be reconciled in spite of its problem. quarantined -> released. Needs a reason.

    Its lines come into force. Those that the account has meanwhile from another statement are set aside as copies.
    Locks: the account, the statement.
    """
    with unit_of_work(actor=actor, at=at):
        _lock_accounts(Statement.objects.filter(pk=statement_id).values_list("account_id", flat=True))
        with performing(RELEASE, Statement, statement_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
            require_open(batch.row.lines.order_by().values_list("booked_on", flat=True).distinct())
            copies, batch.row.repeated_count = _bring_into_force(batch.row)
            batch.row.new_count = batch.row.entry_count - copies
            batch.record(lambda row: statement_body(row) | {"copies": copies})
    return batch.row


@dataclass(frozen=True)
class _Job:
    """A file that was read and is to be stored."""

    read: list[ReadStatement]
    spool: IO[bytes]
    digest: str
    file_name: str
    account_id: int | None
    account_number: str
    own_accounts: dict[str, int]
    actor: Actor
    at: dt.datetime
    reason: str


def _known(digest: str) -> ImportResult | None:
    found = list(Statement.objects.filter(file_sha256=digest).select_related("account").order_by("file_position"))
    return ImportResult(found, 0, sum(item.entry_count for item in found), [], known=True) if found else None


def _store(job: _Job) -> ImportResult:
    with unit_of_work(actor=job.actor, at=job.at):
        accounts = [
            account_for(
                item.header, actor=job.actor, at=job.at, account_id=job.account_id or job.own_accounts.get(item.header.profile),
                account_number=job.account_number,
            )
            for item in job.read
        ]  # fmt: skip
        held = _lock_accounts(account.pk for account in accounts)
        known = _known(job.digest)  # now that another import of the same file cannot be under way
        if known is not None:
            return known
        _refuse_closed(held)
        result = ImportResult(profiles=list(dict.fromkeys(item.header.profile for item in job.read if item.header.profile)))
        for position, (item, account) in enumerate(zip(job.read, accounts, strict=True)):
            _take(item, held[account.pk], position, job, result)
        return result


def _lock_accounts(ids: Iterable[int]) -> dict[int, BankAccount]:
    """Imports to one account take turns: so that two overlapping files do not both bring an entry."""
    return {account.pk: account for account in locked(BankAccount.objects.filter(pk__in=sorted(set(ids))).order_by("pk"))}


def _refuse_closed(accounts: dict[int, BankAccount]) -> None:
    closed = [account for account in accounts.values() if account.state == AccountState.CLOSED]
    if closed:
        raise Refused(
            [Reason("account_closed", _("The account %(account)s is closed; reopen it first."), "", {"account": str(item)}) for item in closed]
        )


def _take(item: ReadStatement, account: BankAccount, position: int, job: _Job, result: ImportResult) -> None:
    problem = problem_of(item, account)
    warnings = [*item.warnings, *discontinuities(item, account)]
    statement = Statement(
        account=account, file_sha256=job.digest, file_name=job.file_name, file_position=position, format=item.header.format[:30],
        statement_id=item.header.statement_id[:70], sequence=item.header.sequence[:20], starts_on=item.starts_on, ends_on=item.ends_on,
        opening_minor=item.opening_minor, closing_minor=item.closing_minor, currency=account.currency,
        entry_count=item.entry_count, credit_minor=item.credit_minor, debit_minor=item.debit_minor, problem=problem[:500],
        warnings=[text[:500] for text in warnings[:100]], state=StatementState.QUARANTINED if problem else StatementState.IMPORTED,
    )  # fmt: skip
    wanted, statement.repeated_count, lines_digest = _wanted(item, account, job.spool, everything=bool(problem))
    statement.new_count = sum(len(batch) for batch in wanted)
    with creating(QUARANTINE if problem else IMPORT, Statement, actor=job.actor, at=job.at, reason=job.reason) as batch:
        batch.add(statement)
        for entries, keys in zip(item.entries(job.spool), wanted, strict=True):
            if not problem:
                require_open(entries[index].booked_on for index in keys)
            rows = [_line(entries[index], key, statement, account, in_force=not problem) for index, key in keys.items()]
            storage.pour(StatementLine, _COLUMNS, rows)
        batch.record(lambda row: statement_body(row) | {"lines_digest": lines_digest})
    result.statements.append(statement)
    result.new += statement.new_count
    result.had += item.entry_count - statement.new_count
    result.warnings += warnings


def _wanted(item: ReadStatement, account: BankAccount, spool: IO[bytes], *, everything: bool) -> tuple[list[dict[int, EntryKey]], int, str]:
    """By batch the keys of the entries to be stored, by their place in the batch; how many lines in force the others repeat; and a digest over
    all keys.

    A statement in quarantine keeps everything: what of it is new shows when it is released.
    """
    found, repeated, over_all = [], set(), hashlib.sha256()
    for _entries, keys in batches_with_keys(item, account, spool):
        over_all.update(b"".join(key.own for key in keys))
        had, lines = (set(), set()) if everything else known_keys(account, keys)
        repeated |= lines
        found.append({index: key for index, key in enumerate(keys) if key.own not in had})
    return found, len(repeated), over_all.hexdigest()


_COLUMNS = (
    "account", "statement", "position", "booked_on", "value_on", "amount_minor", "currency", "counterparty_name", "counterparty_iban",
    "counterparty_tax_id", "remittance", "reference", "end_to_end_id", "is_reversal", "raw", "entry_key", "live_key", "batch_key",
    "reconciled_state",
)  # fmt: skip


def _line(entry: Entry, key: EntryKey, statement: Statement, account: BankAccount, *, in_force: bool) -> Sequence[object]:
    """The values of _COLUMNS."""
    own = key.own.hex()
    return (
        account.pk, statement.pk, entry.position, entry.booked_on, entry.value_on, entry.amount_minor, entry.currency or account.currency,
        entry.counterparty_name[:NAME], entry.counterparty_iban[:IBAN], entry.counterparty_tax_id[:TAX_ID], entry.remittance,
        entry.reference[:REFERENCE], entry.end_to_end_id[:REFERENCE], entry.is_reversal, entry.raw, own, own if in_force else None,
        key.batch.hex(), LineState.OPEN.value,
    )  # fmt: skip


def _bring_into_force(statement: Statement) -> tuple[int, int]:
    """Gives the statement's lines their place in the account, page by page. How many are copies of lines in force, and of how many."""
    copies = last = 0
    repeated: set[bytes] = set()
    while True:
        page = list(statement.lines.filter(pk__gt=last).order_by("pk").values_list("pk", "entry_key", "batch_key")[:PAGE])
        if not page:
            return copies, len(repeated)
        last = page[-1][0]
        keys = {pk: EntryKey(bytes.fromhex(own), bytes.fromhex(batch)) for pk, own, batch in page}
        had, lines = known_keys(statement.account, list(keys.values()))
        repeated |= lines
        copied = [pk for pk, key in keys.items() if key.own in had]
        StatementLine.objects.filter(pk__in=[pk for pk, key in keys.items() if key.own not in had]).update(live_key=F("entry_key"))
        StatementLine.objects.filter(pk__in=copied).update(reconciled_state=LineState.IGNORED)
        copies += len(copied)
