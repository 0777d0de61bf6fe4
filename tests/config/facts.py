"""The facts of the code that pages under docs/ repeat, as the lines of their tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib import admin

from apps.clients.actions import take_in as clients
from apps.invoices.actions import take_in as invoices
from apps.journal import types
from apps.kernel.transitions import Transition
from apps.tenants import roles
from apps.workflow import bulk
from config.celery import app as worker

Rows = list[str]


def row(*cells: Any) -> str:
    """One line of a table."""
    return "| " + " | ".join(map(str, cells)) + " |"


def code(names: Iterable[str]) -> str:
    """Names, each marked as code."""
    return ", ".join(f"`{name}`" for name in names)


def grants() -> Rows:
    """Every permission, and which of the roles hold it."""
    return [row(f"`{name}`", *("x" if role in held else "" for role in roles.Role.values)) for name, held in roles.grants().items()]


def journal_types() -> Rows:
    """Every type of the journal, and how it is told."""
    return [row(f"`{item.name}`", item.label) for item in types.all_types()]


def transitions() -> Rows:
    """Every transition of every machine."""
    machines = [model.machine for model in apps.get_models() if getattr(model, "machine", None) is not None]
    return [_transition(item) for machine in machines for item in machine]


def _transition(item: Transition) -> str:
    also = [*item.needs, *([f"by the {item.by}"] if item.by != "person" else []), *(f"`{guard.code}`" for guard in item.guards)]
    return row(
        f"`{item.name}`", ", ".join(item.sources) or "any", ", ".join(item.targets) or "stays", f"`{item.permission}`",
        f"`{item.journal_type}`", ", ".join(also),
    )  # fmt: skip


def addresses(schema: dict[str, Any]) -> Rows:
    """Every address of the API with the status of its success by method, and its filters."""
    found = []
    for path, methods in schema["paths"].items():
        success = [next((s for s in methods.get(m, {}).get("responses", {}) if s < "4"), "") for m in ("get", "post", "patch", "delete")]
        asked = [item["name"] for item in methods.get("get", {}).get("parameters", []) if item["in"] == "query"]
        found.append(row(f"`{path.removeprefix('/api/v1')}`", *success, ", ".join(n for n in asked if n not in ("after", "limit", "fields", "expand"))))
    return found


def buttons() -> Rows:
    """Every page of the admin with act buttons or acts on many rows."""
    pages = sorted(admin.site._registry.items(), key=lambda pair: pair[0]._meta.label)
    shown = [(model, page) for model, page in pages if getattr(page, "buttons", None) or getattr(page, "set_acts", None)]
    return [row(str(model._meta.verbose_name_plural).capitalize(), code(page.buttons), code(page.set_acts)) for model, page in shown]


def columns() -> Rows:
    """The columns of imported tables: name, other headings, whether it is needed."""
    return [*_columns(clients.COLUMNS, ("code", "name")), *_columns(invoices.COLUMNS, invoices.REQUIRED)]


def _columns(known: Any, needed: Iterable[str]) -> Rows:
    return [row(f"`{name}`", ", ".join(others), "x" if name in needed else "") for name, others in known.items()]


def set_acts() -> list[str]:
    """The names of the set acts."""
    return sorted(bulk._acts)


def tasks() -> dict[str, str]:
    """Our tasks and their queues."""
    worker.loader.import_default_modules()
    return {name: task.queue for name, task in worker.tasks.items() if not name.startswith(("celery.", "test."))}
