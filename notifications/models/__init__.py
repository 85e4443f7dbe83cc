"""People, what they asked for, what was found for them and what was mailed."""

from notifications.models.delivery import Delivery
from notifications.models.digest import Digest, DigestItem, StoredMail, Told
from notifications.models.match import Match
from notifications.models.saved_search import SavedSearch
from notifications.models.subscriber import DigestSchedule, Subscriber
from notifications.models.suppression import Suppression
from notifications.models.visit_request import VisitRequest

__all__ = [
    "Delivery",
    "Digest",
    "DigestItem",
    "DigestSchedule",
    "Match",
    "SavedSearch",
    "StoredMail",
    "Subscriber",
    "Suppression",
    "Told",
    "VisitRequest",
]
