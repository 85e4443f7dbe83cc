"""Celery tasks that look after the whole: the sweep, the partitions, the followers, the look at the promise."""

from typing import Any

from celery import shared_task

from config.clock import clock
from notifications import followers, forgetting, promise
from notifications.delivery import repair_attempts
from operations import partitions
from operations import sweep as sweeping


@shared_task
def sweep(**_kwargs: Any) -> None:  # noqa: ANN401
    repair_attempts(clock.now())
    sweeping.sweep(clock.now())


@shared_task
def keep_partitions(**_kwargs: Any) -> None:  # noqa: ANN401
    partitions.keep_partitions(clock.now())


@shared_task
def check_promise(**_kwargs: Any) -> None:  # noqa: ANN401
    promise.check_promise(clock.now())


@shared_task
def count_followers(**_kwargs: Any) -> None:  # noqa: ANN401
    followers.count_followers(clock.now())


@shared_task
def forget_told(**_kwargs: Any) -> None:  # noqa: ANN401
    forgetting.forget_told(clock.now())
