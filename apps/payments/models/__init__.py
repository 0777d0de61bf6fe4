from apps.payments.models.account import BankAccount
from apps.payments.models.payment import Allocation, Payment
from apps.payments.models.profile import StatementProfile
from apps.payments.models.provider import (
    ProviderCheck,
    ProviderConnection,
    ProviderEvent,
    ProviderFact,
    ProviderPayment,
    ProviderPulse,
    ProviderSecret,
)
from apps.payments.models.refund import Refund
from apps.payments.models.statement import Statement, StatementLine
from apps.payments.models.unread import UnreadFile

__all__ = [
    "Allocation", "BankAccount", "Payment", "ProviderCheck", "ProviderConnection", "ProviderEvent", "ProviderFact", "ProviderPayment",
    "ProviderPulse", "ProviderSecret", "Refund", "Statement", "StatementLine", "StatementProfile", "UnreadFile",
]  # fmt: skip
