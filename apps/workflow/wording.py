"""The columns of a record in the reader's words: labels, money, days, choices, and other records by their name.

Used wherever a version of a record is shown beside another: time line, history, "as it was", differences found by night.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import orjson
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.formats import localize, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext

from apps.kernel.money import format_money
from apps.tenants.models import User
from apps.workflow.kinds import models_by_kind

NOTHING = "—"
# What machines keep for themselves: keys of queues, digests, what is found again by search.
_UNSHOWN = {
    "id", "tenant", "version", "created_at", "updated_at", "search_text", "content_digest", "ibans_digest", "live_key", "line_key",
    "entry_key", "state_before_dispute", "notice_told_on", "queue_key", "escalated_key", "active_key", "wake_at", "digest", "approved_digest",
    "about_kind", "about_id", "held_from", "feed_key", "response_risk_at", "resolution_risk_at", "reference_hash", "page_key",
}  # fmt: skip
_readers: dict[tuple[str, str], Callable[[Any], str]] = {}


def register(model_label: str, name: str, reader: Callable[[Any], str]) -> None:
    """Declares how a column that is no plain value is read out: `reader(version)` gives the text. Called from ready()."""
    _readers[model_label, name] = reader


def shown_fields(model: type[models.Model]) -> list[models.Field]:
    """The columns that people read, in the order of the model."""
    return [field for field in model._meta.concrete_fields if field.name not in _UNSHOWN]


def label_of(field: models.Field) -> str:
    """What people call a column. Hundredths of a per cent are shown as per cent, and called so."""
    text = str(field.verbose_name)
    return str(capfirst(f"{text.partition(',')[0]}, %" if field.name.endswith("_bps") else text))


def label_of_column(model: type[models.Model], column: str) -> str:
    """What people call a column of the database; its own name where the model has none such."""
    found = next((field for field in model._meta.concrete_fields if column in (field.column, field.name)), None)
    return label_of(found) if found is not None else column


class Words:
    """Values of versions as text. Names of other records are those of today; each kind of them is read once, in one
    query. Needs a bound tenant."""

    def __init__(self, versions: Iterable[Any], *, currency: str = "") -> None:
        self._currency = currency
        self._wanted: dict[type[models.Model], set[int]] = defaultdict(set)
        self._names: dict[type[models.Model], dict[int, str]] = {}
        self._currencies: dict[tuple[type[models.Model], int], str] = {}
        for version in versions:
            self.want(version)

    def want(self, version: Any) -> None:
        """Names of what this version points at will be asked for too."""
        for field in _fields_of(version):
            target, value = _target(field), getattr(version, field.attname, None)
            if target is not None and value is not None:
                self._wanted[target].add(value)

    def text(self, version: Any, field: models.Field) -> str:
        """The value of a column in the reader's language; "—" for nothing."""
        reader = _readers.get((field.model._meta.label, field.name)) or _readers.get((_model_of(version)._meta.label, field.name))
        if reader is not None:
            return reader(version) or NOTHING
        value, target = getattr(version, field.attname), _target(field)
        if value is None or value == "":
            return NOTHING
        if target is not None:
            return self.name(target, value)
        if field.name.endswith("_minor"):
            return format_money(value, self.currency(version))
        return plain(field, value)

    def want_key(self, field: models.Field, value: Any) -> None:
        """The name of what this value of the column points at, if it points at anything, will be asked for too."""
        target = _target(field)
        if target is not None and isinstance(value, int):
            self._wanted[target].add(value)

    def value(self, field: models.Field, value: Any) -> str:
        """A value of the column as canonical data has it (key, minor units, ISO day), as `text` says it; money in the
        currency that all of them are in."""
        if value is None or value in ("", [], {}):
            return NOTHING
        target = _target(field)
        if target is not None:
            return self.name(target, value)
        if field.name.endswith("_minor"):
            return format_money(value, self._currency) if self._currency else str(value)
        return plain(field, value if field.choices else field.to_python(value))

    def name(self, target: type[models.Model], pk: int) -> str:
        """What another record is called today; its number where it is not there any more."""
        if target not in self._names or pk not in self._names[target]:
            self._wanted[target].add(pk)
            self._load(target)
        return self._names[target].get(pk) or f"№ {pk}"

    def currency(self, version: Any) -> str:
        """The currency that the amounts of the version are in: its own, or that of what it belongs to."""
        own = getattr(version, "currency", "") or self._currency
        if own:
            return str(own)
        for field in _fields_of(version):
            target, value = _target(field), getattr(version, field.attname, None)
            if target is not None and value is not None and any(item.name == "currency" for item in target._meta.concrete_fields):
                self.name(target, value)
                if found := self._currencies.get((target, value)):
                    return found
        return "UAH"

    def _load(self, target: type[models.Model]) -> None:
        wanted = self._wanted[target] - self._names.get(target, {}).keys()
        known = self._names.setdefault(target, {})
        for row in target._default_manager.filter(pk__in=wanted):
            known[row.pk] = (row.name or row.email) if isinstance(row, User) else str(row)
            if currency := getattr(row, "currency", ""):
                self._currencies[target, row.pk] = currency
        for pk in wanted - known.keys():
            known[pk] = ""


def plain(field: models.Field, value: Any) -> str:
    """A value that points at nothing, in the reader's language."""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if field.name.endswith("_bps"):
        return f"{_number(Decimal(value) / 100)}\N{NO-BREAK SPACE}%"
    if isinstance(value, Decimal):
        return _number(value, 2 if field.name.endswith("price") else 0)
    if isinstance(value, (list, dict)):
        return _structure(value)
    if isinstance(value, dt.datetime):
        return str(localize(timezone.localtime(value)))
    return str(localize(value))


def _number(value: Decimal, least: int = 0) -> str:
    text = f"{value.normalize():f}"
    return number_format(value, max(least, len(text.partition(".")[2])), use_l10n=True, force_grouping=True)


def _structure(value: Any) -> str:
    if not value:
        return NOTHING
    if isinstance(value, list) and all(isinstance(item, (str, int)) for item in value):
        return ", ".join(map(str, value))
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()


def _model_of(version: Any) -> type[models.Model]:
    """The business model of a version: the row's own, or that whose history it stands in."""
    return getattr(version, "instance_type", None) or type(version)


def _fields_of(version: Any) -> list[models.Field]:
    return shown_fields(_model_of(version))


def _target(field: models.Field) -> Any:
    """The model that the column points at, by foreign key or, where calls may not go up the layers, by its name."""
    if field.is_relation:
        return field.related_model
    if isinstance(field, models.BigIntegerField):
        if field.name.endswith("user_id"):
            return User
        if field.name == "client_id":
            return models_by_kind().get("client")
    return None


def has_column(model: type[models.Model], name: str) -> bool:
    """Whether the model has a column of that name."""
    try:
        return bool(model._meta.get_field(name).concrete)
    except FieldDoesNotExist:
        return False
