"""Refunds of payments go through approvals."""

from django.utils.translation import gettext_lazy as _

from apps.approvals.subjects import Subject
from apps.payments import actions, refunds
from apps.payments.models import Refund

REFUND = Subject(
    kind=refunds.KIND, model=Refund, label=_("Payment refund"), content=refunds.content, facts=refunds.facts,
    on_approved=actions.approve_refund, on_rejected=actions.reject_refund, on_withdrawn=actions.withdraw_refund,
    submit_permission="payments.refund_payment", lock_before=refunds.lock_payment,
)  # fmt: skip
