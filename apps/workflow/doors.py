"""What management commands share: the tenant by its code, an operator's actor, a report on the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper
from django.utils.translation import gettext as _

from apps.kernel.actor import Actor
from apps.kernel.terminal import in_words, writing
from apps.tenants.actors import system_actor
from apps.tenants.models import Tenant
from apps.workflow.imports import ImportReport
from apps.workflow.reading import MAX_BYTES

SHOWN = 20


def tenant_named(slug: str) -> Tenant:
    """The active company of that code. Raises CommandError in words."""
    tenant = Tenant.objects.filter(slug=slug, is_active=True).first()
    if tenant is None:
        raise CommandError(_("There is no company “%(slug)s”. Make one with: manage.py tenants create %(slug)s ...") % {"slug": slug})
    return tenant


def operator(tenant: Tenant) -> Actor:
    """The actor of a command that an operator of the installation runs."""
    return system_actor(tenant.pk, "operator", door="command")


def read_bytes(path: str) -> bytes:
    """The file. Raises CommandError in words, exit code 2."""
    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=2) from None


def show_report(report: ImportReport, out: OutputWrapper, *, report_file: str | None = None) -> int:
    """Prints the counts and the first problems; writes everything to `report_file`. Gives the exit code."""
    if report_file:
        with writing(report_file):
            Path(report_file).write_text(json.dumps(report.as_dict(), ensure_ascii=False, indent=1), encoding="utf-8")
    counts = {
        "seen": report.seen, "taken": report.taken, "known": report.known, "differ": len(report.differing), "refused": len(report.refused),
        "warned": len(report.warnings),
    }  # fmt: skip
    if report.dry_run:
        out.write(_("%(seen)s rows: %(taken)s would be taken, %(known)s known already, %(differ)s differ, %(refused)s refused, %(warned)s with warnings") % counts)
    else:
        out.write(_("%(seen)s rows: %(taken)s taken, %(known)s known already, %(differ)s differ, %(refused)s refused, %(warned)s with warnings") % counts)
    for note in report.notes:
        out.write(f"  {note}")
    for title, problems in ((_("refused"), report.refused), (_("differs"), report.differing), (_("warning"), report.warnings)):
        for problem in problems[:SHOWN]:
            place = _("line %(line)s") % {"line": problem.line}
            out.write(f"  {place} {problem.key}: {title}: " + in_words(problem.reasons))
        if len(problems) > SHOWN:
            out.write("  " + _("... and %(count)s more; --report FILE keeps them all") % {"count": len(problems) - SHOWN})
    return 1 if report.refused or report.differing else 0


def add_import_arguments(parser: Any) -> None:
    """The arguments that every import command takes."""
    parser.add_argument("file")
    parser.add_argument("--tenant", required=True, help="the company's short code")
    parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
    parser.add_argument("--report", help="write the whole report to this file as JSON")
