"""What staff see and change of subscribers, saved searches, matches and mail."""

from notifications.admin import deliveries, digests, searches, subscribers

__all__ = ["deliveries", "digests", "searches", "subscribers"]
