"""An invoice belongs to a contract. Taken back on SQLite its table is made anew, and the triggers of lines and tax totals, which name it, stand in the way."""

import django.db.models.deletion
from django.db import migrations, models

from apps.journal.triggers import lifted


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0002_append_only'),
        ('invoices', '0009_lines_fixed_with_their_invoice'),
        ('tenants', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalinvoice',
            name='contract',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='contracts.contract', verbose_name='contract'),
        ),
        *lifted(
            "invoices_invoiceline",
            *lifted(
                "invoices_invoicetaxtotal",
                migrations.AddField(
                    model_name='invoice',
                    name='contract',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='contracts.contract', verbose_name='contract'),
                ),
            ),
        ),
        migrations.AlterField(
            model_name='historicalinvoice',
            name='contract_reference',
            field=models.CharField(blank=True, max_length=60, verbose_name='contract, as written'),
        ),
        migrations.AlterField(
            model_name='invoice',
            name='contract_reference',
            field=models.CharField(blank=True, max_length=60, verbose_name='contract, as written'),
        ),
    ]
