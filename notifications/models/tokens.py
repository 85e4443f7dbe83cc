"""What is private to a subscriber is addressed by an opaque token, never by a number that can be guessed."""

import secrets


def new_token() -> str:
    """22 characters, 128 bits."""
    return secrets.token_urlsafe(16)
