"""Beat's entry for counting followers, made once: staff may change it in the admin."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

EVERY, EXPIRES = 3_600, 1_800


def make_entry(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    interval, _ = apps.get_model("django_celery_beat", "IntervalSchedule").objects.get_or_create(
        every=EVERY, period="seconds"
    )
    defaults = {"task": "operations.tasks.count_followers", "interval": interval, "expire_seconds": EXPIRES}
    apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
        name="Count followers", defaults=defaults
    )


class Migration(migrations.Migration):
    dependencies = [("operations", "0002_beat_schedule")]
    operations = [migrations.RunPython(make_entry, migrations.RunPython.noop)]
