"""Lines in force have their key once; lines in quarantine wait without one."""

from typing import Any

from django.db import migrations, models
from django.db.models import F


def fill(apps: Any, schema_editor: Any) -> None:
    lines = apps.get_model("payments", "StatementLine")
    lines._base_manager.exclude(statement__state="quarantined").update(live_key=F("entry_key"))


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_append_only")]

    operations = [
        migrations.AddField("statementline", "live_key", models.CharField(editable=False, max_length=64, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint(model_name="statementline", name="statement_line_once"),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.UniqueConstraint(fields=("tenant", "account", "live_key"), name="statement_line_live_once"),
        ),
    ]
