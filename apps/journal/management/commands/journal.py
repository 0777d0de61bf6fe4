"""`manage.py journal seal|verify|export|pack|parked|guards`."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import connection
from django.utils.translation import gettext as _

from apps.journal import consumers, guards, packing, sealing
from apps.journal.proof import Verdict
from apps.kernel import clock
from apps.kernel.errors import Refusal
from apps.kernel.terminal import TerminalCommand, writing
from apps.tenants.actors import system_actor
from apps.tenants.models import Tenant


class Command(TerminalCommand):
    help = "Seals, verifies and exports journals, shows what readers could not apply. `verify --file` needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        texts = {
            "seal": "sign what is new", "verify": "recompute everything", "export": "write JSON lines",
            "pack": "write a fiscal year for the auditor, with a program that verifies it",
            "parked": "list the entries that a reader could not apply",
            "guards": "see whether every trigger is there that keeps what is written",
        }  # fmt: skip
        for name, text in texts.items():
            command = commands.add_parser(name, help=text)
            if name == "guards":
                command.add_argument("--put", action="store_true", help="put those back that are missing")
                continue
            command.add_argument("--tenant", help="the company's short code; without it every company")
            if name == "verify":
                command.add_argument("--file", help="an export, checked without a database")
                text = "a key that is trusted, 64 hex digits; may be given again, such as for former keys"
                command.add_argument("--public-key", action="append", default=[], help=text)
                command.add_argument("--root", default="", help="the root of a seal that you kept: it must be among the seals")
            if name == "parked":
                command.add_argument("--retry", action="store_true", help="apply them again, when the cause is mended")
            if name in ("export", "pack"):
                command.add_argument("--out", required=True, help="file to write")
            if name == "pack":
                command.add_argument("--year", type=int, required=True, help="the fiscal year, by the calendar year in which it begins")

    def handle(self, *args: Any, **options: Any) -> None:
        if not all(re.fullmatch("[0-9a-fA-F]{64}", key) for key in options.get("public_key", ())):
            raise CommandError(_("A public key is 64 hexadecimal digits."), returncode=2)
        if "public_key" in options:
            options["public_key"] = [key.lower() for key in options["public_key"]]
        if options["command"] == "verify" and options["file"]:
            self._verify_file(options)
            return
        if options["command"] == "guards":
            self._guards(put=options["put"])
            return
        tenants = Tenant.objects.order_by("pk")
        if options["tenant"]:
            tenants = tenants.filter(slug=options["tenant"])
            if not tenants:
                raise CommandError(_("There is no company “%(slug)s”.") % {"slug": options["tenant"]})
        getattr(self, f"_{options['command']}")(list(tenants), options)

    def _guards(self, *, put: bool) -> None:
        absent, count = guards.missing(connection)
        if absent and not put and len(absent) == count:
            raise CommandError(_("No trigger is to be seen: they are missing, or this user of the database has no right TRIGGER and sees none."))
        for name in sorted(absent):
            self.stdout.write(_("%(name)s is missing") % {"name": name})
        if absent and not put:
            raise CommandError(_("Guards missing: %(count)s of %(all)s. Put them back with --put, then verify the journal and check the history: rows may have been changed meanwhile.") % {"count": len(absent), "all": count})
        if absent:
            guards.put(connection, absent)
        self.stdout.write(_("All guards stand: %(count)s") % {"count": count})

    def _seal(self, tenants: list[Tenant], options: dict[str, Any]) -> None:
        for tenant in tenants:
            made = sealing.seal(tenant.pk, at=clock.now())
            self.stdout.write(f"{tenant.slug}: " + (_("sealed %(first)s to %(last)s") % {"first": made.first, "last": made.last} if made else _("nothing new")))

    def _verify(self, tenants: list[Tenant], options: dict[str, Any]) -> None:
        verdicts = [self._say(tenant.slug, sealing.check(tenant.pk, known_root=options["root"], former=options["public_key"])) for tenant in tenants]
        if not all(verdicts):
            sys.exit(1)

    def _parked(self, tenants: list[Tenant], options: dict[str, Any]) -> None:
        slugs = {tenant.pk: tenant.slug for tenant in tenants}
        found = [item for item in consumers.parked() if item[0] in slugs]
        for tenant_id, consumer, sequence, error in found:
            self.stdout.write(f"{slugs[tenant_id]}: {consumer}: " + _("entry %(sequence)s: %(error)s") % {"sequence": sequence, "error": error})
        if not found:
            self.stdout.write(_("nothing is parked"))
        if options["retry"]:
            for tenant_id, consumer in sorted({item[:2] for item in found}):
                count = consumers.retry_parked(tenant_id, consumer, now=clock.now())
                self.stdout.write(f"{slugs[tenant_id]}: {consumer}: " + _("%(count)s applied") % {"count": count})

    def _export(self, tenants: list[Tenant], options: dict[str, Any]) -> None:
        if len(tenants) != 1:
            raise CommandError(_("Name one company: --tenant SLUG"))
        with writing(options["out"]), Path(options["out"]).open("wb") as out:
            count = sealing.export(tenants[0].pk, out)
        self.stdout.write(f"{tenants[0].slug}: " + _("%(count)s entries written to %(path)s") % {"count": count, "path": options["out"]})

    def _pack(self, tenants: list[Tenant], options: dict[str, Any]) -> None:
        if len(tenants) != 1:
            raise CommandError(_("Name one company: --tenant SLUG"))
        tenant, path = tenants[0], Path(options["out"])
        partial = path.with_name(path.name + ".part")
        actor = system_actor(tenant.pk, "operator", door="command")
        try:
            year = packing.year_of(tenant, options["year"], at=clock.now())
            with writing(options["out"]), partial.open("w+b") as out:
                made = packing.build(year, out, made_by=actor.label)
        except (Refusal, ValueError) as refusal:
            raise CommandError(str(refusal)) from None
        else:
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        packing.note_made(year, made, actor=actor)
        self.stdout.write(
            f"{tenant.slug}: "
            + _("fiscal year %(year)s: entries %(first)s to %(last)s, %(files)s files, written to %(path)s")
            % {"year": year.spoken(), "first": made.first, "last": made.last, "files": made.files, "path": options["out"]}
        )

    def _verify_file(self, options: dict[str, Any]) -> None:
        try:
            with Path(options["file"]).open("rb") as source:
                verdict = sealing.check_export(source, trusted=options["public_key"], known_root=options["root"])
        except (OSError, ValueError, KeyError) as error:
            problem = error.strerror if isinstance(error, OSError) and error.strerror else error
            raise CommandError(f"{options['file']}: {problem}", returncode=2) from None
        if not options["public_key"]:
            verdict.warn(_("the key was taken from the file: this proves that nothing changed since, not who signed (--public-key)"))
        if not self._say(options["file"], verdict):
            sys.exit(1)

    def _say(self, name: str, verdict: Verdict) -> bool:
        state = _("holds") if verdict.holds else _("DOES NOT HOLD")
        self.stdout.write(f"{name}: {state}: " + _("%(entries)s entries, %(seals)s seals, sealed to %(last)s") % {"entries": verdict.entries, "seals": verdict.seals, "last": verdict.sealed_to})
        if verdict.root.strip("0"):
            self.stdout.write("  " + _("root of the last seal: %(root)s") % {"root": verdict.root})
        for finding in verdict.findings:
            self.stdout.write(f"  {finding}")
        for warning in verdict.warnings:
            self.stdout.write("  " + _("warning: %(text)s") % {"text": warning})
        return verdict.holds
