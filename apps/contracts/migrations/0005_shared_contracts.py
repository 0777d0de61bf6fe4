"""A single contract is shared with a person or a group of the company, until a day or for good. The table of Django's groups, which
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
        ("contracts", "0004_approved_digests"),
        ("tenants", "0003_groups_of_people"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="contract",
            options={
                "ordering": ["-id"],
                "permissions": [("update_contract", "Can update contract"), ("submit_contract", "Can submit contract"), ("withdraw_contract", "Can withdraw contract"), ("attach_document", "Can attach a document to a contract"), ("approve_contract", "Can approve contract")],
                "verbose_name": "contract",
                "verbose_name_plural": "contracts",
            },
        ),
        *(migrations.AddField("contractuserpermission", name, field) for name, field in _lasting()),
        migrations.AddConstraint(
            "contractuserpermission", models.CheckConstraint(condition=_ENDS, name="contract_person_grant_ends", violation_error_message=_SAID)
        ),
        migrations.DeleteModel("contractgrouppermission"),
        migrations.CreateModel(
            name="ContractGroupPermission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                *_lasting(),
                ("content_object", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="contracts.contract")),
                ("group", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tenants.peoplegroup")),
                ("permission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="auth.permission")),
            ],
            options={
                "abstract": False,
                "constraints": [models.CheckConstraint(condition=_ENDS, name="contract_group_grant_ends", violation_error_message=_SAID)],
                "unique_together": {("group", "permission", "content_object")},
            },
        ),
    ]
