"""Filters and tags of our own templates."""

from __future__ import annotations

import uuid
from typing import Any

from django import template
from django.template import Context
from django.urls import get_script_prefix
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

# In this order: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"), ("curl", "curl"))
_SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "macOS"), ("Linux", "Linux"))


@register.filter
def device(user_agent: str) -> str:
    """"Firefox · Windows" out of what a browser says of itself; the start of it where nothing is known."""
    found = [next((name for mark, name in marks if mark in user_agent), "") for marks in (_BROWSERS, _SYSTEMS)]
    return " · ".join(filter(None, found)) or user_agent[:60]


@register.simple_tag
def form_token() -> str:
    """A hidden field by which the form takes effect once, however often it is sent."""
    return format_html('<input type="hidden" name="form_token" value="{}">', uuid.uuid4().hex)


MENU, MOST_MENUS = "unfold/helpers/app_list.html", 300
_menus: dict[tuple[Any, ...], SafeString] = {}


@register.simple_tag(takes_context=True)
def menu(context: Context) -> SafeString:
    """The menu at the side by unfold's own template, written once for each language, for what a person may see of it and what is lit, and
    kept in the process: it was a third of the work of an ordinary page."""
    engine = context.template.engine  # type: ignore[union-attr]
    ours = engine.get_template(MENU).origin
    original, _origin = engine.find_template(MENU, skip=[ours])
    items = [item for group in context["sidebar_navigation"] for item in group["items"]]
    if not items or context["sidebar_show_all_applications"] or any("badge" in item for item in items):
        return original.render(context)
    key = (get_language(), get_script_prefix(), *((item["has_permission"], item["active"]) for item in items))
    if key not in _menus:
        if len(_menus) >= MOST_MENUS:
            _menus.clear()
        _menus[key] = original.render(context)
    return _menus[key]
