"""The open door of this app: a calendar program asks with the address alone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from apps.kernel import clock
from apps.shifts.feed import feed


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """A person's shifts for their phone. Every address that is not one of ours is a 404 like any other."""
    found = feed(token, clock.now())
    if found is None:
        raise Http404
    answer = HttpResponse(found, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="shifts.ics"'
    answer["Cache-Control"] = "private, max-age=900"
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
