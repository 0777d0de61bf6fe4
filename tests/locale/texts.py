"""Every text of ours that is translated, from code and templates."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

from django.template import Engine
from django.template.base import Node, NodeList, Template
from django.template.engine import Engine as AnyEngine
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale" / "uk" / "LC_MESSAGES" / "django.po"
SOURCES = ("apps", "config")
_ONE = {"gettext", "gettext_lazy", "gettext_noop"}
_PLURAL = {"ngettext", "ngettext_lazy"}

Text = tuple[str, str | None]  # msgid, and the plural where the text counts something


def texts_of_code() -> dict[Text, set[str]]:
    """The literal arguments of gettext and its kin, under whatever name the module imports them, and where they stand."""
    found: dict[Text, set[str]] = defaultdict(set)
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = {
                alias.asname or alias.name: alias.name
                for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
                for alias in node.names
            }  # fmt: skip
            for node in ast.walk(tree):
                if isinstance(node, ast.Call):
                    for text in _of_call(node, names):
                        found[text].add(f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def _of_call(node: ast.Call, names: dict[str, str]) -> list[Text]:
    called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
    called = names.get(called, called)
    literals = [item.value for item in node.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    if called in _PLURAL and len(literals) >= 2:
        return [(literals[0], literals[1])]
    return [(literals[0], None)] if called in _ONE and literals and literals[0] else []


def texts_of_templates() -> dict[Text, set[str]]:
    """What {% translate %} and {% blocktranslate %} say in our templates, and where."""
    engine: AnyEngine = Engine.get_default()
    found: dict[Text, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for node in _nodes(Template(path.read_text(encoding="utf-8"), engine=engine).nodelist):
            if isinstance(node, TranslateNode) and isinstance(node.filter_expression.var, str):
                found[node.filter_expression.var, None].add(str(path.relative_to(ROOT)))
            elif isinstance(node, TranslateNode) and getattr(node.filter_expression.var, "literal", None):
                found[node.filter_expression.var.literal, None].add(str(path.relative_to(ROOT)))
            elif isinstance(node, BlockTranslateNode):
                one = node.render_token_list(node.singular)[0]
                many = node.render_token_list(node.plural)[0] if node.plural else None
                found[one, many].add(str(path.relative_to(ROOT)))
    return found


def _nodes(nodes: NodeList) -> list[Node]:
    found: list[Node] = []
    for node in nodes:
        found.append(node)
        for name in (*node.child_nodelists, "conditions_nodelists"):
            children = getattr(node, name, None) or []
            for child in children:
                found += _nodes(child[1] if isinstance(child, tuple) else NodeList([child])) if name == "conditions_nodelists" else _nodes(NodeList([child]))
    return found


def all_texts() -> dict[Text, set[str]]:
    """Both of them."""
    found = texts_of_code()
    for text, places in texts_of_templates().items():
        found[text] |= places
    return found
