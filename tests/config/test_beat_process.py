"""`manage.py beat` as a process: sends what the schedule says, shows that it lives, and ends when it is told to."""

import subprocess
import sys
import time
from pathlib import Path

from django_celery_beat.models import IntervalSchedule, PeriodicTask
from kombu import Message

from config.development.running import CHECKOUT
from operations.models import Leader
from tests.messages import take_all


def test_beat_sends_what_is_due_and_shows_that_it_lives(
    rabbitmq: str, process_environment: dict[str, str], tmp_path: Path
) -> None:
    PeriodicTask.objects.all().delete()
    second, _ = IntervalSchedule.objects.get_or_create(every=1, period="seconds")
    PeriodicTask.objects.create(name="each second", task="operations.tasks.sweep", interval=second)
    heartbeat = tmp_path / "heartbeat"
    beat = subprocess.Popen(
        [sys.executable, "manage.py", "beat"],
        cwd=CHECKOUT,
        env={**process_environment, "HEARTBEAT_FILE": str(heartbeat), "BEAT_SECONDS": "1"},
        stderr=subprocess.DEVNULL,
    )
    try:
        sent: list[Message] = []
        deadline = time.monotonic() + 30
        while len(sent) < 2 and time.monotonic() < deadline:
            sent += take_all(rabbitmq, "dispatch")
            time.sleep(0.2)
        assert {message.headers["task"] for message in sent} == {"operations.tasks.sweep"}
        assert heartbeat.exists()
        beat.terminate()
        assert beat.wait(15) == 0
    finally:
        beat.kill()
        beat.wait()
    assert Leader.objects.filter(role="beat").exists()
