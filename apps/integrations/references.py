"""Partners name records by codes and numbers; here the records are found, with the rights of the sender."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.kernel.actor import Actor
from apps.kernel.errors import Invalid, Reason
from apps.tenants.permission import permitted


def found(data: Mapping[str, Any], actor: Actor, **wanted: tuple[QuerySet[Any], str]) -> dict[str, Any]:
    """The record that each given field of the event names: `client=(queryset, "code")`. Fields that the event leaves out are None.

    Codes are compared as the database does and then exactly: "c-1" is no "C-1". Raises Invalid with every field whose record is not
    there, or not for this sender.
    """
    records: dict[str, Any] = dict.fromkeys(wanted)
    problems: list[Reason] = []
    for field, (rows, column) in wanted.items():
        if field in data:
            seen = permitted(rows.filter(**{column: data[field]}), actor, f"view_{rows.model._meta.model_name}")
            records[field] = next((row for row in seen if getattr(row, column) == data[field]), None)
            if records[field] is None:
                problems.append(Reason("no_such_record", _("There is no “%(value)s”."), field, {"value": str(data[field])[:100]}))
    if problems:
        raise Invalid(problems)
    return records
