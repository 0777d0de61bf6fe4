"""What a statement proves of itself, and of the statements beside it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from apps.kernel.errors import Invalid, Reason
from apps.kernel.money import decimal_text, exponent
from apps.payments.models import BankAccount, Statement
from apps.payments.reading import ReadStatement
from apps.payments.states import StatementState


def problem_of(item: ReadStatement, account: BankAccount) -> str:
    """Why the statement goes into quarantine, or "". Raises Invalid where its amounts cannot be told at all."""
    foreign = item.currencies - {account.currency, ""}
    if "" in item.currencies and exponent(account.currency) != 2:
        raise Invalid(Reason("no_currency", _("The file does not say which currency it is in."), "file"))
    if foreign:
        return _("Entries in %(found)s on an account in %(currency)s.") % {
            "found": ", ".join(sorted(foreign))[:200], "currency": account.currency,
        }  # fmt: skip
    if item.opening_minor is None or item.closing_minor is None:
        return ""
    found = item.opening_minor + item.credit_minor - item.debit_minor
    if found == item.closing_minor:
        return ""
    texts = [decimal_text(minor, account.currency) for minor in (found, item.closing_minor, found - item.closing_minor)]
    return _("Opening balance plus entries is %(found)s, but the closing balance is %(closing)s: a difference of %(difference)s.") % {
        "found": texts[0], "closing": texts[1], "difference": texts[2],
    }  # fmt: skip


def discontinuities(item: ReadStatement, account: BankAccount) -> Iterator[str]:
    """Warnings: no balances to check by, or the statement does not meet the account's one before or after it."""
    if item.opening_minor is None or item.closing_minor is None:
        yield _("The file states no opening and closing balance, so nothing shows whether it is whole.")
    others = Statement.objects.filter(account=account, opening_minor__isnull=False, closing_minor__isnull=False)
    others = others.exclude(state=StatementState.QUARANTINED)
    if item.opening_minor is not None and item.starts_on is not None:
        before = others.filter(ends_on__lte=item.starts_on).order_by("-ends_on", "-pk").first()
        if before is not None and before.closing_minor != item.opening_minor:
            yield _("Opens with %(opening)s, but the statement before closed with %(closing)s: one may be missing.") % {
                "opening": decimal_text(item.opening_minor, account.currency),
                "closing": decimal_text(before.closing_minor or 0, account.currency),
            }
    if item.closing_minor is not None and item.ends_on is not None:
        after = others.filter(starts_on__gte=item.ends_on).order_by("starts_on", "pk").first()
        if after is not None and after.opening_minor != item.closing_minor:
            yield _("Closes with %(closing)s, but the statement after it opens with %(opening)s: one may be missing.") % {
                "closing": decimal_text(item.closing_minor, account.currency),
                "opening": decimal_text(after.opening_minor or 0, account.currency),
            }
