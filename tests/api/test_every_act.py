"""Every noun and public act has an address: what the back office can do, a partner's program can do. What is left out is named with why."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

from django.contrib import admin

import apps
from tests.api.omissions import ACTS, BUTTONS, LISTS
from tests.api.walls import routes

API = Path("apps/api")
# Entered under the record that they belong to.
UNDER = {"clients.Contact": "/api/v1/clients/{pk}/contacts", "clients.Interaction": "/api/v1/clients/{pk}/interactions"}


def public_acts() -> set[str]:
    """Every function of an app's `actions` that takes an actor, as "invoices.issue_invoice"."""
    found = set()
    for item in pkgutil.iter_modules(apps.__path__):
        try:
            module = importlib.import_module(f"apps.{item.name}.actions")
        except ModuleNotFoundError:
            continue
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if not name.startswith("_") and "actor" in inspect.signature(function).parameters:
                found.add(f"{item.name}.{name}")
    return found


def called() -> set[str]:
    """Every act that the code of the API names, whatever it calls the module."""
    found = set()
    for path in API.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules: dict[str, str] = {}
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith("apps."):
                continue
            app, inside = node.module.split(".")[1], node.module.split(".")[2:]
            for name in node.names:
                if not inside and name.name == "actions":
                    modules[name.asname or name.name] = app
                elif inside[:1] == ["actions"]:
                    found.add(f"{app}.{name.name}")
        found |= {
            f"{modules[node.value.id]}.{node.attr}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules
        }
    return found


def reasons(groups: dict[str, set[str]]) -> dict[str, str]:
    """The reason of each name; one that stands twice is a slip of the list."""
    found: dict[str, str] = {}
    for reason, names in groups.items():
        for name in names:
            assert name not in found, f"{name} stands twice in the list of what is left out"
            found[name] = reason
    return found


def judge(everything: set[str], addressed: set[str], left_out: dict[str, str]) -> list[str]:
    """A sentence for each thing that lacks an address and a reason, or whose reason is not true any more."""
    lacking = [f"{name} has no address and no reason in tests/api/omissions.py" for name in sorted(everything - addressed - set(left_out))]
    stale = [f"{name} is left out in tests/api/omissions.py and has an address: take it off the list" for name in sorted(set(left_out) & addressed)]
    gone = [f"{name} is left out in tests/api/omissions.py and is not there any more" for name in sorted(set(left_out) - everything)]
    return lacking + stale + gone


def test_every_public_act_has_an_address_or_a_reason():
    acts = public_acts()
    assert len(acts) > 250
    said = judge(acts, called(), reasons(ACTS))
    assert not said, "\n".join(said)


def test_every_button_of_the_admin_has_an_address_or_a_reason():
    verbs = {(route.model._meta.label, route.action) for route in routes() if route.method not in ("get", "head")}
    buttons = {f"{model._meta.label}:{name}" for model, page in admin.site._registry.items() for name in getattr(page, "buttons", {})}
    assert len(buttons) > 90
    said = judge(buttons, {f"{label}:{action}" for label, action in verbs} & buttons, reasons(BUTTONS))
    assert not said, "\n".join(said)


def test_every_form_of_the_admin_has_an_address_or_a_reason():
    """What can be entered there is entered by POST, what can be changed there by PATCH."""
    known = {(route.model._meta.label, route.method, route.of_one) for route in routes()} | {("tenants.Tenant", "patch", True)}
    known |= {(label, "post", False) for label, address in UNDER.items() if address in {route.address for route in routes() if route.method == "post"}}
    needed = {
        (model._meta.label, method, method == "patch")
        for model, page in admin.site._registry.items()
        for kind, method in (("create_act", "post"), ("update_act", "patch"))
        if getattr(page, kind, None) is not None
    }
    assert len(needed) > 50
    assert not sorted(needed - known)


def test_every_noun_with_a_page_in_the_admin_has_a_list_or_a_reason():
    nouns = {model._meta.label for model in admin.site._registry if model.__module__.startswith("apps.")}
    listed = {route.model._meta.label for route in routes() if route.action == "list"} & nouns
    said = judge(nouns, listed, reasons(LISTS))
    assert not said, "\n".join(said)


def test_a_reason_says_something():
    for groups in (ACTS, BUTTONS, LISTS):
        for reason, names in groups.items():
            assert len(reason) > 25 and reason.endswith("."), reason
            assert names, reason


def test_what_lacks_is_told():
    assert judge({"a.x", "a.y", "a.z"}, {"a.x", "a.z"}, {"a.z": "r", "a.w": "r"}) == [
        "a.y has no address and no reason in tests/api/omissions.py",
        "a.z is left out in tests/api/omissions.py and has an address: take it off the list",
        "a.w is left out in tests/api/omissions.py and is not there any more",
    ]
