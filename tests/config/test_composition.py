"""The product is put together whole: every app, the middleware in an order that works."""

from django.conf import settings

from config.settings.base import OWN_APPS


def _before(first, second):
    return settings.MIDDLEWARE.index(first) < settings.MIDDLEWARE.index(second)


def test_every_app_of_ours_is_installed():
    assert [app for app in settings.INSTALLED_APPS if app.startswith("apps.")] == OWN_APPS


def test_the_theme_stands_before_what_it_replaces():
    apps = settings.INSTALLED_APPS
    for replaced in ("config.admin_site.OblikAdminConfig", "guardian", "simple_history"):
        assert apps.index("unfold.apps.BasicAppConfig") < apps.index(replaced)


def test_health_is_answered_before_everything_else():
    assert settings.MIDDLEWARE[0] == "apps.telemetry.middleware.HealthMiddleware"


def test_the_tenant_is_bound_after_the_user_is_known():
    assert _before("django.contrib.auth.middleware.AuthenticationMiddleware", "apps.tenants.middleware.TenantMiddleware")


def test_requests_are_logged_around_sessions_and_users():
    assert _before(
        "apps.telemetry.middleware.RequestLogMiddleware", "django.contrib.sessions.middleware.SessionMiddleware"
    )


def test_people_are_known_by_allauth_with_its_limits():
    assert settings.ACCOUNT_ADAPTER == "apps.workflow.sign_in.AccountAdapter"
    assert "django.contrib.auth.backends.ModelBackend" not in settings.AUTHENTICATION_BACKENDS
    assert set(settings.ACCOUNT_LOGIN_METHODS) == {"email"}
    assert "webauthn" in settings.MFA_SUPPORTED_TYPES


def test_nothing_is_silenced():
    assert settings.SILENCED_SYSTEM_CHECKS == []
