"""An allocation says whether it stands for the settlement of a statement line."""

from importlib import import_module

from django.db import migrations, models
from django.db.models import F

from apps.journal.triggers import Triggers, lifted

# SQLite makes the table anew for a column, and the trigger of reversals goes with the old one.
reversals = import_module("apps.payments.migrations.0007_reversals_take_back_their_allocation")


def tell(apps, schema_editor):
    """A settlement made its payment and its allocations at one moment; a reversal is of the kind of what it takes back."""
    allocation = apps.get_model("payments", "Allocation")._base_manager
    settling = allocation.filter(payment__statement_line__isnull=False, reverses__isnull=True, created_at=F("payment__created_at"))
    ids = list(settling.values_list("pk", flat=True))
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        allocation.filter(pk__in=part).update(settles=True)
        allocation.filter(reverses_id__in=part).update(settles=True)


class Migration(migrations.Migration):
    dependencies = [("payments", "0007_reversals_take_back_their_allocation")]

    operations = lifted(
        "payments_allocation",
        Triggers(reversals.drop, reversals.install),
        migrations.AddField(
            model_name="allocation", name="settles", field=models.BooleanField(default=False, verbose_name="settles a statement line")
        ),
        migrations.RunPython(tell, migrations.RunPython.noop, elidable=True),
        Triggers(reversals.install, reversals.drop),
    )
