"""A client, and the accounts that it pays from."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.clients.identifiers import check_iban, check_tax_id, normal_iban
from apps.clients.states import ClientKind, ClientState
from apps.clients.transitions import CLIENT
from apps.kernel.state import StateField
from apps.tenants.owned import TenantOwned
from apps.workflow.audited import Audited, known_state


class Client(CLIENT.methods(), Audited):
    """`edrpou` is the eight-digit company code or the ten-digit RNTRC of a person. `credit_limit_minor` null:
    no limit. `search_text` is casefolded, because SQLite folds ASCII only. `ibans_digest` is that of the accounts
    (`accounts.py`); empty: written before there was one."""

    subject_kind = "client"
    keeper_path, keeper_permissions = "account_manager_id", ("share_client",)
    client_path = "id"

    code = models.CharField(_("code"), max_length=30)
    legal_name = models.CharField(_("legal name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=ClientKind.choices, default=ClientKind.COMPANY)
    edrpou = models.CharField(_("EDRPOU or RNTRC"), max_length=10, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    billing_address = models.TextField(_("billing address"), blank=True, max_length=500)
    language = models.CharField(_("language"), max_length=5, default="uk", choices=[("uk", "Українська"), ("en", "English")])
    currency = models.CharField(
        _("currency"), max_length=3, default="UAH", validators=[RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, such as UAH."))]
    )
    payment_terms_days = models.PositiveSmallIntegerField(_("payment term, days"), default=14)
    credit_limit_minor = models.BigIntegerField(_("credit limit"), null=True, blank=True)
    account_manager = models.ForeignKey(
        "tenants.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("account manager")
    )
    tags = models.JSONField(_("tags"), default=list, blank=True)
    notes = models.TextField(_("notes"), blank=True, max_length=5000)
    ibans_digest = models.CharField(_("digest of the accounts"), max_length=64, blank=True, editable=False)
    search_text = models.CharField(max_length=400, blank=True, editable=False)
    state = StateField(_("state"), max_length=10, choices=ClientState.choices, default=ClientState.ACTIVE, protected=True)

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        ordering = ["-id"]
        permissions = [("update_client", "Can update client"), ("qualify_client", "Can qualify client"), ("hold_client", "Can put on hold client"), ("release_client", "Can release client")]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "code"], name="client_code_once",
                violation_error_message=_("Another client has this code."),
            ),
            models.CheckConstraint(
                condition=Q(credit_limit_minor__isnull=True) | Q(credit_limit_minor__gte=0), name="client_credit_limit",
                violation_error_message=_("The credit limit must not be negative."),
            ),
            known_state("client_state_known", ClientState.values),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenant", "edrpou"], name="client_edrpou"),
            models.Index(fields=["tenant", "state", "-id"], name="client_state"),
            models.Index(fields=["tenant", "search_text"], name="client_search"),
        ]

    def __str__(self) -> str:
        return self.short_name or self.legal_name

    def clean(self) -> None:
        """Check digits of the tax id by kind. Raises ValidationError on the field."""
        problem = check_tax_id(self.edrpou, self.kind)
        if problem:
            raise ValidationError({"edrpou": ValidationError(problem, code="tax_id")})


class ClientIban(TenantOwned):
    """An account that the client pays from: by it a payer is known."""

    client = models.ForeignKey("clients.Client", on_delete=models.CASCADE, related_name="ibans")
    iban = models.CharField(_("IBAN"), max_length=34)

    class Meta:
        verbose_name = _("client's IBAN")
        verbose_name_plural = _("client's IBANs")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["tenant", "client", "iban"], name="client_iban_once")]
        indexes = [models.Index(fields=["tenant", "iban"], name="client_iban")]

    def __str__(self) -> str:
        return self.iban

    def clean(self) -> None:
        """Normal form and check digits. Raises ValidationError."""
        self.iban = normal_iban(self.iban)
        problem = check_iban(self.iban)
        if problem:
            raise ValidationError({"iban": ValidationError(problem, code="iban")})
