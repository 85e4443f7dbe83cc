"""A Celery application with one task that does nothing: what any worker with threads needs."""

import os

from celery import Celery

app = Celery("bare", broker=os.environ["CELERY_BROKER_URL"])
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=1, task_default_queue="bare", task_acks_late=True)


@app.task
def nothing(_number: int) -> None:
    return


def publish(messages: int) -> None:
    for number in range(messages):
        nothing.delay(number)
