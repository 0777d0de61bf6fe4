"""A write past the acts cannot hide: every business row is compared with its history.

A row's version is the number of its history rows, and its columns are those of the newest one. An UPDATE by hand breaks
the second, a row put in or taken out by hand the first; history itself cannot be mended to fit, by trigger. Children without
history of their own (lines of an invoice, accounts of a client) are compared with the digest that their parent holds.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models

from apps.kernel.db import columns_of, is_mysql
from apps.tenants.owned import TenantOwned
from apps.tenants.scope import scope
from apps.workflow.audited import Audited

SPAN = 20_000


@dataclass(frozen=True)
class Difference:
    """A row that its history does not explain. `what`: "history" (missing or too many versions), "columns" (the names
    that differ stand in `columns`), "children" (its own rows are not those of the digest that it holds), "gone" (the row is not there and its history does not say that it was deleted), or
    "stray" (the column in `columns` points at another company's row)."""

    model: str
    pk: int
    what: str
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        told = {
            "history": "its version is not the number of its history rows", "gone": "the row is gone without an act",
            "children": "its lines or accounts are not those that its act wrote",
        }  # fmt: skip
        if self.what == "stray":
            return f"{self.model} {self.pk}: {', '.join(self.columns)} points at another company's row"
        return f"{self.model} {self.pk}: {told.get(self.what) or 'differs from its history in ' + ', '.join(self.columns)}"


@dataclass(frozen=True)
class Children:
    """Rows without history that belong to rows of `model`: `digests` gives their digest by key of the parent, as they stand,
    in a bound tenant; the parent's `column` holds what its acts wrote (empty: not known)."""

    model: type[models.Model]
    column: str
    digests: Callable[[Sequence[int]], dict[int, str]]


_children: list[Children] = []


def register_children(children: Children) -> None:
    """Declares children that are to be compared. Called from an app's ready()."""
    _children.append(children)


def audited_models() -> list[type[models.Model]]:
    """Every model with history, by label."""
    return sorted((model for model in apps.get_models() if issubclass(model, Audited)), key=lambda model: model._meta.label)


def differences(tenant_id: int, *, told: Callable[[int], None] = lambda _rows: None) -> Iterator[Difference]:
    """What history does not explain in a company, by model and key. Reads by spans of SPAN keys, rows and
    history in one statement, so that an act that commits meanwhile does not show up; then strays(). Holds no locks.
    `told` is called behind each span with the number of rows compared in it."""
    for model in audited_models():
        yield from _of_model(model, tenant_id, told)
    for children in _children:
        yield from _of_children(children, tenant_id)
    yield from strays(tenant_id)


def _of_children(children: Children, tenant_id: int) -> Iterator[Difference]:
    """By 1,000 parents. What does not fit is read again: an act that committed between two reads has moved the parent too."""
    parents = children.model._base_manager.filter(tenant_id=tenant_id).exclude(**{children.column: ""})
    last = 0
    while told := dict(parents.filter(pk__gt=last).order_by("pk").values_list("pk", children.column)[:1000]):
        last = max(told)
        for _again in range(3):
            with scope(tenant_id):
                found = children.digests(list(told))
            now = dict(parents.filter(pk__in=[pk for pk in told if told[pk] != found[pk]]).values_list("pk", children.column))
            for pk in sorted(pk for pk in now if now[pk] == told[pk]):
                yield Difference(children.model._meta.label, pk, "children")
            told = {pk: digest for pk, digest in now.items() if digest != told[pk]}
            if not told:
                break


def strays(tenant_id: int) -> Iterator[Difference]:
    """Rows of the company that point at another company's: no act makes one, SQL by hand does. Holds no locks."""
    quote = connection.ops.quote_name
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        for field in model._meta.concrete_fields:
            target = field.related_model
            if not issubclass(model, TenantOwned) or not isinstance(target, type) or not issubclass(target, TenantOwned):
                continue
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT r.{quote(str(model._meta.pk.column))} FROM {quote(model._meta.db_table)} r "  # noqa: S608 - names come from the models
                    f"JOIN {quote(target._meta.db_table)} t ON t.{quote(str(target._meta.pk.column))} = r.{quote(str(field.column))} "
                    "WHERE r.tenant_id = %s AND t.tenant_id <> r.tenant_id ORDER BY 1 LIMIT 100",
                    [tenant_id],
                )
                for (pk,) in cursor.fetchall():
                    yield Difference(model._meta.label, pk, "stray", (str(field.column),))


def count_rows(tenant_id: int) -> int:
    """How many business rows the company has."""
    return sum(model._base_manager.filter(tenant_id=tenant_id).count() for model in audited_models())


def _of_model(model: type[models.Model], tenant_id: int, told: Callable[[int], None]) -> Iterator[Difference]:
    history = model.history.model  # type: ignore[attr-defined]
    last = history._base_manager.filter(tenant_id=tenant_id).aggregate(last=models.Max("id"))["last"] or 0
    newest = model._base_manager.filter(tenant_id=tenant_id).aggregate(last=models.Max("pk"))["last"] or 0
    for start in range(0, max(last, newest) + 1, SPAN):
        told((yield from _of_span(model, history, tenant_id, start)))


def _of_span(model: type[models.Model], history: type[models.Model], tenant_id: int, start: int) -> Generator[Difference, None, int]:
    """The differences of a span of keys; returns the number of rows compared."""
    quote, table, past = connection.ops.quote_name, model._meta.db_table, history._meta.db_table
    names = columns_of(model)
    same = "<=>" if is_mysql() else "IS"
    checks = ", ".join(f"r.{quote(name)} {same} h.{quote(name)}" for name in names)
    versions = (
        f"SELECT id, COUNT(*) AS n, MAX(history_id) AS newest FROM {quote(past)} "  # noqa: S608 - names come from the models
        "WHERE tenant_id = %s AND id >= %s AND id < %s GROUP BY id"
    )
    span = [tenant_id, start, start + SPAN]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT r.id, r.version = v.n, {checks} FROM {quote(table)} r LEFT JOIN ({versions}) v ON v.id = r.id "  # noqa: S608
            f"LEFT JOIN {quote(past)} h ON h.history_id = v.newest WHERE r.tenant_id = %s AND r.id >= %s AND r.id < %s ORDER BY r.id",
            [*span, *span],
        )
        compared = cursor.fetchall()
        for pk, counted, *equal in compared:
            if not counted:
                yield Difference(model._meta.label, pk, "history")
            elif not all(equal):
                yield Difference(model._meta.label, pk, "columns", tuple(name for name, is_equal in zip(names, equal, strict=True) if not is_equal))
        cursor.execute(
            f"SELECT v.id FROM ({versions}) v JOIN {quote(past)} h ON h.history_id = v.newest "  # noqa: S608
            f"LEFT JOIN {quote(table)} r ON r.id = v.id WHERE r.id IS NULL AND h.history_type <> '-' ORDER BY v.id",
            span,
        )
        for (pk,) in cursor.fetchall():
            yield Difference(model._meta.label, pk, "gone")
    return len(compared)
