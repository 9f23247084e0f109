"""A slip in the phone counts within one community only: the keys of phones are made anew from what is sealed.

Standings stay as they are until a report of the person is written again, or all are gone through.
"""

import json

from django.db import migrations

from fangxian.core import crypto
from fangxian.core.crypto import DataClass, KeyDestroyed
from fangxian.core.fields import FOREVER
from fangxian.lines.arrivals.rules.tokens import Identifiers, KeyKind, match_keys

PHONES = (KeyKind.NAME_PHONE, KeyKind.PHONE_NEAR)
CHUNK = 500


def keys_anew(apps, schema_editor):
    """Replace the phone keys of every report that stands; one whose seals can no longer be opened has none."""
    reports, keys = apps.get_model("arrivals", "ArrivalReport"), apps.get_model("arrivals", "MatchKey")
    keys.objects.filter(kind__in=PHONES).delete()
    made = []
    for report in reports.objects.filter(recorded_to=FOREVER, voided=False).iterator(CHUNK):
        made += [keys(entry_id=report.entry_id, kind=kind, value=value) for kind, value in _phone_keys(report)]
        if len(made) >= CHUNK:
            keys.objects.bulk_create(made)
            made = []
    keys.objects.bulk_create(made)


def _phone_keys(report):
    owner = report.response_id.hex
    try:
        identity = _opened(report, owner, "identity", DataClass.IDENTITY)
        contact = _opened(report, owner, "contact", DataClass.CONTACT)
        told = Identifiers.of(name=identity["name"], phone=contact["phone"], community=report.path[:12])
        return [(kind, crypto.token(owner, text)) for kind, text in match_keys(told) if kind in PHONES]
    except KeyDestroyed:
        return []


def _opened(report, owner, name, data_class):
    return json.loads(crypto.unseal(owner, data_class, getattr(report, name), f"{report.entry_id}:{name}"))


class Migration(migrations.Migration):
    dependencies = [("arrivals", "0006_standings_indexed_once"), ("responses", "0003_response_is_drill")]
    operations = [migrations.RunPython(keys_anew, migrations.RunPython.noop)]
