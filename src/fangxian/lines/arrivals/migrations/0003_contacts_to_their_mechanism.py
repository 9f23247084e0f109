"""Contacts move into the mechanism that all lines share; a registration says whether the person entered it himself."""

from django.db import migrations, models

COLUMNS = (
    "entry_id", "number", "response_id", "recorded_from", "recorded_to", "recorded_by_id", "channel", "reason",
    "voided", "happened_at", "path", "line_id", "body_id", "body_path", "about", "subject", "means", "outcome",
    "asked_by", "remark",
)  # fmt: skip
CHUNK = 500


def move(apps, schema_editor):
    """Copy the contacts with the keys that need no secret: the report asked about, and its token of the ID number."""
    former, reports = apps.get_model("arrivals", "Contact"), apps.get_model("arrivals", "ArrivalReport")
    contact, key = apps.get_model("contacts", "Contact"), apps.get_model("contacts", "ContactKey")
    rows = list(former.objects.order_by("pk").values(*COLUMNS))
    numbers = reports.objects.exclude(id_token=None).values_list("entry_id", "id_token")
    tokens = dict(numbers.order_by("number"))
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        contact.objects.bulk_create(
            contact(**row, topic="arrival", office=f"account {row['recorded_by_id']}") for row in part
        )
        live = [row for row in part if row["recorded_to"].year == 9999 and not row["voided"]]
        known = {(row["entry_id"], row["about"].bytes) for row in live}
        known |= {(row["entry_id"], bytes(tokens[row["about"]])) for row in live if row["about"] in tokens}
        key.objects.bulk_create(key(entry_id=entry, value=value) for entry, value in known)


class Migration(migrations.Migration):
    dependencies = [("arrivals", "0002_contacts_leave"), ("contacts", "0001_initial")]
    operations = [
        migrations.AddField("arrivalreport", "self_declared", models.BooleanField(default=False)),
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel("Contact"),
    ]
