"""What the theme makes for each row of a list anew, and is the same in all of them: made once a list."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from unfold.admin import checkbox
from unfold.templatetags import unfold_list

_MARK = "«key»"
_of_the_theme = unfold_list.result_headers


def headers_of(cl: Any) -> list[dict[str, Any]]:
    """The headers of a list's columns. The theme asks for all of them with each row, for the label that stands beside a value on a
    telephone: a tenth of a page's time."""
    if "oblik_headers" not in cl.__dict__:
        cl.oblik_headers = list(_of_the_theme(cl))
    return cl.oblik_headers  # type: ignore[no-any-return]


unfold_list.result_headers = headers_of


def box(key: int) -> SafeString:
    """The box by which a row is chosen for an action, as the theme draws it; drawn once a language."""
    return mark_safe(_box(get_language()).replace(_MARK, str(int(key))))  # noqa: S308 - a number in the theme's own words


@lru_cache(10)
def _box(_language: str | None) -> str:
    return str(checkbox.render(ACTION_CHECKBOX_NAME, _MARK))
