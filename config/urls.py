"""Every address of the product. Health addresses are answered before this: apps.telemetry.middleware."""

from importlib.util import find_spec

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.views.decorators.cache import cache_control
from django.views.generic import RedirectView

from apps.shifts.doors import calendar
from apps.workflow.companies import companies
from apps.workflow.notice_choice import notices
from apps.workflow.sessions import end_session, sessions


@cache_control(max_age=86400, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """A back office has nothing for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@cache_control(max_age=86400, public=True)
def favicon(request: HttpRequest) -> HttpResponse:
    """Send browsers that ask for the old address to the drawing."""
    return RedirectView.as_view(url=static("favicon.svg"))(request)


def admin_login(request: HttpRequest) -> HttpResponse:
    """Send people to the one sign-in, with its limits and second factor; the admin's own has neither."""
    if request.user.is_authenticated:
        raise PermissionDenied  # signed in, but no back office for this person: sending them round would not end
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


def closed(request: HttpRequest) -> HttpResponse:
    """Addresses are the owner's to give: nobody signs up, and a second address would be a second way round the limits."""
    raise Http404


urlpatterns: list[URLPattern | URLResolver] = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
    path("calendar/<str:token>.ics", calendar, name="calendar"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/sessions/", sessions, name="usersessions_list"),
    path("accounts/sessions/<int:pk>/end/", end_session, name="usersessions_end"),
    path("accounts/email/", closed),
    path("accounts/signup/", closed),
    path("accounts/notices/", notices, name="notices"),
    path("accounts/companies/", companies, name="companies"),
    path("accounts/", include("allauth.urls")),
    path("admin/login/", admin_login, name="admin_login"),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password"), name="admin_password_change"),
    path("admin/", admin.site.urls),
]
if find_spec("apps.api.v1.clients"):
    from apps.api.hooks import provider_message

    urlpatterns = [path("api/", include("apps.api.urls")), *urlpatterns, path("hooks/providers/<str:public_id>", provider_message, name="provider_message")]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler429 = "config.errors.too_many_requests"  # asked for by allauth
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
