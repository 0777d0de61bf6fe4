"""What is said of a form that is sent a second time, and what of it makes it the same one."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

NEW_USED = _("This form was sent before. Open a new one to enter another record.")
CHANGE_USED = _("This form was sent before. Open the record again to change more.")
MADE_ONCE = _("This form was sent twice; the record was made once.")
CHANGED_ONCE = _("This form was sent twice; the record was changed once.")
_NO_VALUES = ("csrfmiddlewaretoken", "form_token")


def posted(request: HttpRequest) -> dict[str, list[str]]:
    """The fields as they were posted, without the tokens and the buttons."""
    return {name: request.POST.getlist(name) for name in request.POST if name not in _NO_VALUES and not name.startswith("_")}
