"""`manage.py migrate`, in a fraction of the time, with all guards in place behind it.

Of a change that concerns one table, one model is made anew.

Django makes the models anew that are related to a changed one, and those related to these. Here every table belongs to a company, so
that was all of them, for each constraint and each index. What a change can reach is made anew as before: fields that relate models, and
models with others made of them. Migrations that work on rows get all models fresh, as Django does it behind its own short cut
(`ProjectState.is_delayed`).

Whether it had anything to do or not, the triggers that a restored dump or an interrupted migration lacks are put back, by name.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as DjangoCommand
from django.db import connections
from django.db.migrations.state import ProjectState
from django.utils import translation
from django.utils.translation import gettext as _

from apps.journal import guards
from apps.kernel.errors import Refused
from apps.kernel.terminal import said, terminal_language

_related: Any = ProjectState._find_reload_model  # type: ignore[attr-defined]


def _one(state: Any, app_label: str, model_name: str, delay: bool = False) -> Any:
    """The models to make anew: the changed one alone, where Django says that the others can wait or it is new."""
    known = state.apps.all_models[app_label].get(model_name)
    if (known is not None and not delay) or (known is not None and known.__subclasses__()):
        return _related(state, app_label, model_name, delay)
    state.is_delayed = True
    return {(app_label, model_name)}


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """While it is open, migrations make one model anew where they can."""
    ProjectState._find_reload_model = _one  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._find_reload_model = _related  # type: ignore[attr-defined]


class Command(DjangoCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        with one_at_a_time():
            super().handle(*args, **options)
        if options["plan"] or options["check_unapplied"] or options["prune"]:
            return
        connection = connections[options["database"]]
        absent, _count = guards.missing(connection)
        with translation.override(terminal_language()):
            try:
                guards.put(connection, absent)
            except Refused as refusal:
                raise CommandError(said(refusal)) from None
            for name in sorted(absent):
                self.stdout.write("  " + _("The guard %(name)s was missing and is put back.") % {"name": name})
