"""Production settings refuse every unsafe value by its name, all of them at once."""

import pytest

from config.settings.safety import unsafe_values

KEY = "q7Zk1vM9xR3tB5nW8cY2hJ6fD4gL0pSaEuQiOeTrNyUwXzVbKmHdCj"


def good(**changes):
    return {
        "SECRET_KEY": KEY,
        "SECRET_KEY_FALLBACKS": [],
        "DEBUG": False,
        "METRICS_TOKEN": "",
        "JOURNAL_SIGNING_KEY": "0f1e2d3c4b5a6978" * 4,
        "ALLOWED_HOSTS": ["oblik.example.com"],
        "SITE_URL": "https://oblik.example.com",
        "CSRF_TRUSTED_ORIGINS": ["https://oblik.example.com"],
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31536000,
        "TRUSTED_PROXY_COUNT": 1,
        "DATABASES": {"default": {"ENGINE": "django.db.backends.mysql", "HOST": "db", "PASSWORD": "x"}},
        "CELERY_BROKER_URL": "redis://broker:6379/0",
        "REDIS_URL": "redis://cache:6379/0",
        "EMAIL_URL": "smtp://mail:25",
    } | changes


def test_good_values_pass():
    assert unsafe_values(good()) == []


@pytest.mark.parametrize(
    ("variable", "changes"),
    [
        ("SECRET_KEY", {"SECRET_KEY": "short-but-random-8fj2k"}),
        ("SECRET_KEY", {"SECRET_KEY": "a" * 80}),
        ("SECRET_KEY", {"SECRET_KEY": "development-only-secret-key-which-production-settings-refuse-to-accept"}),
        ("SECRET_KEY", {"SECRET_KEY": "django-insecure-" + KEY}),
        ("SECRET_KEY_FALLBACKS", {"SECRET_KEY_FALLBACKS": ["changeme" * 10]}),
        ("DEBUG", {"DEBUG": True}),
        ("METRICS_TOKEN", {"METRICS_TOKEN": "1234"}),
        ("JOURNAL_SIGNING_KEY", {"JOURNAL_SIGNING_KEY": ""}),
        ("JOURNAL_SIGNING_KEY", {"JOURNAL_SIGNING_KEY": "not hex"}),
        ("JOURNAL_SIGNING_KEY", {"JOURNAL_SIGNING_KEY": "0f" * 32}),
        ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": ["*"]}),
        ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": ["localhost", "127.0.0.1"]}),
        ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": []}),
        ("SITE_URL", {"SITE_URL": "http://oblik.example.com"}),
        ("SITE_URL", {"SITE_URL": "https://localhost"}),
        ("CSRF_TRUSTED_ORIGINS", {"CSRF_TRUSTED_ORIGINS": ["http://oblik.example.com"]}),
        ("CSRF_TRUSTED_ORIGINS", {"CSRF_TRUSTED_ORIGINS": ["https://*"]}),
        ("SECURE_SSL_REDIRECT", {"SECURE_SSL_REDIRECT": False, "TRUSTED_PROXY_COUNT": 0}),
        ("SECURE_HSTS_SECONDS", {"SECURE_HSTS_SECONDS": 0}),
        ("DATABASE_URL", {"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}),
        (
            "DATABASE_URL",
            {"DATABASES": {"default": {"ENGINE": "django.db.backends.mysql", "HOST": "db", "PASSWORD": ""}}},
        ),
        ("BROKER_URL", {"CELERY_BROKER_URL": "filesystem://"}),
        ("DATABASE_URL", {"DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql", "PASSWORD": "x"}}}),
        ("BROKER_URL", {"CELERY_BROKER_URL": "memory://"}),
        ("BROKER_URL", {"CELERY_BROKER_URL": "amqp://broker"}),
        ("BROKER_URL", {"CELERY_BROKER_URL": "redis://cache:6379/0"}),
        ("REDIS_URL", {"REDIS_URL": ""}),
        ("REDIS_URL", {"REDIS_URL": "http://cache"}),
        ("EMAIL_URL", {"EMAIL_URL": "console://"}),
        ("EMAIL_URL", {"EMAIL_URL": "file:///tmp/mails"}),
    ],
)
def test_an_unsafe_value_is_named(variable, changes):
    found = unsafe_values(good(**changes))
    assert [sentence.split(":")[0] for sentence in found] == [variable]


def test_all_unsafe_values_are_named_together():
    found = unsafe_values(good(DEBUG=True, ALLOWED_HOSTS=["*"], REDIS_URL=""))
    assert {sentence.split(":")[0] for sentence in found} == {"DEBUG", "ALLOWED_HOSTS", "REDIS_URL"}


def test_no_secret_is_repeated_in_a_sentence():
    assert not any("hunter2" in sentence for sentence in unsafe_values(good(SECRET_KEY="hunter2")))
