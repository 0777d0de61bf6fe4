"""EMAIL_URL becomes Django's mail settings."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings.mail import mail_from_url


def test_an_smtp_address_with_login_and_tls():
    settings = mail_from_url("smtp+tls://robot%40x.ua:p%3Ass@mail.example.com")
    assert settings["EMAIL_HOST"] == "mail.example.com"
    assert settings["EMAIL_PORT"] == 587
    assert (settings["EMAIL_HOST_USER"], settings["EMAIL_HOST_PASSWORD"]) == ("robot@x.ua", "p:ss")
    assert (settings["EMAIL_USE_TLS"], settings["EMAIL_USE_SSL"]) == (True, False)


def test_sending_is_bounded_in_time():
    assert mail_from_url("smtps://mail")["EMAIL_TIMEOUT"] == 10


@pytest.mark.parametrize(("url", "word"), [("console://", "console"), ("memory://", "locmem"), ("file:///m", "filebased")])
def test_local_ways(url, word):
    assert word in mail_from_url(url)["EMAIL_BACKEND"]


@pytest.mark.parametrize("url", ["carrier-pigeon://x", "mail.example.com", "smtp://"])
def test_an_address_that_means_nothing_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        mail_from_url(url)
