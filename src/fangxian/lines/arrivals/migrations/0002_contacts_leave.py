"""The constraints of contacts give up their names to the mechanism that takes contacts over."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("arrivals", "0001_initial")]
    run_before = [("contacts", "0001_initial")]
    operations = [
        migrations.RemoveConstraint("contact", "contact_number"),
        migrations.RemoveConstraint("contact", "contact_current"),
    ]
