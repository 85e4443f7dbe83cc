"""What operators need and no other app owns."""

from operations.models.leader import Leader

__all__ = ["Leader"]
