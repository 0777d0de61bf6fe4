"""Contracts and amendments remember what was approved, and no other state can be stored. SQLite makes a table anew for a
column: the triggers of the history go with the old one."""

from django.db import migrations, models

from apps.journal.triggers import lifted

_TOLD = "What was approved is on record from the approval on, and not before."


def _column() -> models.CharField:
    return models.CharField(blank=True, default="", editable=False, max_length=64, verbose_name="digest of what was approved")


def _known(name: str, states: list[str]) -> models.CheckConstraint:
    return models.CheckConstraint(condition=models.Q(("state__in", states)), name=name, violation_error_message="There is no such state.")


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0002_append_only"),
        ("contracts", "0003_history_of_terms_by_contract"),
    ]

    operations = [
        *lifted("contracts_historicalcontract", migrations.AddField("historicalcontract", "approved_digest", _column())),
        *lifted("contracts_historicalamendment", migrations.AddField("historicalamendment", "approved_digest", _column())),
        migrations.AddField("contract", "approved_digest", _column()),
        migrations.AddField("amendment", "approved_digest", _column()),
        migrations.AddConstraint(
            "contract",
            _known(
                "contract_state_known", ["draft", "in_approval", "approved", "active", "suspended", "expired", "terminated", "cancelled"]
            ),
        ),
        migrations.AddConstraint("amendment", _known("amendment_state_known", ["draft", "in_approval", "approved", "rejected", "withdrawn"])),
        migrations.AddConstraint(
            "contract",
            models.CheckConstraint(
                condition=models.Q(("approved_digest", ""), models.Q(("state__in", ["draft", "in_approval"]), _negated=True), _connector="OR"),
                name="contract_digest_from_approval_on",
                violation_error_message=_TOLD,
            ),
        ),
        migrations.AddConstraint(
            "amendment",
            models.CheckConstraint(
                condition=models.Q(("approved_digest", ""), ("state", "approved"), _connector="OR"),
                name="amendment_digest_from_approval_on",
                violation_error_message=_TOLD,
            ),
        ),
    ]
