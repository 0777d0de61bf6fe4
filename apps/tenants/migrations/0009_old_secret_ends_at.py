"""An instant is called by its end: `_at`."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tenants", "0008_key_limits")]

    operations = [migrations.RenameField("apikey", "old_secret_until", "old_secret_ends_at")]
