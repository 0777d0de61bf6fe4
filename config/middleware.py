"""Middleware of the whole site."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from apps.kernel.db import is_contention, is_outage
from apps.kernel.errors import Busy
from config.errors import busy, database_away, not_a_page

# 'unsafe-eval': the admin's Alpine expressions are compiled in the browser; there is no way round it with
# this theme. Inline scripts stay forbidden, so an injected tag or attribute does not run. Inline styles
# are used by the theme and by our error pages.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class ContentSecurityPolicyMiddleware:
    """Sends the policy with every page; a view that sets its own, stricter or wider, keeps it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


class BusyMiddleware:
    """A page that met other writers for too long says so with a 503: nothing was changed, and it may be sent again. One that met no
    database says that."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for contention, whichever layer gave up, or for a database that is away; None for everything else."""
        if is_outage(exception):
            return database_away(request)
        return busy(request) if isinstance(exception, Busy) or is_contention(exception) else None


class NotAPageMiddleware:
    """An address that only takes what a button sends, and was opened as a page, says so; Django's own 405 is blank."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET" or response.streaming or response.content:
            return response
        page = not_a_page(request)
        page.headers["Allow"] = response.headers["Allow"]
        return page


class UserLanguageMiddleware:
    """Answers in the language of the user's profile, unless this browser was switched to another one.

    Stands after authentication. Before it LocaleMiddleware has chosen by cookie or browser, which is all
    that an anonymous visitor has.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.known = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        switched = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) in self.known
        if not switched and settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            language = getattr(request.user, "language", "")
            if language in self.known:
                translation.activate(language)
                request.LANGUAGE_CODE = language
        return self.get_response(request)
