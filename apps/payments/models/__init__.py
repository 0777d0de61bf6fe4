from apps.payments.models.account import BankAccount
from apps.payments.models.payment import Allocation, Payment
from apps.payments.models.refund import Refund
from apps.payments.models.statement import Statement, StatementLine
from apps.payments.models.unread import UnreadFile

__all__ = ["Allocation", "BankAccount", "Payment", "Refund", "Statement", "StatementLine", "UnreadFile"]
