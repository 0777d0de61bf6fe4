"""Reads of the journal that doors share."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

DOORS = {
    "admin": _("admin"), "api": _("API"), "job": _("background job"), "command": _("command"), "sign_in": _("sign-in page"),
}  # fmt: skip
_SYSTEM = {
    "operator": _("the operator"), "reconciliation": _("reconciliation"), "sign-in": _("the sign-in page"), "demo": _("the demo"),
    "history": _("the nightly check"), "contracts": _("the contract calendar"), "billing": _("billing"),
    "approvals": _("approvals"), "sharing": _("the end of a sharing"),
}  # fmt: skip


def actor_text(label: str) -> str:
    """Who did it, as a person reads it: an address, a key, or a part of the product."""
    kind, _colon, name = label.partition(":")
    return str(_SYSTEM.get(name, name)) if kind == "system" else label
