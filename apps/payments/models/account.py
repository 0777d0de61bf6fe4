"""A bank account of the company."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.kernel.state import StateField
from apps.payments.states import AccountState
from apps.payments.transitions import ACCOUNT
from apps.workflow.audited import Audited, known_state


class BankAccount(ACCOUNT.methods(), Audited):
    """An account in one currency. `iban` is the IBAN without blanks, or the number that the bank writes.

    A closed account takes no statements; what it has stays.
    """

    subject_kind = "bank_account"

    iban = models.CharField(_("IBAN or number"), max_length=40)
    currency = models.CharField(
        _("currency"), max_length=3, validators=[RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, such as UAH."))]
    )
    name = models.CharField(_("name"), max_length=100, blank=True)
    bank_name = models.CharField(_("bank"), max_length=100, blank=True)
    state = StateField(_("state"), max_length=10, choices=AccountState.choices, default=AccountState.OPEN, protected=True)

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["iban"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "iban", "currency"], name="bank_account_once",
                violation_error_message=_("This account is kept already."),
            ),
            known_state("bank_account_state_known", AccountState.values),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name or self.iban} ({self.currency})"
