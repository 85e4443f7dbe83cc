"""RabbitMQ's definitions: its user, our exchange and queues, and the policies for what arguments could not change.

The same document configures the private broker of developers and tests, and the one of compose (there it is written by
the service that makes the secrets). RabbitMQ 3.10 and 4 read it at every start; what exists stays.
"""

import base64
import hashlib
import secrets
from typing import Any

from config.queues import EXCHANGE, NAMES

DEAD = "dead"
# A message that was delivered so often kills its worker each time: quorum queues count deliveries, dropped connections
# included. RabbitMQ 4 has this limit by default, 3.10 has none.
DELIVERY_LIMIT = 20
DEAD_LENGTH = 10_000
DEAD_SECONDS = 14 * 86_400


def definitions_for(user: str, password: str, vhost: str = "/") -> dict[str, Any]:
    return {
        "users": [{"name": user, "password_hash": _hash_of(password), "tags": "administrator", "limits": {}}],
        "vhosts": [{"name": vhost}],
        "permissions": [{"user": user, "vhost": vhost, "configure": ".*", "write": ".*", "read": ".*"}],
        **{kind: [{**row, "vhost": vhost} for row in rows] for kind, rows in topology().items()},
    }


def topology() -> dict[str, list[dict[str, Any]]]:
    """Exchanges, queues, bindings and policies, without a virtual host."""
    return {
        "exchanges": [_exchange(EXCHANGE.name, EXCHANGE.type), _exchange(f"{EXCHANGE.name}.dead", "headers")],
        "queues": [_queue(name) for name in (*NAMES, DEAD)],
        "bindings": [
            *(_binding(EXCHANGE.name, name, name, {}) for name in NAMES),
            # Only what was delivered too often, or refused, is worth a look: what expired is no loss, and matches none.
            _binding(f"{EXCHANGE.name}.dead", DEAD, "limit", _died_of("delivery_limit")),
            _binding(f"{EXCHANGE.name}.dead", DEAD, "rejected", _died_of("rejected")),
        ],
        "policies": [
            _policy(
                "limits", NAMES, {"delivery-limit": DELIVERY_LIMIT, "dead-letter-exchange": f"{EXCHANGE.name}.dead"}
            ),
            _policy(
                DEAD, (DEAD,), {"max-length": DEAD_LENGTH, "overflow": "drop-head", "message-ttl": DEAD_SECONDS * 1000}
            ),
        ],
    }


def _hash_of(password: str) -> str:
    """RabbitMQ's `rabbit_password_hashing_sha256`: a salt of four bytes, then the digest of salt and password."""
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def _exchange(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "type": kind, "durable": True, "auto_delete": False, "internal": False, "arguments": {}}


def _queue(name: str) -> dict[str, Any]:
    return {"name": name, "durable": True, "auto_delete": False, "arguments": {"x-queue-type": "quorum"}}


def _binding(source: str, queue: str, key: str, arguments: dict[str, str]) -> dict[str, Any]:
    return {
        "source": source,
        "destination": queue,
        "destination_type": "queue",
        "routing_key": key,
        "arguments": arguments,
    }


def _died_of(reason: str) -> dict[str, str]:
    # Headers that start with x- are compared only by the kinds of match that say so.
    return {"x-match": "all-with-x", "x-first-death-reason": reason}


def _policy(name: str, queues: tuple[str, ...], definition: dict[str, Any]) -> dict[str, Any]:
    pattern = f"^({'|'.join(queues)})$"
    return {"name": name, "pattern": pattern, "apply-to": "queues", "priority": 0, "definition": definition}
