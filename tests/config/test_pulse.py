"""A consumer that does not answer is dead, unless it is the broker that is away."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from celery import current_app

from config.development.processes import free_port
from config.pulse import DEAD_SECONDS, Pulse


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Loop:
    """The part of a consumer that is asked: it keeps the questions, and answers them when it turns."""

    def __init__(self) -> None:
        self.questions: list[Callable[[], None]] = []

    def call_soon(self, question: Callable[[], None]) -> None:
        self.questions.append(question)

    def turn(self) -> None:
        for question in self.questions:
            question()
        self.questions.clear()


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pulse(loop: Loop, clock: Clock) -> Pulse:
    return Pulse(SimpleNamespace(consumer=loop, app=current_app), clock)


def test_a_loop_that_turns_is_alive(pulse: Pulse, loop: Loop, clock: Clock) -> None:
    for _ in range(100):
        assert pulse.is_there()
        loop.turn()
        clock.seconds += 5
    assert pulse.was_felt


def test_one_question_at_a_time_waits_in_the_loop(pulse: Pulse, loop: Loop, clock: Clock) -> None:
    for _ in range(5):
        pulse.is_there()
        clock.seconds += 1
    assert len(loop.questions) == 1


def test_a_question_that_a_loop_forgot_is_asked_again(pulse: Pulse, loop: Loop, clock: Clock) -> None:
    pulse.is_there()
    loop.questions.clear()
    clock.seconds += 11
    pulse.is_there()
    assert len(loop.questions) == 1


def test_a_loop_that_stands_still_is_dead_while_the_broker_answers(pulse: Pulse, clock: Clock) -> None:
    assert pulse.is_there()
    clock.seconds += DEAD_SECONDS + 1
    assert not pulse.is_there()


def test_a_loop_that_stands_still_lives_while_the_broker_is_away(
    pulse: Pulse, clock: Clock, use_broker: Callable[[str], None]
) -> None:
    use_broker(f"amqp://someone:secret@127.0.0.1:{free_port()}//")
    for _ in range(10):
        clock.seconds += DEAD_SECONDS
        assert pulse.is_there()
    assert not pulse.was_felt
