"""The mail with the link to a new password: written and sent by a worker, so that the answer waits for no mail server."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from apps.workflow.actions import find_person


def send_reset_link(email: str) -> None:
    """Sends the link to the active person with the address, in their language; an address of nobody gets nothing.

    The link is made here: no message of a queue holds it.

    Sent twice (the job was handed out again), both links work until one is used. Raises what the mail server raises.
    """
    person = find_person(email)
    if person is None or not person.is_active:
        return
    parts = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    link = settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=parts)
    with translation.override(person.language):
        subject = render_to_string("account/email/password_reset_key_subject.txt").strip()
        body = render_to_string("account/email/password_reset_key_message.txt", {"password_reset_url": link})
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [person.email])
