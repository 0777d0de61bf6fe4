"""`manage.py contract check|freeze|client`: the published contract beside the one that the repository keeps, and the client made of it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.api.platform import client_code
from apps.api.platform.frozen import FREEZE, broken, freeze, frozen, is_frozen, made, path_of
from apps.api.platform.versions import newest


class Command(BaseCommand):
    help = "Compares the API's contract with the frozen one, or freezes what was added."

    def add_arguments(self, parser: Any) -> None:
        sub = parser.add_subparsers(dest="what", required=True)
        sub.add_parser("check", help="Says what is broken, or not frozen yet.")
        sub.add_parser("freeze", help="Writes what was added into the frozen contract, and the Python client of it.")
        sub.add_parser("client", help="Writes the Python client of the frozen contract, in clients/python.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "client":
            self._write_client()
            return
        document = made()
        problems = broken(document)
        if problems:
            raise CommandError("\n".join(["The contract is broken:", *problems]))
        if options["what"] == "freeze":
            freeze(document)
            self._write_client()
            self.stdout.write(f"Frozen: {path_of(newest()).name}, {len(document['paths'])} addresses.")
        elif not is_frozen(document):
            raise CommandError(f"Something was added to the contract and is not frozen: {FREEZE}")
        else:
            self.stdout.write(f"The contract is as it was frozen: {newest()}.")

    def _write_client(self) -> None:
        for name, text in client_code.written(frozen(newest())).items():
            (client_code.FOLDER / name).write_text(text, encoding="utf-8")
        self.stdout.write(f"Written: the Python client of {newest()}.")
