"""Query parameters: each is declared, a value that cannot be read is refused, and nothing is ignored."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field

from apps.kernel.errors import Invalid, Reason


class BadQuery(Invalid):
    """A query parameter that is unknown, given twice, empty or unreadable. `field` of its reasons is the parameter."""

    place = "parameter"


class BadHeader(Invalid):
    """A header that cannot be read. `field` of its reasons is the header."""

    place = "header"


class VersionNeeded(BadHeader):
    """428: the caller must say which version of the record it changes."""

    status = 428
    code = "precondition_required"


def check_parameters(asked: QueryDict, known: set[str]) -> None:
    """Raises BadQuery for what an address does not know: a misspelt filter would otherwise list everything."""
    problems = []
    for name, values in asked.lists():
        if name not in known:
            problems.append(Reason("unknown_parameter", _("There is no such query parameter here."), name[:100]))
        elif len(values) > 1:
            problems.append(Reason("given_twice", _("This query parameter stands here more than once."), name))
        elif not values[0].strip():
            problems.append(Reason("empty", _("Give a value, or leave the parameter out."), name))
    if problems:
        raise BadQuery(problems[:50])


class _IdFormField(forms.Field):
    def to_python(self, value: Any) -> int | None:
        if value in (None, ""):
            return None
        if not re.fullmatch(r"[1-9][0-9]{0,17}", value):
            raise forms.ValidationError(_("Give the id of a record: a whole number."), code="invalid")
        return int(value)


class _FlagFormField(forms.Field):
    def to_python(self, value: Any) -> bool | None:
        if value not in (None, "", "true", "false"):
            raise forms.ValidationError(_("Give true or false."), code="invalid")
        return None if not value else value == "true"


@extend_schema_field({"type": "integer", "minimum": 1})
class IdFilter(filters.Filter):
    """Rows of one other record, by its id."""

    field_class = _IdFormField


@extend_schema_field({"type": "boolean"})
class FlagFilter(filters.Filter):
    """true or false, and nothing else."""

    field_class = _FlagFormField


@extend_schema_field({"type": "string", "format": "date"})
class DayFilter(filters.DateFilter):
    """A day as ISO 8601 writes it, in every language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, input_formats=["%Y-%m-%d"], **kwargs)


class FilterBackend(filters.DjangoFilterBackend):
    """Filters as declared; a value that a filter cannot read is refused with the parameter's name."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        """The rows that were asked for. Raises BadQuery."""
        declared = self.get_filterset_class(view, queryset)
        if declared is None or not any(name in declared.base_filters for name in request.query_params):
            return queryset
        filterset = self.get_filterset(request, queryset, view)
        if not filterset.is_valid():
            raise BadQuery(
                Reason(error.code or "invalid", str(message), name)
                for name, found in filterset.errors.as_data().items()
                for error in found
                for message in error.messages
            )
        return filterset.qs
