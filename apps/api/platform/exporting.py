"""What an export is of: a noun's list as its address gives it to the asker, whole, by keyset pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.api.platform import nouns, versions
from apps.api.platform.fields import MoneyField
from apps.api.platform.paging import PARAMETERS
from apps.api.platform.queries import BadQuery
from apps.api.platform.shaping import FIELDS, WHOLE, shape_of
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason
from apps.workflow.exports import Column, Source
from apps.workflow.models import Export

PAGE = 500
# Of fields that show no column.
_WORDS = {
    "id": _("Number of the record"), "state": _("State"), "holds": _("Holds"), "why": _("Why"), "people": _("People on the shift"), "balances": _("Balances"),
}  # fmt: skip


def open_source(wanted: Export, *, actor: Actor, at: dt.datetime) -> Source:
    """The source of an export. Needs a bound tenant. Raises Invalid with places in what was asked for, NotPermitted."""
    view, rows = selected(wanted.noun, wanted.filters, actor=actor, at=at, version=wanted.contract_version)
    if not view.exportable:
        raise _no_list(wanted.noun)
    try:
        serializer = view.get_serializer_class()
        known = versions.names_of(serializer().fields, version=view.version, operation=view.operation)
        view.shape = shape_of({FIELDS: ",".join(wanted.fields)} if wanted.fields else {}, known=known, expands=())
    except BadQuery as problem:
        raise Invalid(Reason(item.code, item.message, FIELDS, item.params) for item in problem.reasons) from None
    told = {new: old for old, new in known.items()}
    names = list(dict.fromkeys(["id", *(known[name] for name in wanted.fields)])) if wanted.fields else list(told)
    columns = [_column(view.model, told[name], serializer().fields[name]) for name in names if name in told]
    if view.shape is not WHOLE:
        rows = view.shape.narrowed(rows, serializer(context=view.get_serializer_context()))

    def pages() -> Iterator[list[Mapping[str, Any]]]:
        last = 0
        while page := list(rows.filter(pk__gt=last).order_by("pk")[:PAGE]):
            records = view.told(page, many=True)
            yield [versions.downgraded(dict(record), version=view.version, operation=view.operation) for record in records]
            last = page[-1].pk

    return Source(rows.count, columns, pages)


def selected(noun: str, filters: Mapping[str, str], *, actor: Actor, at: dt.datetime, version: str) -> tuple[Any, QuerySet]:
    """A view of the noun at an address, and its rows by the filters of its list, as the actor may see them. Needs a bound tenant.

    Raises Invalid for a noun, filter or value that is none, with its place; NotPermitted.
    """
    try:
        view_class, name = nouns.view_at(noun)
    except KeyError:
        raise _no_list(noun) from None
    view = nouns.standing_in(view_class, name, "list", actor=actor, at=at, version=version, query=urlencode(dict(filters)))
    known = view.known_parameters() - PARAMETERS
    problems = [Reason("unknown_parameter", _("There is no such filter here."), f"filters.{item[:60]}") for item in filters if item not in known]
    problems += [Reason("empty", _("Give a value, or leave the parameter out."), f"filters.{item}") for item, value in filters.items() if item in known and not value.strip()]
    if problems:
        raise Invalid(problems)
    try:
        return view, view.filter_queryset(view.get_queryset())
    except BadQuery as problem:
        raise Invalid(Reason(item.code, item.message, f"filters.{item.field}", item.params) for item in problem.reasons) from None


def _no_list(noun: str) -> Invalid:
    return Invalid(Reason("unknown_noun", _("There is no list “%(noun)s”."), "noun", {"noun": noun[:40]}))


def _column(model: Any, name: str, field: Any) -> Column:
    kind = "money" if isinstance(field, MoneyField) else "day" if isinstance(field, serializers.DateField) else ""
    return Column(name, heading_of(model, field), kind)


def heading_of(model: Any, field: Any) -> Any:
    """What people call a field: the word of the column that it shows, else its name."""
    if field.field_name in _WORDS and field.source in ("id", "*", field.field_name) and not _is_column(model, field.field_name):
        return _WORDS[field.field_name]
    for source in (field.source.split(".")[0], field.field_name, f"{field.field_name}_minor"):
        try:
            found = model._meta.get_field(source)
        except FieldDoesNotExist:
            found = next((item for item in model._meta.concrete_fields if item.attname == source), None)
        if found is not None and hasattr(found, "verbose_name"):
            return capfirst(str(found.verbose_name))
        if found is not None and found.related_model is not None:
            return capfirst(str(found.related_model._meta.verbose_name_plural))
    return capfirst(field.field_name.replace("_", " "))


def _is_column(model: Any, name: str) -> bool:
    return name != "id" and any(item.name == name for item in model._meta.concrete_fields)


def label_of(noun: str) -> str:
    """What people call the records at an address; the address itself where there is none any more."""
    try:
        return capfirst(str(nouns.view_at(noun)[0].model._meta.verbose_name_plural))
    except KeyError:
        return noun
