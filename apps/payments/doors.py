"""The import and the export as commands run them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import IO, Any

from django.core.management.base import CommandError, OutputWrapper
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from apps.kernel import clock
from apps.kernel.db import retrying
from apps.kernel.errors import Refusal
from apps.kernel.money import decimal_text
from apps.kernel.terminal import said
from apps.payments.actions import ImportResult, import_statement
from apps.payments.actions.statements import MAX_FILE
from apps.payments.models import Payment, Refund, Statement
from apps.payments.one_c_out import orders_file, statement_file
from apps.payments.states import PaymentMethod, RefundState
from apps.tenants.permission import permitted
from apps.tenants.scope import scope
from apps.workflow.doors import operator, tenant_named


def import_from_command(options: dict[str, Any], out: OutputWrapper, err: OutputWrapper) -> int:
    """Imports the file; prints what came of it. Exit code: 0 well, 1 something is in quarantine, 2 unreadable."""
    tenant = tenant_named(options["tenant"])
    path = Path(options["file"])
    try:
        with path.open("rb") as given, _seekable(given) as stream:

            def work() -> ImportResult:
                stream.seek(0)
                return import_statement(
                    stream, path.name, actor=operator(tenant), at=clock.now(), profile=options["profile"],
                    account_number=options.get("account", ""),
                )  # fmt: skip

            result = retrying(work)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror or error}", returncode=2) from None
    except Refusal as refusal:
        raise CommandError(f"{path.name}: {said(refusal)}", returncode=2) from None
    show(result, out)
    return 1 if result.quarantined else 0


def _seekable(stream: IO[bytes]) -> IO[bytes]:
    """The stream itself, or of a pipe a copy on disk, up to one byte more than is taken: an import reads a file twice."""
    if stream.seekable():
        return stream
    copy: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    left = MAX_FILE + 1
    while left and (part := stream.read(min(left, 2**20))):
        copy.write(part)
        left -= len(part)
    copy.seek(0)
    return copy


def show(result: ImportResult, out: OutputWrapper) -> None:
    """What came of the file, a line a statement."""
    if result.known:
        out.write(_("This file was imported before; nothing was added."))
    if result.profiles:
        out.write(_("Read by the mapping profile: %(names)s.") % {"names": ", ".join(result.profiles)})
    for statement in result.statements:
        out.write(_line(statement))
        if statement.problem:
            out.write(f"  {statement.get_state_display()}: {statement.problem}")
    for warning in result.warnings:
        out.write(f"  ! {warning}")
    if not result.known:
        count = len(result.statements)
        out.write(_("%(count)s statements: %(new)s new entries, %(had)s known already") % {"count": count, "new": result.new, "had": result.had})


def _line(statement: Statement) -> str:
    opening, closing = (
        "-" if minor is None else decimal_text(minor, statement.currency) for minor in (statement.opening_minor, statement.closing_minor)
    )
    return (
        f"{statement.account.iban} {statement.currency} {statement.starts_on or '?'} – {statement.ends_on or '?'}: "
        + _("%(count)s entries, %(new)s new") % {"count": statement.entry_count, "new": statement.new_count}
        + f", {opening} – {closing}, {statement.get_state_display()}"
    )


def export_from_command(options: dict[str, Any], out: OutputWrapper) -> None:
    """Writes a statement, or the payment orders of refunds, for 1C. Raises CommandError in words."""
    tenant = tenant_named(options["tenant"])
    actor, at = operator(tenant), clock.now()
    with scope(tenant.pk):
        try:
            if options["statement"]:
                row = permitted(Statement.objects.select_related("account"), actor, "view_statement").filter(pk=options["statement"]).first()
                if row is None:
                    raise CommandError(_("There is no statement %(id)s.") % {"id": options["statement"]}, returncode=2)
                data = statement_file(row, company=tenant.name, at=at)
            else:
                waiting = Refund.objects.filter(state=RefundState.APPROVED, method=PaymentMethod.BANK).exclude(Exists(Payment.objects.filter(payout_key=OuterRef("pk"), received_on__isnull=False)))
                data = orders_file(permitted(waiting, actor, "view_refund").select_related("payment__account", "client"), company=tenant.name, at=at)
        except Refusal as refusal:
            raise CommandError(said(refusal), returncode=2) from None
    try:
        Path(options["out"]).write_bytes(data)
    except OSError as error:
        raise CommandError(f"{options['out']}: {error.strerror or error}", returncode=2) from None
    out.write(_("%(size)s bytes for 1C.") % {"size": len(data)})
