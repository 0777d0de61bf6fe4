"""Steps that wait for holders of a permission are found by the documents on which a person holds it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approvals", "0002_append_only")]

    operations = [
        migrations.AddIndex(
            model_name="requeststep",
            index=models.Index(fields=["tenant", "queue_key", "about_id"], name="request_step_about"),
        ),
    ]
