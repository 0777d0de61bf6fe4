"""A company's account at a payment provider, its secrets, and what its messages say."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.kernel.state import StateField
from apps.payments.provider_transitions import CONNECTION, PROVIDER_PAYMENT
from apps.payments.states import ConnectionState, EventState, ProviderKind, ProviderState
from apps.tenants.owned import TenantOwned
from apps.workflow.audited import Audited, known_state


class ProviderConnection(CONNECTION.methods(), Audited):
    """`public_id`: 256 random bits, hex, in the address that the provider is given. `account`: where its money is booked, in whose
    currency alone. `public_key`: the company's name at LiqPay. `status_url`: of a generic provider, "" for none. `is_test`: of the
    provider's test mode, nothing of it comes into the books."""

    subject_kind = "provider_connection"

    kind = models.CharField(_("provider"), max_length=10, choices=ProviderKind.choices)
    name = models.CharField(_("name"), max_length=100)
    public_id = models.CharField(max_length=64, unique=True, editable=False)
    account = models.ForeignKey("payments.BankAccount", on_delete=models.PROTECT, related_name="+", verbose_name=_("account"))
    public_key = models.CharField(_("public key"), max_length=100, blank=True, default="")
    status_url = models.CharField(_("status address"), max_length=500, blank=True, default="")
    is_test = models.BooleanField(_("test"), default=False)
    state = StateField(_("state"), max_length=10, choices=ConnectionState.choices, default=ConnectionState.ACTIVE, protected=True)

    class Meta:
        verbose_name = _("payment provider")
        verbose_name_plural = _("payment providers")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "name"], name="provider_connection_name_once", violation_error_message=_("Another connection has this name.")
            ),
            known_state("provider_connection_state_known", ConnectionState.values),
            models.CheckConstraint(
                condition=Q(kind="generic") | Q(status_url=""), name="provider_status_address_of_its_own",
                violation_error_message=_("Only a provider by Standard Webhooks has a status address of its own."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class ProviderSecret(TenantOwned):
    """What signs or opens the provider's API, sealed. The one without `ends_at` is current; those before it hold until then."""

    connection = models.ForeignKey(ProviderConnection, on_delete=models.PROTECT, related_name="secrets")
    name = models.CharField(max_length=20)
    sealed = models.TextField()
    created_at = models.DateTimeField(_("made at"))
    ends_at = models.DateTimeField(_("holds until"), null=True)

    class Meta:
        verbose_name = _("secret of a payment provider")
        verbose_name_plural = _("secrets of payment providers")
        ordering = ["-pk"]


class ProviderPulse(TenantOwned):
    """How a connection goes: changed with messages, so no business row. `signing_key`: the provider's, where it signs by a key of its
    own; asked for last at `key_asked_at`. `dropped`: messages with a wrong signature that were not kept, since too many came."""

    connection = models.OneToOneField(ProviderConnection, on_delete=models.PROTECT, related_name="pulse")
    signing_key = models.TextField(blank=True, default="")
    key_asked_at = models.DateTimeField(null=True)
    last_event_at = models.DateTimeField(_("last message"), null=True)
    dropped = models.PositiveIntegerField(_("wrong ones not kept"), default=0)

    class Meta:
        verbose_name = _("pulse of a payment provider")
        verbose_name_plural = _("pulses of payment providers")


class ProviderPayment(PROVIDER_PAYMENT.methods(), Audited):
    """A payment as it stands at its provider (`standing.py`). Amounts are minor units of `currency`.

    `reference`: the provider's id, by which its status is asked for; `reference_hash` is SHA-256 of it, hex, once a connection.
    `currency`: the account's until the provider said one. `asked_minor`: what was asked for on `invoice`, null where nobody asked. `paid_minor`: what the provider took, null until it said.
    `our_reference`: what came along with it, commonly the number of an invoice. `payment`: in the books. `page_key`: names a page that is
    asked for at the provider, "" where none is; until it is made, at `page_url`, it stands for `reference`. `problems`: what a person has
    to look at, a code and the sentence in each language; `is_flagged` while there are any.
    """

    subject_kind = "provider_payment"

    connection = models.ForeignKey(ProviderConnection, on_delete=models.PROTECT, related_name="payments", verbose_name=_("payment provider"))
    reference = models.CharField(_("id at the provider"), max_length=100)
    reference_hash = models.CharField(max_length=64, editable=False)
    invoice = models.ForeignKey("invoices.Invoice", on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("invoice"))
    our_reference = models.CharField(_("reference"), max_length=100, blank=True, default="")
    currency = models.CharField(_("currency"), max_length=3)
    asked_minor = models.BigIntegerField(_("asked for"), null=True)
    paid_minor = models.BigIntegerField(_("paid"), null=True)
    refunded_minor = models.BigIntegerField(_("given back"), default=0)
    fee_minor = models.BigIntegerField(_("fee"), default=0)
    paid_at = models.DateTimeField(_("paid at"), null=True)
    payment = models.ForeignKey("payments.Payment", on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("payment"))
    page_key = models.CharField(max_length=32, blank=True, default="", editable=False)
    page_url = models.TextField(_("payment page"), blank=True, default="")
    problems = models.JSONField(_("to look at"), default=list, blank=True)
    is_flagged = models.BooleanField(_("waits for a person"), default=False)
    state = StateField(_("state"), max_length=15, choices=ProviderState.choices, default=ProviderState.PENDING, protected=True)

    class Meta:
        verbose_name = _("payment at a provider")
        verbose_name_plural = _("payments at providers")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "connection", "reference_hash"], name="provider_payment_once",
                violation_error_message=_("This payment of the provider is here already: find it among the payments at providers."),
            ),
            models.CheckConstraint(
                condition=Q(asked_minor__isnull=True) | Q(asked_minor__gt=0, invoice__isnull=False), name="provider_payment_asked_on_an_invoice",
                violation_error_message=_("An amount that is asked for is more than zero and on an invoice."),
            ),
            models.CheckConstraint(
                condition=Q(payment__isnull=True) | Q(paid_minor__isnull=False), name="provider_payment_booked_is_paid",
                violation_error_message=_("Only what the provider said to be paid is in the books."),
            ),
            models.CheckConstraint(
                condition=Q(refunded_minor__gte=0, fee_minor__gte=0), name="provider_payment_sums_without_sign",
                violation_error_message=_("What was given back and the fee are not negative."),
            ),
            models.UniqueConstraint(
                fields=["tenant", "payment"], name="provider_payment_of_one_payment",
                violation_error_message=_("This payment in the books belongs to another payment at a provider."),
            ),
            known_state("provider_payment_state_known", ProviderState.values),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenant", "state", "-id"], name="provider_payment_state"),
            models.Index(fields=["tenant", "is_flagged", "-id"], name="provider_payment_flagged"),
            models.Index(fields=["connection", "page_key"], name="provider_payment_page"),
        ]

    def __str__(self) -> str:
        return self.reference


class ProviderCheck(TenantOwned):
    """When the provider is asked how a payment stands, `checks` times so far; `due_at` is null once it is asked no more. `last_error`:
    why the last answer told nothing."""

    about = models.OneToOneField(ProviderPayment, on_delete=models.PROTECT, related_name="check_row", verbose_name=_("payment at a provider"))
    asked_at = models.DateTimeField(_("asked for at"))
    due_at = models.DateTimeField(_("asked about at"), null=True)
    checks = models.PositiveSmallIntegerField(_("times asked"), default=0)
    last_error = models.CharField(_("error"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("check of a payment")
        verbose_name_plural = _("checks of payments")
        indexes = [models.Index(fields=["tenant", "due_at"], name="provider_check_due")]


class ProviderEvent(TenantOwned):
    """A message of a provider, stored to the byte before anything is made of it. `event_id`: the provider's, "" until it was read;
    `handled_key`: SHA-256 of it, hex, once it took effect, so that it does so once. `attempts`: how often handling began; `due_at`: when
    the next one may, null once it has ended. `reasons`: why it was ignored or failed, a code and the sentence in each language."""

    subject_kind = "provider_event"

    connection = models.ForeignKey(ProviderConnection, on_delete=models.PROTECT, related_name="events", verbose_name=_("payment provider"))
    event_id = models.CharField(_("id of the provider"), max_length=100, blank=True, default="")
    type = models.CharField(_("message"), max_length=100, blank=True, default="")
    received_at = models.DateTimeField(_("received at"))
    headers = models.JSONField(_("headers"), default=dict)
    body = models.BinaryField()
    body_sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField(_("bytes"))
    state = models.CharField(_("state"), max_length=10, choices=EventState.choices, default=EventState.RECEIVED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("next attempt"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    reasons = models.JSONField(_("why not"), default=list, blank=True)
    handled_key = models.CharField(max_length=64, null=True)
    about = models.ForeignKey(ProviderPayment, on_delete=models.PROTECT, related_name="events", null=True, verbose_name=_("payment at a provider"))

    class Meta:
        verbose_name = _("provider's message")
        verbose_name_plural = _("providers' messages")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "connection", "handled_key"], name="provider_event_handled_once",
                violation_error_message=_("This message took effect already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "verified"], ended_at__isnull=True) | (~Q(state__in=["received", "verified"]) & Q(due_at__isnull=True, ended_at__isnull=False)),
                name="provider_event_waits_or_ended", violation_error_message=_("A message either waits or has ended."),
            ),
            models.CheckConstraint(
                condition=Q(state="handled", handled_key__isnull=False) | (~Q(state="handled") & Q(handled_key__isnull=True)),
                name="provider_event_handled_has_its_key", violation_error_message=_("A message that took effect, and no other, holds its id."),
            ),
            known_state("provider_event_state_known", EventState.values),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["tenant", "due_at", "id"], name="provider_event_due"),
            models.Index(fields=["tenant", "state", "-id"], name="provider_event_state"),
            models.Index(fields=["connection", "state", "received_at"], name="provider_event_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.type or self.get_state_display()} № {self.pk}"


class ProviderFact(TenantOwned):
    """One thing that a provider said of a payment, once however often it was said; append-only. `fact_hash`: SHA-256 over it, hex.
    `event`: the message that said it first; null for the answer to a question. Minor units of `currency`; 0 and "": not said."""

    about = models.ForeignKey(ProviderPayment, on_delete=models.PROTECT, related_name="facts", verbose_name=_("payment at a provider"))
    event = models.ForeignKey(ProviderEvent, on_delete=models.PROTECT, related_name="+", null=True)
    fact_hash = models.CharField(max_length=64)
    kind = models.CharField(_("what"), max_length=20)
    amount_minor = models.BigIntegerField(_("amount"), default=0)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    fee_minor = models.BigIntegerField(_("fee"), default=0)
    part_id = models.CharField(_("refund or dispute"), max_length=100, blank=True, default="")
    occurred_at = models.DateTimeField(_("happened at"), null=True)
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        verbose_name = _("fact told by a provider")
        verbose_name_plural = _("facts told by providers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "about", "fact_hash"], name="provider_fact_once"),
        ]  # fmt: skip
