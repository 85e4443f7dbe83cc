"""What goes to Sentry holds nothing that belongs to a person or opens a door."""

import pytest

from config.scrubbing import scrubbed


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("no mail for ann.lee+jobs@example.org today", "no mail for [removed] today"),
        ("550 <bob@mail.example.co.uk> unknown", "550 <[removed]> unknown"),
        ("amqp://rolewatch:geheim@rabbitmq:5672//", "amqp://[removed]@rabbitmq:5672//"),
        (
            "https://jobs.example.org/unsubscribe/9aB3-xYz_12345678901234/?a=1",
            "https://jobs.example.org/unsubscribe/[removed]/?a=1",
        ),
        ("/accounts/confirm-email/MQ:1xUixT:mb_r7mXr1-lxpFopM9aZ/", "/accounts/confirm-email/[removed]/"),
        ("key=abcdefghijklmnopqrstuvwxyz&page=2", "key=[removed]&page=2"),
        ("the board of company 17 is gone", "the board of company 17 is gone"),
        ("/companies/international-business-machines/", "/companies/[removed]/"),
    ],
)
def test_text(said: str, sent: str) -> None:
    assert scrubbed(said) == sent


@pytest.mark.parametrize(
    "name", ["Cookie", "csrftoken", "X-Authorization", "password1", "SECRET_KEY", "sessionid", "email", "SENTRY_DSN"]
)
def test_values_with_a_telling_name(name: str) -> None:
    assert scrubbed({"request": {"headers": [{name: "x"}], "n": 3}}) == {
        "request": {"headers": [{name: "[removed]"}], "n": 3}
    }


def test_numbers_of_traces_and_places_in_the_code_stay() -> None:
    value = {"trace": {"trace_id": "0123456789abcdef0123456789abcdef"}, "stacktrace": {"frames": [{"lineno": 7}]}}
    assert scrubbed(value) == value
