"""Number series."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from apps.api.platform.views import NounView
from apps.invoices.models import NumberSeries
from apps.invoices.numbering import with_last


class NumberSeriesSerializer(serializers.ModelSerializer):
    """Where the numbers of a series stand in a year. `next_number`: what the next document is given; `last_number`, `last_kind` and
    `last_issue_on`: the document that was given the last one, null before the first."""

    next_number = serializers.CharField(read_only=True)
    last_number = serializers.CharField(read_only=True, allow_null=True)
    last_kind = serializers.CharField(read_only=True, allow_null=True)
    last_issue_on = serializers.DateField(read_only=True, allow_null=True)

    class Meta:
        model = NumberSeries
        fields = ("id", "series", "year", "next_value", "next_number", "last_number", "last_kind", "last_issue_on")
        read_only_fields = fields


class NumberSeriesView(NounView):
    """Series of numbers of invoices and credit notes: given at issue, without gaps."""

    model = NumberSeries
    serializer_class = NumberSeriesSerializer
    filter_backends: list[Any] = []

    def base_queryset(self) -> QuerySet:
        return with_last(super().base_queryset())
