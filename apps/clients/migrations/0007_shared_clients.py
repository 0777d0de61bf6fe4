"""A single client is shared with a person or a group of the company, until a day or for good. The table of Django's groups, which
belong to no company and which nothing read, goes."""

import django.db.models.deletion
from django.db import migrations, models

_ENDS = models.Q(
    models.Q(("ends_at__isnull", True), ("last_on__isnull", True)), models.Q(("ends_at__isnull", False), ("last_on__isnull", False)),
    _connector="OR",
)  # fmt: skip
_SAID = "A sharing has a last day and the instant at which it ends, or neither."


def _lasting() -> list[tuple[str, models.Field]]:
    return [
        ("last_on", models.DateField(blank=True, null=True, verbose_name="until, this day included")),
        ("ends_at", models.DateTimeField(blank=True, db_index=True, null=True, verbose_name="ends at")),
        ("given_at", models.DateTimeField(blank=True, null=True, verbose_name="shared at")),
        ("given_by", models.CharField(blank=True, default="", max_length=160, verbose_name="shared by")),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("clients", "0006_history_of_contacts_by_client"),
        ("tenants", "0003_groups_of_people"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="client",
            options={
                "ordering": ["-id"],
                "permissions": [("update_client", "Can update client"), ("qualify_client", "Can qualify client"), ("hold_client", "Can put on hold client"), ("release_client", "Can release client")],
                "verbose_name": "client",
                "verbose_name_plural": "clients",
            },
        ),
        *(migrations.AddField("clientuserpermission", name, field) for name, field in _lasting()),
        migrations.AddConstraint(
            "clientuserpermission", models.CheckConstraint(condition=_ENDS, name="client_person_grant_ends", violation_error_message=_SAID)
        ),
        migrations.DeleteModel("clientgrouppermission"),
        migrations.CreateModel(
            name="ClientGroupPermission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                *_lasting(),
                ("content_object", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="clients.client")),
                ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tenants.peoplegroup")),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
            ],
            options={
                "abstract": False,
                "constraints": [models.CheckConstraint(condition=_ENDS, name="client_group_grant_ends", violation_error_message=_SAID)],
                "unique_together": {("group", "permission", "content_object")},
            },
        ),
    ]
