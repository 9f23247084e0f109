from django.db import migrations


def keep_one(apps, schema_editor):
    """Release 0.1.0 remembers one mapping for a kind and fingerprint: the one that was confirmed last."""
    Mapping = apps.get_model("imports", "RememberedMapping")
    seen = set()
    for row in Mapping.objects.using(schema_editor.connection.alias).order_by("confirmed_at", "pk").reverse():
        if (key := (row.kind, row.fingerprint)) in seen:
            row.delete()
        seen.add(key)


class Migration(migrations.Migration):

    dependencies = [("imports", "0003_longer_kinds")]

    operations = [migrations.RunPython(migrations.RunPython.noop, keep_one)]
