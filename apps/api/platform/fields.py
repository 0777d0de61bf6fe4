"""Fields that every noun writes the same way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.kernel.errors import Refusal
from apps.kernel.money import decimal_text, to_minor


@extend_schema_field({"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "examples": ["1234.50"]})
class MoneyField(serializers.Field):
    """Reads `<name>_minor` of a row as a decimal string in the row's currency."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def bind(self, field_name: str, parent: Any) -> None:
        self.source_name = f"{field_name}_minor"
        self.source = "*"
        super().bind(field_name, parent)

    def to_representation(self, row: Any) -> str | None:
        minor = getattr(row, self.source_name)
        return None if minor is None else decimal_text(minor, currency_of(row))


def currency_of(row: Any) -> str:
    """The currency that stands beside a row's amounts."""
    for holder in ("", "invoice", "account", "payment", "match", "line"):
        owner = getattr(row, holder, None) if holder else row
        if owner is not None and getattr(owner, "currency", None):
            return owner.currency
    raise AttributeError(f"{type(row).__name__} has no currency")


@extend_schema_field({"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "examples": ["1234.50"]})
class AmountField(serializers.CharField):
    """A decimal string in a request. Taken as text, so that no binary fraction comes near money."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, (str, int)) or isinstance(data, bool):
            self.fail("invalid")
        try:
            to_minor(str(data), "CLF")  # the finest currency: number, finite, size
        except Refusal as refusal:
            raise serializers.ValidationError(str(refusal), code=refusal.reasons[0].code) from None
        return Decimal(str(data))


class ReasonSerializer(serializers.Serializer):
    """The body of an act that may be given a reason."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=500, default="")


class EmptySerializer(serializers.Serializer):
    """The body of an act that takes nothing."""
