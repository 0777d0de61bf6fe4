"""What management commands share: the tenant by its code, an operator's actor, a report on the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, OutputWrapper

from apps.kernel.actor import Actor
from apps.tenants.actors import system_actor
from apps.tenants.models import Tenant
from apps.workflow.imports import ImportReport

SHOWN = 20


def tenant_named(slug: str) -> Tenant:
    """The active company of that code. Raises CommandError in words."""
    tenant = Tenant.objects.filter(slug=slug, is_active=True).first()
    if tenant is None:
        raise CommandError(f"There is no company “{slug}”. Make one with: manage.py tenants create {slug} ...")
    return tenant


def operator(tenant: Tenant) -> Actor:
    """The actor of a command that an operator of the installation runs."""
    return system_actor(tenant.pk, "operator", door="command")


def read_bytes(path: str) -> bytes:
    """The file. Raises CommandError in words, exit code 2."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=2) from None


def show_report(report: ImportReport, out: OutputWrapper, *, report_file: str | None = None) -> int:
    """Prints the counts and the first problems; writes everything to `report_file`. Gives the exit code."""
    if report_file:
        Path(report_file).write_text(json.dumps(report.as_dict(), ensure_ascii=False, indent=1), encoding="utf-8")
    verb = "would be taken" if report.dry_run else "taken"
    out.write(
        f"{report.seen} rows: {report.taken} {verb}, {report.known} known already, {len(report.differing)} differ, "
        f"{len(report.refused)} refused, {len(report.warnings)} with warnings"
    )
    for title, problems in (("refused", report.refused), ("differs", report.differing), ("warning", report.warnings)):
        for problem in problems[:SHOWN]:
            out.write(f"  line {problem.line} {problem.key}: {title}: " + "; ".join(str(reason) for reason in problem.reasons))
        if len(problems) > SHOWN:
            out.write(f"  ... and {len(problems) - SHOWN} more; --report FILE keeps them all")
    return 1 if report.refused or report.differing else 0


def add_import_arguments(parser: Any) -> None:
    """The arguments that every import command takes."""
    parser.add_argument("file")
    parser.add_argument("--tenant", required=True, help="the company's short code")
    parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
    parser.add_argument("--report", help="write the whole report to this file as JSON")
