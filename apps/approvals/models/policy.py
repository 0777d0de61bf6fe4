"""Who must approve what, under a version."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.approvals.states import Breach, PolicyState, Quorum, Who
from apps.approvals.transitions import POLICY
from apps.kernel.state import StateField
from apps.tenants.owned import TenantOwned
from apps.tenants.roles import Role
from apps.workflow.audited import Audited

MOST_HOURS = 2000


class ApprovalPolicy(POLICY.methods(), Audited):
    """When the steps are asked for. What is left empty does not narrow. Amounts are minor units of `currency`, from
    `amount_from_minor` up to and without `amount_below_minor`; the dates are half-open too.

    `active_key` is the code while the version is active, else null: one active version a code. `expire_days`: calendar
    days after which a request that nobody finished expires.
    """

    subject_kind = "approval_policy"

    code = models.CharField(
        _("code"), max_length=40, validators=[RegexValidator(r"^[\w.-]+$", _("Letters, digits and - . _ only."))]
    )
    number = models.PositiveIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=100)
    applies_to = models.CharField(_("kind of document"), max_length=40)
    currency = models.CharField(
        _("currency"), max_length=3, blank=True, validators=[RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, such as UAH."))]
    )
    amount_from_minor = models.BigIntegerField(_("amount from"), null=True, blank=True)
    amount_below_minor = models.BigIntegerField(_("amount below"), null=True, blank=True)
    client_id = models.BigIntegerField(_("client"), null=True, blank=True)
    department = models.CharField(_("department"), max_length=60, blank=True)
    contract_kind = models.CharField(_("kind of contract"), max_length=30, blank=True)
    starts_on = models.DateField(_("valid from"))
    ends_before = models.DateField(_("valid to, not included"), null=True, blank=True)
    expire_days = models.PositiveSmallIntegerField(_("expires after days"), null=True, blank=True)
    active_key = models.CharField(max_length=40, null=True, editable=False)
    state = StateField(_("state"), max_length=10, choices=PolicyState.choices, default=PolicyState.DRAFT, protected=True)

    class Meta:
        verbose_name = _("approval policy")
        verbose_name_plural = _("approval policies")
        ordering = ["code", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "code", "number"], name="policy_version_once",
                violation_error_message=_("Another version was saved under this number meanwhile."),
            ),
            models.UniqueConstraint(
                fields=["tenant", "active_key"], name="policy_active_once",
                violation_error_message=_("Another version of this policy is active."),
            ),
            models.CheckConstraint(
                condition=Q(state="active", active_key__isnull=False) | Q(state__in=["draft", "retired"], active_key__isnull=True),
                name="policy_active_key_follows_state",
                violation_error_message=_("A policy counts as active exactly while its state says so."),
            ),
            models.CheckConstraint(
                condition=Q(amount_from_minor__isnull=True) | Q(amount_below_minor__isnull=True) | Q(amount_below_minor__gt=F("amount_from_minor")),
                name="policy_amounts",
                violation_error_message=_("The amounts must end above where they begin."),
            ),
            models.CheckConstraint(
                condition=Q(amount_from_minor__isnull=True, amount_below_minor__isnull=True) | ~Q(currency=""),
                name="policy_amounts_have_currency",
                violation_error_message=_("Amounts need a currency."),
            ),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")), name="policy_period",
                violation_error_message=_("The period must end after it starts."),
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["tenant", "applies_to", "state"], name="policy_kind_state")]

    def __str__(self) -> str:
        return f"{self.name} · v{self.number}"


class PolicyStep(TenantOwned):
    """One question to some people. Never changed once its policy is active. `quorum_count` counts for "so many of them";
    `sla_hours` are working hours of the company; `may_repeat`: somebody who counted in another step may count here too.
    """

    policy = models.ForeignKey("approvals.ApprovalPolicy", on_delete=models.CASCADE, related_name="steps", verbose_name=_("policy"))
    position = models.PositiveSmallIntegerField(_("position"))
    parallel = models.BooleanField(_("together with the one before"), default=False)
    who = models.CharField(_("who"), max_length=10, choices=Who.choices)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    user = models.ForeignKey("tenants.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("person"))
    permission = models.CharField(_("permission on the document"), max_length=60, blank=True)
    quorum = models.CharField(_("how many"), max_length=5, choices=Quorum.choices, default=Quorum.ANY)
    quorum_count = models.PositiveSmallIntegerField(_("number of people"), default=1)
    sla_hours = models.PositiveIntegerField(
        _("working hours to decide"), default=16, validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)]
    )
    on_breach = models.CharField(_("when late"), max_length=10, choices=Breach.choices, default=Breach.REMIND)
    escalate_role = models.CharField(_("escalate to the role"), max_length=20, choices=Role.choices, blank=True)
    escalate_user = models.ForeignKey(
        "tenants.User", on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("escalate to the person")
    )
    may_repeat = models.BooleanField(_("may be somebody who counted in another step"), default=False)

    class Meta:
        verbose_name = _("policy step")
        verbose_name_plural = _("policy steps")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "policy", "position"], name="policy_step_position_once"),
            models.CheckConstraint(
                condition=(Q(who="role") & ~Q(role="") & Q(user__isnull=True, permission=""))
                | Q(who="user", user__isnull=False, role="", permission="")
                | Q(who="manager", user__isnull=True, role="", permission="")
                | (Q(who="holders", user__isnull=True, role="") & ~Q(permission="")),
                name="policy_step_says_who",
                violation_error_message=_("A step names exactly one of: a role, a person, the owner's manager, a permission."),
            ),
            models.CheckConstraint(
                condition=Q(quorum_count__gte=1), name="policy_step_quorum",
                violation_error_message=_("At least one person must approve."),
            ),
            models.CheckConstraint(
                condition=Q(sla_hours__gte=1, sla_hours__lte=MOST_HOURS), name="policy_step_hours",
                violation_error_message=_("The time to decide is between 1 and 2000 working hours."),
            ),
            models.CheckConstraint(
                condition=(Q(on_breach="escalate") & ((~Q(escalate_role="") & Q(escalate_user__isnull=True)) | Q(escalate_role="", escalate_user__isnull=False)))
                | Q(on_breach__in=["remind", "reject"], escalate_role="", escalate_user__isnull=True),
                name="policy_step_escalation",
                violation_error_message=_("A step that escalates says to whom: a role or a person; another step does not."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.position}"
