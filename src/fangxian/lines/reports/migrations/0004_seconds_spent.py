from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0003_dailyreport_accepted_levels_periodlock"),
    ]

    operations = [
        migrations.AddField(
            model_name="dailyreport",
            name="seconds_spent",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
