import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('clients', '0001_clients'),
        ('tenants', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalInvoice',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('actor_label', models.CharField(blank=True, default='', max_length=160)),
                ('request_id', models.CharField(blank=True, default='', max_length=64)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='changed at')),
                ('history_user_id', models.BigIntegerField(null=True)),
                ('kind', models.CharField(choices=[('invoice', 'Invoice'), ('credit_note', 'Credit note'), ('proforma', 'Proforma')], default='invoice', max_length=12, verbose_name='kind')),
                ('series', models.CharField(default='INV', max_length=20, validators=[django.core.validators.RegexValidator('^[\\w/.-]+$', 'Letters, digits and - . / only.')], verbose_name='series')),
                ('number', models.CharField(blank=True, max_length=40, null=True, verbose_name='number')),
                ('contract_reference', models.CharField(blank=True, max_length=60, verbose_name='contract')),
                ('issue_on', models.DateField(verbose_name='issue date')),
                ('due_on', models.DateField(verbose_name='due date')),
                ('tax_point_on', models.DateField(verbose_name='tax point')),
                ('currency', models.CharField(max_length=3, validators=[django.core.validators.RegexValidator('^[A-Z]{3}$', 'Three capital letters, such as UAH.')], verbose_name='currency')),
                ('exchange_rate', models.DecimalField(decimal_places=8, default=1, max_digits=18, verbose_name='exchange rate')),
                ('payment_reference', models.CharField(blank=True, max_length=60, verbose_name='payment reference')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='note')),
                ('net_minor', models.BigIntegerField(default=0, verbose_name='net')),
                ('tax_minor', models.BigIntegerField(default=0, verbose_name='tax')),
                ('total_minor', models.BigIntegerField(default=0, verbose_name='total')),
                ('allocated_minor', models.BigIntegerField(default=0, verbose_name='allocated')),
                ('open_minor', models.BigIntegerField(default=0, verbose_name='open')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_approval', 'In approval'), ('approved', 'Approved'), ('issued', 'Issued'), ('partially_paid', 'Partially paid'), ('paid', 'Paid'), ('void', 'Void'), ('credited', 'Credited'), ('written_off', 'Written off')], default='draft', max_length=15, verbose_name='state')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('client', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='clients.client', verbose_name='client')),
                ('tenant', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tenants.tenant', verbose_name='company')),
            ],
            options={
                'verbose_name': 'historical invoice',
                'verbose_name_plural': 'historical invoices',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalTaxCode',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('actor_label', models.CharField(blank=True, default='', max_length=160)),
                ('request_id', models.CharField(blank=True, default='', max_length=64)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='changed at')),
                ('history_user_id', models.BigIntegerField(null=True)),
                ('code', models.CharField(max_length=20, verbose_name='code')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('rate_bps', models.PositiveIntegerField(verbose_name='rate, hundredths of a per cent')),
                ('category', models.CharField(choices=[('S', 'Standard rate'), ('Z', 'Zero rate'), ('E', 'Exempt'), ('AE', 'Reverse charge'), ('G', 'Export'), ('O', 'Outside the scope of tax')], max_length=2, verbose_name='category')),
                ('starts_on', models.DateField(verbose_name='valid from')),
                ('ends_before', models.DateField(blank=True, null=True, verbose_name='valid to, not included')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('tenant', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='tenants.tenant', verbose_name='company')),
            ],
            options={
                'verbose_name': 'historical tax code',
                'verbose_name_plural': 'historical tax codes',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Invoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='changed at')),
                ('kind', models.CharField(choices=[('invoice', 'Invoice'), ('credit_note', 'Credit note'), ('proforma', 'Proforma')], default='invoice', max_length=12, verbose_name='kind')),
                ('series', models.CharField(default='INV', max_length=20, validators=[django.core.validators.RegexValidator('^[\\w/.-]+$', 'Letters, digits and - . / only.')], verbose_name='series')),
                ('number', models.CharField(blank=True, max_length=40, null=True, verbose_name='number')),
                ('contract_reference', models.CharField(blank=True, max_length=60, verbose_name='contract')),
                ('issue_on', models.DateField(verbose_name='issue date')),
                ('due_on', models.DateField(verbose_name='due date')),
                ('tax_point_on', models.DateField(verbose_name='tax point')),
                ('currency', models.CharField(max_length=3, validators=[django.core.validators.RegexValidator('^[A-Z]{3}$', 'Three capital letters, such as UAH.')], verbose_name='currency')),
                ('exchange_rate', models.DecimalField(decimal_places=8, default=1, max_digits=18, verbose_name='exchange rate')),
                ('payment_reference', models.CharField(blank=True, max_length=60, verbose_name='payment reference')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='note')),
                ('net_minor', models.BigIntegerField(default=0, verbose_name='net')),
                ('tax_minor', models.BigIntegerField(default=0, verbose_name='tax')),
                ('total_minor', models.BigIntegerField(default=0, verbose_name='total')),
                ('allocated_minor', models.BigIntegerField(default=0, verbose_name='allocated')),
                ('open_minor', models.BigIntegerField(default=0, verbose_name='open')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_approval', 'In approval'), ('approved', 'Approved'), ('issued', 'Issued'), ('partially_paid', 'Partially paid'), ('paid', 'Paid'), ('void', 'Void'), ('credited', 'Credited'), ('written_off', 'Written off')], default='draft', max_length=15, verbose_name='state')),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invoices', to='clients.client', verbose_name='client')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company')),
            ],
            options={
                'verbose_name': 'invoice',
                'verbose_name_plural': 'invoices',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='InvoiceGroupPermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='invoices.invoice')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.group')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='InvoiceTaxTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(max_length=2, verbose_name='category')),
                ('rate_bps', models.PositiveIntegerField(verbose_name='rate, hundredths of a per cent')),
                ('base_minor', models.BigIntegerField(verbose_name='taxable amount')),
                ('tax_minor', models.BigIntegerField(verbose_name='tax')),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tax_totals', to='invoices.invoice')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company')),
            ],
            options={
                'verbose_name': 'tax total',
                'verbose_name_plural': 'tax totals',
                'ordering': ['-rate_bps', 'category'],
            },
        ),
        migrations.CreateModel(
            name='InvoiceUserPermission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='invoices.invoice')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NumberSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(max_length=20, verbose_name='series')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('next_value', models.PositiveIntegerField(default=1, verbose_name='next number')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company')),
            ],
            options={
                'verbose_name': 'number series',
                'verbose_name_plural': 'number series',
                'ordering': ['series', 'year'],
            },
        ),
        migrations.CreateModel(
            name='TaxCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='changed at')),
                ('code', models.CharField(max_length=20, verbose_name='code')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('rate_bps', models.PositiveIntegerField(verbose_name='rate, hundredths of a per cent')),
                ('category', models.CharField(choices=[('S', 'Standard rate'), ('Z', 'Zero rate'), ('E', 'Exempt'), ('AE', 'Reverse charge'), ('G', 'Export'), ('O', 'Outside the scope of tax')], max_length=2, verbose_name='category')),
                ('starts_on', models.DateField(verbose_name='valid from')),
                ('ends_before', models.DateField(blank=True, null=True, verbose_name='valid to, not included')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company')),
            ],
            options={
                'verbose_name': 'tax code',
                'verbose_name_plural': 'tax codes',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='InvoiceLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='position')),
                ('description', models.CharField(max_length=300, verbose_name='description')),
                ('quantity', models.DecimalField(decimal_places=4, max_digits=14, verbose_name='quantity')),
                ('unit', models.CharField(default='pcs', max_length=20, verbose_name='unit')),
                ('unit_price', models.DecimalField(decimal_places=4, max_digits=16, verbose_name='unit price')),
                ('discount_bps', models.PositiveIntegerField(default=0, verbose_name='discount, hundredths of a per cent')),
                ('net_minor', models.BigIntegerField(verbose_name='net')),
                ('tax_minor', models.BigIntegerField(verbose_name='tax')),
                ('gross_minor', models.BigIntegerField(verbose_name='gross')),
                ('invoice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='invoices.invoice')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenants.tenant', verbose_name='company')),
                ('tax_code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='invoices.taxcode', verbose_name='tax code')),
            ],
            options={
                'verbose_name': 'invoice line',
                'verbose_name_plural': 'invoice lines',
                'ordering': ['position'],
            },
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['tenant', 'state', 'due_on'], name='invoice_state_due'),
        ),
        migrations.AddIndex(
            model_name='invoice',
            index=models.Index(fields=['tenant', 'issue_on'], name='invoice_issue_on'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.UniqueConstraint(fields=('tenant', 'number'), name='invoice_number_once', violation_error_message='Another invoice has this number.'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('open_minor', django.db.models.expressions.CombinedExpression(models.F('total_minor'), '-', models.F('allocated_minor'))), models.Q(('open_minor', 0), ('state', 'void')), _connector='OR'), name='invoice_open_is_total_less_allocated', violation_error_message='The open amount must be the total less what is allocated.'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('open_minor__gte', 0)), name='invoice_open_not_negative', violation_error_message='More would be allocated than the invoice has open.'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('allocated_minor__gte', 0)), name='invoice_allocated_not_negative', violation_error_message='More would be taken off than is allocated.'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(('total_minor', django.db.models.expressions.CombinedExpression(models.F('net_minor'), '+', models.F('tax_minor')))), name='invoice_total_is_net_and_tax', violation_error_message='The total must be net plus tax.'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number__isnull', False), ('state__in', ('issued', 'partially_paid', 'paid', 'void', 'credited', 'written_off'))), ('state__in', ['draft', 'in_approval', 'approved']), _connector='OR'), name='invoice_number_from_issue_on', violation_error_message='An issued invoice has a number.'),
        ),
        migrations.AddConstraint(
            model_name='invoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'paid'), _negated=True), ('open_minor', 0), _connector='OR'), name='invoice_paid_is_nothing_open', violation_error_message='A paid invoice has nothing open.'),
        ),
        migrations.AlterUniqueTogether(
            name='invoicegrouppermission',
            unique_together={('group', 'permission', 'content_object')},
        ),
        migrations.AddConstraint(
            model_name='invoicetaxtotal',
            constraint=models.UniqueConstraint(fields=('tenant', 'invoice', 'category', 'rate_bps'), name='invoice_tax_total_once'),
        ),
        migrations.AlterUniqueTogether(
            name='invoiceuserpermission',
            unique_together={('user', 'permission', 'content_object')},
        ),
        migrations.AddConstraint(
            model_name='numberseries',
            constraint=models.UniqueConstraint(fields=('tenant', 'series', 'year'), name='number_series_once'),
        ),
        migrations.AddConstraint(
            model_name='taxcode',
            constraint=models.UniqueConstraint(fields=('tenant', 'code'), name='tax_code_once', violation_error_message='Another tax code has this code.'),
        ),
        migrations.AddConstraint(
            model_name='taxcode',
            constraint=models.CheckConstraint(condition=models.Q(('ends_before__isnull', True), ('ends_before__gt', models.F('starts_on')), _connector='OR'), name='tax_code_period', violation_error_message='The period must end after it starts.'),
        ),
        migrations.AddConstraint(
            model_name='taxcode',
            constraint=models.CheckConstraint(condition=models.Q(('rate_bps__lte', 10000)), name='tax_code_rate', violation_error_message='A rate is between 0 and 100 per cent.'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.UniqueConstraint(fields=('tenant', 'invoice', 'position'), name='invoice_line_position_once'),
        ),
        migrations.AddConstraint(
            model_name='invoiceline',
            constraint=models.CheckConstraint(condition=models.Q(('gross_minor', django.db.models.expressions.CombinedExpression(models.F('net_minor'), '+', models.F('tax_minor')))), name='invoice_line_gross', violation_error_message='The gross amount must be net plus tax.'),
        ),
    ]
