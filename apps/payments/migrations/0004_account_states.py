"""Bank accounts are open or closed. SQLite copies the history table, so its triggers go and come back."""

import django.core.validators
import django_fsm
from django.db import migrations, models

from apps.journal.triggers import append_only

[PROTECT] = append_only("payments_historicalbankaccount")
STATE = django_fsm.FSMField(
    choices=[("open", "Open"), ("closed", "Closed")], default="open", max_length=10, protected=True, verbose_name="state"
)
CURRENCY = models.CharField(
    max_length=3, verbose_name="currency",
    validators=[django.core.validators.RegexValidator("^[A-Z]{3}$", "Three capital letters, such as UAH.")],
)


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_lines_in_force")]

    operations = [
        migrations.RunPython(PROTECT.reverse_code, PROTECT.code),
        migrations.AddField("bankaccount", "state", STATE),
        migrations.AddField("historicalbankaccount", "state", STATE),
        migrations.AlterField("bankaccount", "currency", CURRENCY),
        migrations.AlterField("historicalbankaccount", "currency", CURRENCY),
        migrations.RunPython(PROTECT.code, PROTECT.reverse_code),
    ]
