"""Beat's entries, made once: staff may change them in the admin, and no release changes them back."""

from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# name, task, seconds between, seconds after which a message that nobody took is dropped
ENTRIES = [
    ("Dispatch due companies", "ingest.tasks.dispatch_due_companies", settings.BEAT_SECONDS, settings.BEAT_SECONDS * 2),
    ("Sweep the stages", "operations.tasks.sweep", settings.SWEEP_SECONDS, settings.SWEEP_SECONDS * 2),
    ("Check the index", "search.tasks.repair_index", 3_600, 1_800),
    ("Keep the partitions", "operations.tasks.keep_partitions", 21_600, 3_600),
    ("Check the promise about mail", "operations.tasks.check_promise", 86_400, 3_600),
    ("Forget what was told of closed postings", "operations.tasks.forget_told", 86_400, 3_600),
]


def make_entries(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    interval_model = apps.get_model("django_celery_beat", "IntervalSchedule")
    task_model = apps.get_model("django_celery_beat", "PeriodicTask")
    for name, task, every, expires in ENTRIES:
        interval, _ = interval_model.objects.get_or_create(every=round(every), period="seconds")
        defaults = {"task": task, "interval": interval, "expire_seconds": round(expires)}
        task_model.objects.get_or_create(name=name, defaults=defaults)


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0001_initial"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]
    operations = [migrations.RunPython(make_entries, migrations.RunPython.noop)]
