"""What changed from one dated version of the contract to the next, with the way back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.api.platform.versions import Change, Version
from apps.kernel.errors import Invalid, Reason

_MAKES = ("create", "partial_update")
_ANSWERS = ("list", "retrieve", *_MAKES, "submit", "withdraw", "reopen", "issue", "void", "credit")


def percent_of(bps: int) -> str:
    """Hundredths of a per cent as a decimal string of per cent: 500 is "5.00"."""
    return f"{Decimal(bps) / 100:.2f}"


def bps_of(percent: str) -> int:
    """The way back: "5.00" is 500."""
    return int(Decimal(percent) * 100)


def _old_invoice(record: Any) -> Any:
    """Lines with discount_bps and totals of tax with rate_bps."""
    if not isinstance(record, Mapping):
        return record
    found = dict(record)
    for part, new, old in (("lines", "discount_percent", "discount_bps"), ("tax_totals", "rate_percent", "rate_bps")):
        if part in found:
            found[part] = [_renamed(item, new, old) for item in found[part]]
    return found


def _old_tax_code(record: Any) -> Any:
    return _renamed(record, "rate_percent", "rate_bps") if isinstance(record, Mapping) else record


def _renamed(item: Mapping[str, Any], new: str, old: str) -> dict[str, Any]:
    """The item with hundredths under the old name, where the new one stood."""
    return {old if name == new else name: bps_of(value) if name == new else value for name, value in item.items()}


def _new_invoice(body: Any) -> Any:
    """Lines with discount_percent. Raises Invalid for the new name, another type and what is no discount: as it was."""
    if not isinstance(body, Mapping) or not isinstance(body.get("lines"), list):
        return body
    problems: list[Reason] = []
    lines = [_new_line(line, f"lines.{index}", problems) for index, line in enumerate(body["lines"])]
    if problems:
        raise Invalid(problems)
    return {**body, "lines": lines}


def _new_line(line: Any, place: str, problems: list[Reason]) -> Any:
    if not isinstance(line, Mapping):
        return line
    if "discount_percent" in line:
        problems.append(Reason("unknown_field", _("There is no such field."), f"{place}.discount_percent"))
    if "discount_bps" not in line:
        return line
    bps = line["discount_bps"]
    if not isinstance(bps, int) or isinstance(bps, bool):
        problems.append(Reason("json_type", _("The value has another JSON type than this field."), f"{place}.discount_bps"))
    elif not 0 <= bps <= 10_000:
        problems.append(Reason("out_of_range", _("A discount is 0 to 10000 hundredths of a percent."), f"{place}.discount_bps"))
    else:
        return {"discount_percent" if name == "discount_bps" else name: percent_of(bps) if name == "discount_bps" else item for name, item in line.items()}
    return line


def _as_it_is(body: Any) -> Any:
    return body


PERCENT = Version("2026-11-26", (
    Change(
        "Rates are decimal strings of per cent like all rates: `discount_bps` of a line is `discount_percent`, `rate_bps` of a total of tax is `rate_percent`.",
        frozenset(f"invoice.{name}" for name in _ANSWERS), _new_invoice, _old_invoice, {"discount_bps": "discount_percent"},
    ),
    Change(
        "`rate_bps` of a tax code is `rate_percent`, a decimal string of per cent.",
        frozenset({"tax-code.list", "tax-code.retrieve"}), _as_it_is, _old_tax_code, {"rate_bps": "rate_percent"},
    ),
))  # fmt: skip
VERSIONS = (PERCENT,)
