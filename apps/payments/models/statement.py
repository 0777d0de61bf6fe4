"""What a bank says: statements and their lines."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from apps.kernel.money import format_money
from apps.kernel.state import StateField
from apps.payments.states import LineState, StatementState
from apps.payments.transitions import STATEMENT
from apps.tenants.owned import TenantOwned
from apps.workflow.audited import Audited, known_state


class Statement(STATEMENT.methods(), Audited):
    """One statement of one file. Balances are signed minor units, null where the bank states none.

    `entry_count`, `credit_minor` and `debit_minor` (positive) are of the file; `new_count` of those lines that
    no earlier statement had (in quarantine: all of them); `repeated_count` of the lines that the others repeat, which are more or fewer where
    a batch is told whole and taken apart (null for statements of before it was counted). `problem` says why it is in quarantine.
    """

    subject_kind = "statement"

    account = models.ForeignKey("payments.BankAccount", on_delete=models.PROTECT, related_name="+", verbose_name=_("bank account"))
    file_sha256 = models.CharField(_("file's SHA-256"), max_length=64)
    file_name = models.CharField(_("file"), max_length=200)
    file_position = models.PositiveSmallIntegerField(default=0)
    format = models.CharField(_("format"), max_length=30)
    statement_id = models.CharField(_("bank's number"), max_length=70, blank=True)
    sequence = models.CharField(_("sequence"), max_length=20, blank=True)
    starts_on = models.DateField(_("from"), null=True)
    ends_on = models.DateField(_("to"), null=True)
    opening_minor = models.BigIntegerField(_("opening balance"), null=True)
    closing_minor = models.BigIntegerField(_("closing balance"), null=True)
    currency = models.CharField(_("currency"), max_length=3)
    entry_count = models.PositiveIntegerField(_("entries"), default=0)
    new_count = models.PositiveIntegerField(_("new entries"), default=0)
    repeated_count = models.PositiveIntegerField(null=True, editable=False)
    credit_minor = models.BigIntegerField(_("credits"), default=0)
    debit_minor = models.BigIntegerField(_("debits"), default=0)
    problem = models.CharField(_("problem"), max_length=500, blank=True)
    warnings = models.JSONField(_("warnings"), default=list)
    state = StateField(_("state"), max_length=12, choices=StatementState.choices, default=StatementState.IMPORTED, protected=True)

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "file_sha256", "file_position"], name="statement_file_once",
                violation_error_message=_("This file was imported already."),
            ),
            models.CheckConstraint(
                condition=~Q(state="quarantined") | ~Q(problem=""), name="statement_quarantine_has_problem",
                violation_error_message=_("A statement in quarantine says why."),
            ),
            known_state("statement_state_known", StatementState.values),
            models.CheckConstraint(
                condition=Q(credit_minor__gte=0, debit_minor__gte=0), name="statement_sums_not_negative",
                violation_error_message=_("Credits and debits are sums without a sign."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["tenant", "account", "starts_on"], name="statement_account")]

    def __str__(self) -> str:
        days = [date_format(day) for day in (self.starts_on, self.ends_on) if day]
        return " ".join(filter(None, [str(self.account), "–".join(days)]))

    @property
    def balances(self) -> bool | None:
        """Opening plus entries is closing; None where a balance is missing."""
        if self.opening_minor is None or self.closing_minor is None:
            return None
        return self.opening_minor + self.credit_minor - self.debit_minor == self.closing_minor


class StatementLine(TenantOwned):
    """One booked entry, for ever as the bank wrote it; only `reconciled_state` moves.

    `entry_key` is SHA-256 over the entry's facts and its ordinal among equal entries of the day, so that an
    overlapping statement adds nothing twice and equal entries are counted, not merged. `live_key` is that key
    while the line is in force: null in quarantine, and for good where a statement released from quarantine
    repeats what the account has. So what waits in quarantine does not stand in the way of the bank's corrected file.
    `batch_key`: of a part of a batch the key of the batch whole, "" of all others.
    """

    subject_kind = "statement_line"

    account = models.ForeignKey("payments.BankAccount", on_delete=models.PROTECT, related_name="+", verbose_name=_("bank account"))
    statement = models.ForeignKey("payments.Statement", on_delete=models.PROTECT, related_name="lines", verbose_name=_("statement"))
    position = models.PositiveIntegerField(_("position"))
    booked_on = models.DateField(_("booked on"))
    value_on = models.DateField(_("value date"), null=True)
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    counterparty_name = models.CharField(_("counterparty"), max_length=200, blank=True)
    counterparty_iban = models.CharField(_("counterparty's IBAN"), max_length=40, blank=True)
    counterparty_tax_id = models.CharField(_("counterparty's tax id"), max_length=35, blank=True)
    remittance = models.TextField(_("remittance text"), blank=True)
    reference = models.CharField(_("bank reference"), max_length=70, blank=True)
    end_to_end_id = models.CharField(_("end-to-end id"), max_length=70, blank=True)
    is_reversal = models.BooleanField(_("reversal"), default=False)
    raw = models.TextField(_("as read"), blank=True)
    entry_key = models.CharField(max_length=64)
    live_key = models.CharField(max_length=64, null=True, editable=False)
    batch_key = models.CharField(max_length=64, blank=True, default="", editable=False)
    reconciled_state = models.CharField(_("state"), max_length=10, choices=LineState.choices, default=LineState.OPEN)

    class Meta:
        verbose_name = _("statement line")
        verbose_name_plural = _("statement lines")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "account", "live_key"], name="statement_line_live_once"),
            known_state("statement_line_state_known", LineState.values, "reconciled_state"),
            models.CheckConstraint(
                condition=Q(live_key__isnull=False) | Q(reconciled_state__in=["open", "ignored"]), name="statement_line_settled_is_live",
                violation_error_message=_("A line in quarantine is neither proposed nor settled."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["account", "reconciled_state", "booked_on"], name="statement_line_open"),
            models.Index(fields=["statement", "position"], name="statement_line_statement"),
            models.Index(fields=["account", "batch_key"], name="statement_line_batch"),
            models.Index(fields=["tenant", "reference"], name="statement_line_reference"),
            models.Index(fields=["tenant", "reconciled_state", "booked_on"], name="statement_line_waiting"),
            models.Index(fields=["tenant", "reconciled_state", "amount_minor"], name="statement_line_amount"),
            models.Index(fields=["tenant", "counterparty_iban"], name="statement_line_payer"),
        ]

    def __str__(self) -> str:
        return self.reference or f"{date_format(self.booked_on)} {format_money(self.amount_minor, self.currency)}"
