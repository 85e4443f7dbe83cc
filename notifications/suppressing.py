"""Addresses that get no more digests."""

import re
from datetime import datetime

from notifications.models import Suppression
from notifications.models.suppression import SuppressionReason

# RFC 3463: no such mailbox, host or domain, a moved or a disabled mailbox, and RFC 7505: a domain that takes no mail.
# Other refusals, such as policy, may be about us and not about the address.
NO_SUCH_ADDRESS = re.compile(r"\b5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b")


def suppress(address: str, reason: SuppressionReason, detail: str, at: datetime) -> None:
    """Suppressing twice keeps the first reason."""
    row = Suppression(address=address, reason=reason, detail=detail, suppressed_at=at)
    Suppression.objects.bulk_create([row], ignore_conflicts=True)


def suppress_bounced(address: str, answer: str, at: datetime) -> bool:
    """Suppress the address if the mail server's answer says that it does not exist."""
    if not NO_SUCH_ADDRESS.search(answer):
        return False
    suppress(address, SuppressionReason.BOUNCE, answer, at)
    return True
