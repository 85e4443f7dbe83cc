"""A wrong mail address in the environment is found by `manage.py check`, not by the first mail."""

import pytest

from config.environment import Environment

FALLBACK = "Rolewatch <rolewatch@localhost>"


@pytest.mark.parametrize(
    "right", ["jobs@example.org", "Rolewatch <jobs@example.org>", "Für alle <jobs@mail.example.org>", "root@localhost"]
)
def test_an_address_is_taken_with_or_without_a_name(monkeypatch: pytest.MonkeyPatch, right: str) -> None:
    monkeypatch.setenv("MAIL_FROM", right)
    env = Environment()
    assert env.address("MAIL_FROM", FALLBACK) == right
    assert env.problems == []


@pytest.mark.parametrize(
    "wrong", ["Rolewatch", "jobs@", "@example.org", "jobs@bücher.example", "a@example.org\r\nBcc: b@example.org", "<>"]
)
def test_what_is_no_address_is_a_problem_with_a_hint(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("MAIL_FROM", wrong)
    env = Environment()
    assert env.address("MAIL_FROM", FALLBACK) == FALLBACK
    (problem,) = env.problems
    assert problem.variable == "MAIL_FROM"
    assert "Rolewatch <jobs@example.org>" in problem.hint
