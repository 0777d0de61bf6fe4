"""Statement files that could not be read: kept, tried again with another account or profile, or discarded."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason, Refused
from apps.payments.actions.statements import import_statement
from apps.payments.held_files import HELD, MAX_HELD
from apps.payments.models import UnreadFile
from apps.payments.states import FileState
from apps.payments.transitions import DISCARD_FILE, KEEP_FILE, TAKE_FILE, TRY_FILE
from apps.tenants.permission import require
from apps.tenants.scope import scope
from apps.workflow.quarantine import kept_errors
from apps.workflow.runner import creating, performing
from apps.workflow.unit import attempt, unit_of_work

MOST_FILES = 100  # that wait, of a company


class StillUnread(Refused):
    """The file was refused again."""


def file_body(row: UnreadFile) -> dict[str, Any]:
    """What the journal keeps of a file."""
    return {
        "file_name": row.file_name, "file_sha256": row.file_sha256, "size": row.size, "account": row.account_id,
        "errors": [item["code"] for item in row.errors], "statement": row.statement_id,
    }  # fmt: skip


def keep_file(
    data: bytes, file_name: str, reasons: Sequence[Reason], *, actor: Actor, at: dt.datetime, profile: str = "", account_id: int | None = None
) -> UnreadFile:  # fmt: skip
    """Keeps a file that `import_statement` refused, with why. A file that waits already is returned as it is.

    The bytes are on the disk before the row is committed. Raises NotPermitted, Invalid for a file of more than 32 MiB, Refused where
    100 wait already.
    """
    require(actor, "payments.manage_unread_files")
    digest = hashlib.sha256(data).hexdigest()
    if not data or len(data) > MAX_HELD:
        raise Invalid(Reason("too_large", _("A file of at most %(most)s MiB is kept in quarantine."), "file", {"most": MAX_HELD // 2**20}))
    with scope(actor.tenant_id):
        waits = UnreadFile.objects.filter(live_sha256=digest).first()
        if waits is not None:
            return waits
        if UnreadFile.objects.filter(state=FileState.WAITING).count() >= MOST_FILES:
            raise Refused(Reason("too_many", _("%(most)s files wait in quarantine; try them again or discard them first."), params={"most": MOST_FILES}))
        HELD.store(data, actor.tenant_id, digest)
        row = UnreadFile(
            file_name=file_name[-200:], file_sha256=digest, live_sha256=digest, size=len(data), profile=profile, account_id=account_id,
            errors=kept_errors(reasons),
        )  # fmt: skip
        with creating(KEEP_FILE, UnreadFile, actor=actor, at=at) as batch:
            batch.add(row)
            batch.record(file_body)
        return row


def take_file(
    file_id: int, *, actor: Actor, at: dt.datetime, profile: str = "", account_id: int | None = None, reason: str = "",
    expected_version: int | None = None,
) -> UnreadFile:  # fmt: skip
    """Imports the file with the account and profile given. waiting -> taken.

    In one transaction with the import, so that it is taken once; its bytes go behind the commit. Locks: the row, then what the
    import locks. Raises NotVisible, NotPermitted, Refused where it is refused again (`StillUnread`), waits no more or its bytes are damaged.
    """
    with unit_of_work(actor=actor, at=at), performing(
        TAKE_FILE, UnreadFile, file_id, actor=actor, at=at, reason=reason, expected_version=expected_version
    ) as batch:
        row = batch.row
        data = HELD.read(actor.tenant_id, row.file_sha256)
        try:
            result = import_statement(io.BytesIO(data), row.file_name, actor=actor, at=at, profile=profile, account_id=account_id)
        except (Invalid, Refused) as refusal:
            raise StillUnread(refusal.reasons) from refusal
        row.profile, row.account_id, row.errors, row.live_sha256 = profile, account_id, [], None
        row.statement = result.statements[0] if result.statements else None
        batch.record(file_body)
        _forget(row)
    return row


def retry_file(
    file_id: int, *, actor: Actor, at: dt.datetime, profile: str = "", account_id: int | None = None, reason: str = "",
    expected_version: int | None = None,
) -> UnreadFile:  # fmt: skip
    """As take_file; a file that is refused again waits on with the new reasons, in the transaction of the form or key that asks. Raises
    Stale, too."""
    how: dict[str, Any] = {"actor": actor, "at": at, "expected_version": expected_version}
    with unit_of_work(actor=actor, at=at):
        try:
            with attempt():
                return take_file(file_id, profile=profile, account_id=account_id, reason=reason, **how)
        except StillUnread as refusal:
            with performing(TRY_FILE, UnreadFile, file_id, **how) as batch:
                batch.row.profile, batch.row.account_id, batch.row.errors = profile, account_id, kept_errors(refusal.reasons)
                batch.record(file_body)
            return batch.row


def discard_file(file_id: int, *, actor: Actor, at: dt.datetime, reason: str, expected_version: int | None = None) -> UnreadFile:
    """The file is not wanted; its bytes go behind the commit. waiting -> discarded. Needs a reason."""
    with performing(DISCARD_FILE, UnreadFile, file_id, actor=actor, at=at, reason=reason, expected_version=expected_version) as batch:
        batch.row.live_sha256 = None
        batch.record(file_body)
        _forget(batch.row)
    return batch.row


def _forget(row: UnreadFile) -> None:
    tenant_id, digest = row.tenant_id, row.file_sha256
    transaction.on_commit(lambda: HELD.remove(tenant_id, digest))
