"""Fields that every noun reads and writes the same way."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import empty

from apps.kernel.errors import Invalid, Reason, Refusal
from apps.kernel.money import decimal_text, to_minor
from apps.tenants.models import Membership
from apps.tenants.scope import current_tenant_id

CURRENCY_HOLDERS = ("", "payment", "invoice", "contract")  # the row itself, then whom it belongs to
DECIMAL = r"^-?[0-9]{1,20}(\.[0-9]{1,8})?$"
MAX_ID = 2**63 - 1
_MONEY = {"type": "string", "pattern": DECIMAL, "examples": ["1234.50", "-8.00"]}
_POSITIVE = {"type": "string", "pattern": r"^[0-9]{1,20}(\.[0-9]{1,8})?$", "examples": ["1234.50", "100"]}


@extend_schema_field(_MONEY)
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


@extend_schema_field({"type": ["string", "null"], "pattern": DECIMAL, "examples": ["50000.00"]})
class MaybeMoneyField(MoneyField):
    """Money that may be absent: null."""


def currency_of(row: Any) -> str:
    """The currency that stands beside a row's amounts."""
    for holder in CURRENCY_HOLDERS:
        owner = getattr(row, holder, None) if holder else row
        if owner is not None and getattr(owner, "currency", None):
            return owner.currency
    raise AttributeError(f"{type(row).__name__} has no currency")


class DecimalText(serializers.DecimalField):
    """A decimal string in plain digits. A JSON number is refused, so that no binary fraction comes near money,
    and so is an exponent, which readers take differently."""

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, str) or not re.fullmatch(DECIMAL, data):
            raise ValidationError(_("Write a decimal string such as \"1234.50\"."), code="decimal_string")
        return super().to_internal_value(data)


@extend_schema_field(_POSITIVE)
class AmountField(serializers.Field):
    """A decimal string of money in a request, not negative; its decimals are checked where its currency is known."""

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, str) or not re.fullmatch(DECIMAL, data) or data.startswith("-"):
            raise ValidationError(_("Write a decimal string such as \"1234.50\"."), code="decimal_string")
        try:
            to_minor(data, "CLF")  # the finest currency: size
        except Refusal as refusal:
            raise ValidationError(str(refusal), code=refusal.reasons[0].code) from None
        return Decimal(data)


class PersonField(serializers.EmailField):
    """A member of the company, by address: there is no list of members to take numbers from."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)


def member_of(email: str, field: str) -> int:
    """The user id of the active member with the address. Raises Invalid. Needs a bound tenant."""
    found = find_member(email)
    if found is None:
        raise Invalid(Reason("no_member", _("There is no such member."), field))
    return found


def find_member(email: str) -> int | None:
    """The user id of the bound company's active member with the address, or None."""
    members = Membership.objects.filter(tenant_id=current_tenant_id(), user__email=email.strip().lower(), is_active=True)
    return members.values_list("user_id", flat=True).first()


@extend_schema_field({"type": "string", "pattern": r"^[0-9]{1,3}\.[0-9]{2}$", "examples": ["20.00"]})
class PercentField(serializers.Field):
    """Hundredths of a per cent as a decimal string of per cent: of 500 "5.00". `source` names the column."""

    def to_representation(self, value: int) -> str:
        whole, rest = divmod(value, 100)
        return f"{whole}.{rest:02d}"


class PercentText(DecimalText):
    """A decimal string of per cent, 0 to 100 with two decimals; gives hundredths of a per cent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=5, decimal_places=2, min_value=Decimal(0), max_value=Decimal(100), **kwargs)

    def run_validation(self, data: Any = empty) -> Any:
        return int(super().run_validation(data) * 100)


class IdField(serializers.IntegerField):
    """The id of a record."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=MAX_ID, **kwargs)


class Body(serializers.Serializer):
    """What a caller sends. A field that nobody declared is refused with a pointer to it, so that a misspelt one is
    not lost in silence; and "5" is no number, 1 is no boolean: JSON says the types already."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        problems = {
            str(name)[:100]: [ErrorDetail(_("There is no such field."), code="unknown_field")]
            for name in data
            if name not in self.fields or self.fields[name].read_only
        }
        if not hasattr(data, "getlist"):  # a form has text only
            for name, field in self.fields.items():
                if name in data and data[name] is not None and not _has_type(field, data[name]):
                    problems[name] = [ErrorDetail(_("The value has another JSON type than this field."), code="json_type")]
        try:
            checked = super().to_internal_value(data)
        except ValidationError as error:
            raise ValidationError({**error.detail, **problems}) from None  # type: ignore[dict-item]
        if problems:
            raise ValidationError(problems)
        return checked


def _has_type(field: Any, value: Any) -> bool:
    if isinstance(field, serializers.ListField):
        return isinstance(value, list) and all(item is None or _has_type(field.child, item) for item in value)
    if isinstance(field, serializers.BooleanField):
        return isinstance(value, bool)
    if isinstance(field, serializers.IntegerField):
        return isinstance(value, int) and not isinstance(value, bool)
    if isinstance(field, (serializers.CharField, serializers.ChoiceField, serializers.DateField)):
        return isinstance(value, str)
    return True


class InstantField(serializers.DateTimeField):
    """A time with its offset from UTC, as RFC 3339 writes it: a time that says no offset is no instant."""

    def to_internal_value(self, value: Any) -> dt.datetime:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})", value):
            raise ValidationError(_("Write a time with its offset, such as 2026-03-23T08:00:00+02:00."), code="instant")
        return super().to_internal_value(value)


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["09:00"]})
class ClockField(serializers.TimeField):
    """A time of day on the company's clock, hours and minutes: it is read, and no instant."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", read_only=True, **kwargs)


class CurrencyField(serializers.RegexField):
    """Three capital letters, ISO 4217."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^[A-Z]{3}\Z", trim_whitespace=False, **kwargs)


class ReasonBody(Body):
    """The body of an act that may be given a reason."""

    reason = serializers.CharField(required=False, allow_blank=True, max_length=500, default="", help_text="Kept in the journal.")


class ReasonNeededBody(Body):
    """The body of an act that needs a reason."""

    reason = serializers.CharField(max_length=500, help_text="Why; kept in the journal.")
