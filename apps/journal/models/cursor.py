"""How far each reader of the journal is, and a count that one of them keeps."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.tenants.owned import TenantOwned


class ConsumerCursor(TenantOwned):
    """The last sequence that a consumer has applied. Moved in the transaction of the effect."""

    consumer = models.CharField(_("consumer"), max_length=60)
    sequence = models.BigIntegerField(_("applied to"), default=0)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    error = models.CharField(_("error"), max_length=500, blank=True)
    retry_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("journal consumer")
        verbose_name_plural = _("journal consumers")
        ordering = ["consumer"]
        constraints = [models.UniqueConstraint(fields=["tenant", "consumer"], name="journal_cursor_once")]

    def __str__(self) -> str:
        return f"{self.consumer}: {self.sequence}"


class ParkedEntry(TenantOwned):
    """An entry that a consumer could not apply, put aside with the reason so that those behind it are read.

    `applied_at` is set when it was applied after all: see consumers.retry_parked().
    """

    consumer = models.CharField(_("consumer"), max_length=60)
    sequence = models.BigIntegerField(_("entry"))
    error = models.CharField(_("error"), max_length=500)
    parked_at = models.DateTimeField(_("parked at"))
    applied_at = models.DateTimeField(_("applied at"), null=True)

    class Meta:
        verbose_name = _("parked entry")
        verbose_name_plural = _("parked entries")
        ordering = ["consumer", "sequence"]
        constraints = [models.UniqueConstraint(fields=["tenant", "consumer", "sequence"], name="journal_parked_once")]

    def __str__(self) -> str:
        return f"{self.consumer}: {self.sequence}"


class JournalDay(TenantOwned):
    """How many entries of a type a day has (days in UTC). A read model: rebuilt from the journal at will."""

    day = models.DateField(_("day"))
    type = models.CharField(_("type"), max_length=60)
    count = models.PositiveIntegerField(_("entries"), default=0)

    class Meta:
        verbose_name = _("journal day")
        verbose_name_plural = _("journal days")
        ordering = ["-day", "type"]
        constraints = [models.UniqueConstraint(fields=["tenant", "day", "type"], name="journal_day_once")]
