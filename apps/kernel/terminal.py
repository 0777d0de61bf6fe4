"""What every management command shares: the language of the terminal, refusals in words, a file to write to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from apps.kernel.errors import Reason, Refusal


def terminal_language() -> str:
    """Ukrainian where the terminal says so, else English; the product's own default is Ukrainian."""
    said = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "uk" if said.lower().startswith("uk") else "en"


class TerminalCommand(BaseCommand):
    """A command that speaks the language of the terminal and tells a refusal in words, with exit code `refused`."""

    refused = 1

    def execute(self, *args: Any, **options: Any) -> str | None:
        with translation.override(terminal_language()):
            try:
                return super().execute(*args, **options)
            except Refusal as refusal:
                raise CommandError(said(refusal), returncode=self.refused) from None


def said(refusal: Refusal) -> str:
    """Every reason, each with the field that it is about."""
    return in_words(refusal.reasons) or str(refusal)


def in_words(reasons: Iterable[Reason]) -> str:
    """Reasons in a row, each with the field that it is about."""
    return "; ".join(f"{reason.field}: {reason}" if reason.field else str(reason) for reason in reasons)


def writable(path: str | None) -> None:
    """Makes sure that a file can be written, before work is done for it; leaves what is in it. Raises CommandError, exit code 2."""
    if path and path != "-":
        existed = Path(path).exists()
        with writing(path):
            Path(path).open("ab").close()
        if not existed:
            Path(path).unlink()


@contextmanager
def writing(path: str) -> Iterator[None]:
    """Tells in words, with exit code 2, why a file cannot be written."""
    try:
        yield
    except OSError as error:
        raise CommandError(
            _("%(path)s cannot be written: %(problem)s") % {"path": path, "problem": error.strerror or error}, returncode=2
        ) from None
