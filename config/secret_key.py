"""Django's SECRET_KEY: given, or made once and kept for the standalone mode."""

import secrets
from pathlib import Path

from config.environment import Environment, Problem


def secret_key_from(env: Environment, var: Path, *, standalone: bool) -> str:
    given = env.text("SECRET_KEY")
    if given:
        return given
    if not standalone:
        env.problems.append(
            Problem("SECRET_KEY", "SECRET_KEY is not set.", "Set SECRET_KEY or SECRET_KEY_FILE to a long random text.")
        )
        return secrets.token_urlsafe(50)
    path = var / "secret_key"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()
