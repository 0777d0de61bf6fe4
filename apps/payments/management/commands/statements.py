"""`manage.py statements inspect|import|export`: what a bank statement says, taking it into the books, and giving it out to 1C."""

from __future__ import annotations

import io
import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from apps.kernel.terminal import TerminalCommand
from apps.payments.parsers import UnreadableFile
from apps.payments.parsers.inspect import totals_of, write_json


class Command(TerminalCommand):
    help = "Reads bank statements: inspect a file without a database, or import it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        inspect = commands.add_parser("inspect", help="say what a file holds; no database")
        inspect.add_argument("file")
        inspect.add_argument("--json", action="store_true", help="print JSON")
        inspect.add_argument("--profile", default="", help="mapping profile for CSV: a name, or a file name.json")
        import_ = commands.add_parser("import", help="take a file into a company's books")
        import_.add_argument("file")
        import_.add_argument("--tenant", required=True, help="the company's short code")
        import_.add_argument("--profile", default="", help="mapping profile for CSV: a name, or a file name.json")
        import_.add_argument("--account", default="", help="number of the account, for a file that names none")
        export = commands.add_parser("export", help="a statement, or the orders of approved refunds, as a 1CClientBankExchange file")
        export.add_argument("--tenant", required=True, help="the company's short code")
        chosen = export.add_mutually_exclusive_group(required=True)
        chosen.add_argument("--statement", type=int, help="id of the statement")
        chosen.add_argument("--refunds", action="store_true", help="refunds by bank that are approved and not paid out")
        export.add_argument("--out", required=True, help="file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["command"] == "inspect":
            self._inspect(options)
        elif options["command"] == "export":
            from apps.payments.doors import export_from_command

            export_from_command(options, self.stdout)
        else:
            from apps.payments.doors import import_from_command

            try:
                options["profile"] = _profile(options["profile"])
            except UnreadableFile as error:
                raise CommandError(str(error), returncode=2) from None
            sys.exit(import_from_command(options, self.stdout, self.stderr))

    def _inspect(self, options: dict[str, Any]) -> None:
        out = self.stdout._out if hasattr(self.stdout, "_out") else self.stdout
        try:
            options["profile"] = _profile(options["profile"])
            if options["json"]:
                write_json(options["file"], out, profile=options["profile"])
            else:
                self._table(options)
            out.flush()
        except BrokenPipeError:
            # Whoever reads, such as head, has had enough; what is still in the buffer goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        except (UnreadableFile, OSError) as error:
            text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            out.write(json.dumps({"error": text}, ensure_ascii=False) + "\n")
            out.flush()
            sys.exit(2)

    def _table(self, options: dict[str, Any]) -> None:
        form, totals = totals_of(options["file"], profile=options["profile"])
        words = {True: _("balances"), False: _("DOES NOT BALANCE"), None: _("no balances stated")}
        text = io.StringIO()
        text.write(_("format %(format)s, statements: %(count)s") % {"format": form, "count": len(totals)} + "\n")
        from apps.kernel.money import decimal_text

        for item in totals:
            currency = item.header.currency
            opening, closing = (
                "—" if minor is None else decimal_text(minor, currency) for minor in (item.opening_minor, item.closing_minor)
            )
            text.write(
                f"{item.header.account or '?':<34} {currency:<3} {item.entry_count:>7}  "
                f"+{decimal_text(item.credit_minor, currency)} -{decimal_text(item.debit_minor, currency)}  "
                f"{opening} -> {closing}  {words[item.balances]}\n"
            )
            for warning in item.warnings:
                text.write(f"  ! {warning}\n")
        self.stdout.write(text.getvalue())


def _profile(asked: str) -> str:
    """The name of a profile as it is; for a file ending in .json its text."""
    if not asked.endswith(".json"):
        return asked
    try:
        return Path(asked).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise UnreadableFile("%(path)s: %(problem)s", path=asked, problem=problem) from None
