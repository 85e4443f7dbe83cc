"""An address that gets no digest, whoever it belongs to."""

from django.db import models
from django.db.models.functions import Lower


class SuppressionReason(models.TextChoices):
    BOUNCE = "bounce", "Bounced for good"
    COMPLAINT = "complaint", "Complained"
    MANUAL = "manual", "Entered by staff"


class Suppression(models.Model):
    """One row an address, with what the mail system said, so that staff can judge it and take it back."""

    address = models.EmailField(max_length=254)
    reason = models.CharField(max_length=9, choices=SuppressionReason)
    detail = models.CharField(max_length=500, blank=True, help_text="The raw answer or report.")
    suppressed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("address"), name="suppression_once")]

    def __str__(self) -> str:
        return self.address
