"""Leave is kept by the registers of personnel, for every line; here it was never released."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Take the table away before its constraints are made anew under the same names."""

    dependencies: ClassVar = [("rosters", "0001_initial")]
    run_before: ClassVar = [("personnel", "0002_leave")]
    operations: ClassVar = [migrations.DeleteModel(name="Leave")]
