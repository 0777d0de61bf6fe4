"""Credit notes name the invoice and the lines that they correct; what is credited and written off counts in what is open.

SQLite makes a table anew for a column: the triggers of the history go with the old one, and those of lines and tax totals,
which name the invoices, stand in the way."""

import django.db.models.deletion
from django.db import migrations, models

from apps.journal.triggers import lifted


class Migration(migrations.Migration):
    dependencies = [("invoices", "0015_shared_invoices")]

    operations = [
        *lifted(
            "invoices_historicalinvoice",
            migrations.AddField(
                model_name='historicalinvoice',
                name='credited_minor',
                field=models.BigIntegerField(default=0, editable=False, verbose_name='credited'),
            ),
            migrations.AddField(
                model_name='historicalinvoice',
                name='credits',
                field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='invoices.invoice', verbose_name='corrects the invoice'),
            ),
            migrations.AddField(
                model_name='historicalinvoice',
                name='written_off_minor',
                field=models.BigIntegerField(default=0, editable=False, verbose_name='written off'),
            ),
        ),
        *lifted(
            "invoices_invoiceline",
            *lifted(
                "invoices_invoicetaxtotal",
                migrations.RemoveConstraint(
                    model_name='invoice',
                    name='invoice_open_is_total_less_allocated',
                ),
                migrations.RemoveConstraint(
                    model_name='invoice',
                    name='invoice_allocated_follows_state',
                ),
                migrations.AddField(
                    model_name='invoice',
                    name='credited_minor',
                    field=models.BigIntegerField(default=0, editable=False, verbose_name='credited'),
                ),
                migrations.AddField(
                    model_name='invoice',
                    name='credits',
                    field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credit_notes', to='invoices.invoice', verbose_name='corrects the invoice'),
                ),
                migrations.AddField(
                    model_name='invoice',
                    name='written_off_minor',
                    field=models.BigIntegerField(default=0, editable=False, verbose_name='written off'),
                ),
                migrations.AddConstraint(
                    model_name='invoice',
                    constraint=models.CheckConstraint(condition=models.Q(('open_minor', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('total_minor'), '-', models.F('allocated_minor')), '-', models.F('credited_minor')), '-', models.F('written_off_minor'))), models.Q(('open_minor', 0), ('state', 'void')), ('kind', 'credit_note'), _connector='OR'), name='invoice_open_is_the_rest', violation_error_message='The open amount must be the total less what is allocated, credited and written off.'),
                ),
                migrations.AddConstraint(
                    model_name='invoice',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('allocated_minor', 0), ('credited_minor', 0), ('credits__isnull', False), ('kind', 'credit_note'), ('open_minor', 0), ('written_off_minor', 0)), models.Q(models.Q(('kind', 'credit_note'), _negated=True), ('credits__isnull', True)), _connector='OR'), name='invoice_credit_note_is_not_owed', violation_error_message='A credit note, and no other, corrects an invoice; nothing is open or allocated on it.'),
                ),
                migrations.AddConstraint(
                    model_name='invoice',
                    constraint=models.CheckConstraint(condition=models.Q(('credited_minor__gte', 0), ('written_off_minor__gte', 0)), name='invoice_credited_not_negative', violation_error_message='What is credited or written off is never less than nothing.'),
                ),
                migrations.AddConstraint(
                    model_name='invoice',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('allocated_minor', 0), ('credited_minor', 0), ('state__in', ['draft', 'in_approval', 'approved', 'void']), ('written_off_minor', 0)), models.Q(('allocated_minor', 0), ('state', 'issued'), ('written_off_minor', 0)), models.Q(('allocated_minor__gt', 0), ('open_minor__gt', 0), ('state', 'partially_paid'), ('written_off_minor', 0)), models.Q(('allocated_minor__gt', 0), ('state', 'paid'), ('written_off_minor', 0)), models.Q(('credited_minor__gt', 0), ('open_minor', 0), ('state', 'credited'), ('written_off_minor', 0)), models.Q(('open_minor', 0), ('state', 'written_off'), ('written_off_minor__gt', 0)), _connector='OR'), name='invoice_sums_follow_state', violation_error_message='What is allocated, credited or written off of the invoice does not fit its state.'),
                ),
                migrations.AddField(
                    model_name='invoiceline',
                    name='credits',
                    field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='credit_lines', to='invoices.invoiceline', verbose_name='corrects the line'),
                ),
            ),
        ),
    ]
