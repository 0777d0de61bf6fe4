"""Mails that are to be sent, and what each person wants of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.tenants.owned import TenantOwned


class NoticeChoices(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day, when work begins")
    NONE = "none", _("No mail")


class NoticeState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("Not sent: it does not concern the person any more")
    FAILED = "failed", _("Failed")


class Notice(TenantOwned):
    """One mail about a journal entry to a person: written with the reader's cursor, sent by a job. It holds no text: that is
    made when it is sent, from what is so then.

    `send_at`: not before. `next_at`: when a worker looks at it; while one sends, the end of its claim. `message_id` is given
    with the first attempt and kept: a mail that is sent again has the same.
    """

    sequence = models.BigIntegerField(_("journal entry"))
    person = models.ForeignKey("tenants.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    kind = models.CharField(_("about"), max_length=60)
    about_id = models.BigIntegerField(_("record"))
    in_digest = models.BooleanField(_("in the daily mail"), default=False)
    created_at = models.DateTimeField(_("created at"))
    send_at = models.DateTimeField(_("not before"))
    next_at = models.DateTimeField(_("next attempt"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    message_id = models.CharField(_("message"), max_length=120, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)
    ended_at = models.DateTimeField(_("sent or given up"), null=True)
    state = models.CharField(_("state"), max_length=8, choices=NoticeState.choices, default=NoticeState.WAITING)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "sequence", "person"], name="notice_entry_person_once"),
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="notice_state_known"),
            models.CheckConstraint(
                condition=Q(state="waiting", next_at__isnull=False, ended_at__isnull=True)
                | (~Q(state="waiting") & Q(next_at__isnull=True, ended_at__isnull=False)),
                name="notice_waits_until",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenant", "next_at"], name="notice_next"),
            models.Index(fields=["tenant", "person", "next_at"], name="notice_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} № {self.about_id}"


class NoticeChoice(TenantOwned):
    """When a person wants mails of a company. Who has no row gets them at once."""

    person = models.ForeignKey("tenants.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    choice = models.CharField(_("mails"), max_length=8, choices=NoticeChoices.choices, default=NoticeChoices.AT_ONCE)

    class Meta:
        verbose_name = _("choice of mails")
        verbose_name_plural = _("choices of mails")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "person"], name="notice_choice_once"),
            models.CheckConstraint(condition=Q(choice__in=NoticeChoices.values), name="notice_choice_known"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.get_choice_display())
