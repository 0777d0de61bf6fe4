"""Settings common to every environment. All variables are listed in docs/settings.md.

Every value that differs between installations comes from the environment (or a `.env` file beside
manage.py, which never overrides the environment).
"""

import logging
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env, validate

from apps.telemetry.logs import configure_structlog, logging_settings
from config.settings.databases import cache_from_url, database_from_url
from config.settings.mail import mail_from_url

BASE_DIR = Path(__file__).resolve().parents[2]

env = Env()
env.read_env(BASE_DIR / ".env", recurse=False)

VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

# --- Security ------------------------------------------------------------------------------------
DEVELOPMENT_SECRET_KEY = "development-only-secret-key-which-production-settings-refuse-to-accept"
SECRET_KEY = env.str("SECRET_KEY", DEVELOPMENT_SECRET_KEY)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", [])
DEBUG = env.bool("DEBUG", False)
SITE_URL = env.str("SITE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
JOURNAL_SIGNING_KEY = env.str("JOURNAL_SIGNING_KEY", "").strip()

# --- Applications --------------------------------------------------------------------------------
OWN_APPS = [
    "apps.telemetry",
    "apps.tenants",
    "apps.journal",
    "apps.workflow",
    "apps.integrations",
    "apps.approvals",
    "apps.clients",
    "apps.contracts",
    "apps.shifts",
    "apps.dispatch",
    "apps.invoices",
    "apps.payments",
    "apps.reconciliation",
    "apps.analytics",
    "apps.api",
]

INSTALLED_APPS = [
    # Unfold replaces templates of the admin and of the packages it styles, so it stands before them.
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.guardian",
    "unfold.contrib.simple_history",
    "config.admin_site.OblikAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "guardian",
    "simple_history",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_celery_beat",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_structlog",
    "django_prometheus",
    *OWN_APPS,
]

MIDDLEWARE = [
    "apps.telemetry.middleware.HealthMiddleware",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "apps.telemetry.middleware.RequestLogMiddleware",
    "config.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.UserLanguageMiddleware",
    "config.middleware.BusyMiddleware",
    "config.middleware.NotAPageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "apps.tenants.middleware.TenantMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Stores --------------------------------------------------------------------------------------
DATABASES = {
    "default": database_from_url(
        env.str("DATABASE_URL", "") or f"sqlite:///{VAR_DIR / 'oblik.sqlite3'}",
        conn_max_age=env.int("CONN_MAX_AGE", 60),
        lock_wait_seconds=env.int("LOCK_WAIT_SECONDS", 5),
        answer_seconds=env.int("DATABASE_ANSWER_SECONDS", 0),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SIMPLE_HISTORY_DATE_INDEX = False  # history is read by row, never by date alone
REDIS_URL = env.str("REDIS_URL", "")
CACHES = {"default": cache_from_url(REDIS_URL)}
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # sessions must survive the loss of the cache

# --- Users and sign-in ---------------------------------------------------------------------------
AUTH_USER_MODEL = "tenants.User"

# --- Language and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "uk"
LANGUAGES = [("uk", _("Ukrainian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# --- Files ---------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Documents. They are handed out behind the permission filter; no address leads to them, whatever MEDIA_URL says.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(VAR_DIR / "media")))
MEDIA_URL = "media/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# --- Logs ----------------------------------------------------------------------------------------
LOG_FORMAT = env.str("LOG_FORMAT", "console", validate=validate.OneOf(["json", "console"]))
LOG_LEVEL = env.str("LOG_LEVEL", "INFO").upper()
if LOG_LEVEL not in logging.getLevelNamesMapping():
    raise ImproperlyConfigured("LOG_LEVEL: must be DEBUG, INFO, WARNING, ERROR or CRITICAL")
LOGGING = logging_settings(LOG_FORMAT, LOG_LEVEL)
configure_structlog()
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO  # a refusal is an answer, not a fault
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # an address is personal data; sessions keep it where needed

# --- Metrics -------------------------------------------------------------------------------------
if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).mkdir(parents=True, exist_ok=True)
PROMETHEUS_EXPORT_MIGRATIONS = False
PROMETHEUS_LATENCY_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, float("inf"))

# --- Proxy ---------------------------------------------------------------------------------------
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

# --- Mail ----------------------------------------------------------------------------------------
# Reconciliation runs: parts of a run at most, and lines that a part has at least. On SQLite a run has one.
RUN_PARTS = env.int("RUN_PARTS", 200)
RUN_PART_LINES = env.int("RUN_PART_LINES", 5_000)

EMAIL_URL = env.str("EMAIL_URL", "console://")
globals().update(mail_from_url(EMAIL_URL))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Oblik <oblik@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

from config.settings.api import *  # noqa: E402, F403
from config.settings.integrations import *  # noqa: E402, F403
from config.settings.jobs import *  # noqa: E402, F403
from config.settings.sign_in import *  # noqa: E402, F403
from config.settings.unfold import *  # noqa: E402, F403
