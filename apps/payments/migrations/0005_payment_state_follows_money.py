"""A payment's state says no more and no less than its amounts."""

import django.core.validators
from django.db import migrations, models
from django.db.models import Q

CURRENCY = models.CharField(
    max_length=3, verbose_name="currency",
    validators=[django.core.validators.RegexValidator("^[A-Z]{3}$", "Three capital letters, such as UAH.")],
)
DISPUTED = Q(state="disputed", state_before_dispute__in=["received", "allocated"])
CHECKS = (
    ("payment_unallocated_states", ~Q(state__in=("pending", "authorised", "received", "failed", "reversed")) | Q(allocated_minor=0),
     "In this state none of the payment's money is allocated."),
    ("payment_partly_is_partly", ~Q(state="partially_allocated") | Q(allocated_minor__gt=0, open_minor__gt=0),
     "A partially allocated payment has something allocated and something left."),
    ("payment_received_has_a_day", Q(state__in=["pending", "authorised", "failed"]) | Q(received_on__isnull=False),
     "A received payment has the day on which it was received."),
    ("payment_dispute_knows_state_before", DISPUTED | (~Q(state="disputed") & Q(state_before_dispute="")),
     "A disputed payment knows the state before, and no other does."),
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_account_states")]

    operations = [
        migrations.AlterField("payment", "currency", CURRENCY),
        migrations.AlterField("historicalpayment", "currency", CURRENCY),
        *(
            migrations.AddConstraint(
                model_name="payment",
                constraint=models.CheckConstraint(condition=condition, name=name, violation_error_message=sentence),
            )
            for name, condition, sentence in CHECKS
        ),
    ]
