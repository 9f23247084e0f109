from typing import Any

from django.db import migrations, models
from django.db.models import F

from fangxian.core.ids import new_id


def each_its_own(apps: Any, _editor: Any) -> None:
    """A form that was remembered so far is a series of its own."""
    apps.get_model("filling", "KnownForm").objects.update(series=F("id"))


class Migration(migrations.Migration):
    dependencies = [("filling", "0001_initial")]

    operations = [
        migrations.AddField("filling", "hides_small", models.BooleanField(default=False)),
        migrations.AddField(
            "knownform", "series", models.UUIDField(null=True, editable=False, db_index=True)
        ),
        migrations.RunPython(each_its_own, migrations.RunPython.noop),
        migrations.AlterField(
            "knownform", "series", models.UUIDField(default=new_id, editable=False, db_index=True)
        ),
    ]
