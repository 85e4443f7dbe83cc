"""Django's SECRET_KEY: given, or made once and kept for the standalone mode."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from config.environment import Environment, Problem


def secret_key_from(env: Environment, var: Path, *, standalone: bool) -> str:
    given = env.text("SECRET_KEY")
    if given:
        return given
    if not standalone and any(problem.variable == "SECRET_KEY" for problem in env.problems):
        return secrets.token_urlsafe(50)
    if not standalone:
        env.problems.append(
            Problem("SECRET_KEY", "SECRET_KEY is not set.", "Set SECRET_KEY or SECRET_KEY_FILE to a long random text.")
        )
        return secrets.token_urlsafe(50)
    path = var / "secret_key"
    if not path.exists():
        _make(path)
    return path.read_text()


def _make(path: Path) -> None:
    """Whole at once: several commands may start at the same moment, and the first one's key is everybody's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"secret_key.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50))
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
