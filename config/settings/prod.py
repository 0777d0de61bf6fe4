"""Production. Refuses to start on an unsafe value and names every one of them at once."""

import os

os.environ.setdefault("LOG_FORMAT", "json")
os.environ.setdefault("EMAIL_URL", "smtp://localhost:25")

from django.core.exceptions import ImproperlyConfigured  # noqa: E402

from config.settings.base import *  # noqa: E402, F403
from config.settings.base import STORAGES, env  # noqa: E402
from config.settings.safety import unsafe_values  # noqa: E402

SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
LANGUAGE_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 365 * 24 * 60 * 60)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"

# Names carry a digest of the content, so browsers keep files for good; `collectstatic` fills the folder.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}

if _found := unsafe_values(globals()):
    raise ImproperlyConfigured(
        "These settings are unsafe in production (docs/settings.md describes each):\n  - " + "\n  - ".join(_found)
    )
