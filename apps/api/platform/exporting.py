"""What an export is of: a noun's list as its address gives it to the asker, whole, by keyset pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.api.platform import nouns, versions
from apps.api.platform.columns import columns_for
from apps.api.platform.fields import MoneyField
from apps.api.platform.paging import PARAMETERS
from apps.api.platform.queries import BadQuery
from apps.api.platform.shaping import FIELDS, WHOLE, shape_of
from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason
from apps.workflow.exports import Column, Source
from apps.workflow.models import Export

PAGE = 500
# A page behind a key: its records, and the last key.
PageOf = Callable[[int], tuple[list[dict[str, Any]], int]]
# Of fields that show no column.
_WORDS = {
    "id": _("Number of the record"), "state": _("State"), "holds": _("Holds"), "why": _("Why"), "people": _("People on the shift"), "balances": _("Balances"),
    "schema_version": _("Schema version"), "payload": _("Payload"), "hash": _("Hash"), "previous_hash": _("Previous hash"), "last_hash": _("Last hash"),
    "next_number": _("Next number"), "last_number": _("Last number"), "last_kind": _("Kind of the last document"),
    "last_issue_on": _("Issue date of the last document"), "previous_root": _("Previous root"), "signature": _("Signature"), "address": _("Address"),
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
    page_of = _by_columns(view, rows) or _by_rows(view, rows)

    def pages() -> Iterator[list[Mapping[str, Any]]]:
        last = 0
        while True:
            records, last = page_of(last)
            if not records:
                return
            yield [versions.downgraded(record, version=view.version, operation=view.operation) for record in records]

    return Source(rows.count, columns, pages)


def _by_columns(view: Any, rows: QuerySet) -> PageOf | None:
    """Pages made of columns, as the list makes them; None where it makes them of rows."""
    columns = columns_for(view.get_serializer_class(), rows)
    if columns is None:
        return None
    wanted = columns if view.shape.fields is None else columns.only(view.shape.fields)

    def page_of(last: int) -> tuple[list[dict[str, Any]], int]:
        page = list(wanted.select(rows.filter(pk__gt=last)).order_by("pk")[:PAGE])
        return wanted.write(page), page[-1][0] if page else last

    return page_of


def _by_rows(view: Any, rows: QuerySet) -> PageOf:
    narrow = rows if view.shape is WHOLE else view.shape.narrowed(rows, view.get_serializer())

    def page_of(last: int) -> tuple[list[dict[str, Any]], int]:
        page = list(narrow.filter(pk__gt=last).order_by("pk")[:PAGE])
        return [dict(record) for record in view.told(page, many=True)], page[-1].pk if page else last

    return page_of


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
    if field.field_name in _WORDS and (field.field_name == "id" or not _is_named(model, field.field_name)):
        return _WORDS[field.field_name]
    root, _dot, rest = field.source.partition(".")
    if rest and root != field.field_name:  # of a record beside it, such as the address of a member's person
        beside = model._meta.get_field(root).related_model
        if _is_named(beside, rest):
            model, root = beside, rest
    for source in (root, field.field_name, f"{field.field_name}_minor"):
        try:
            found = model._meta.get_field(source)
        except FieldDoesNotExist:
            found = next((item for item in model._meta.concrete_fields if item.attname == source), None)
        if found is not None and hasattr(found, "verbose_name"):
            return capfirst(str(found.verbose_name))
        if found is not None and found.related_model is not None:
            return capfirst(str(found.related_model._meta.verbose_name_plural))
    return capfirst(field.field_name.replace("_", " "))


def _is_named(model: Any, name: str) -> bool:
    """Whether the model has a column of the name that its app gave a word for people."""
    found = next((item for item in model._meta.concrete_fields if item.name == name), None)
    return found is not None and str(found.verbose_name) != name.replace("_", " ")


def label_of(noun: str) -> str:
    """What people call the records at an address; the address itself where there is none any more."""
    try:
        return capfirst(str(nouns.view_at(noun)[0].model._meta.verbose_name_plural))
    except KeyError:
        return noun
