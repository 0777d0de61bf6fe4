"""Filters and tags of our own templates."""

from __future__ import annotations

import uuid

from django import template
from django.utils.html import format_html

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
