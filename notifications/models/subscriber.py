"""A person with an account, and the narrow row that says when the next digest is due."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from notifications.models.tokens import new_token


class SubscriberManager(BaseUserManager["Subscriber"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Subscriber":  # noqa: ANN401
        subscriber = self.model(email=self.normalize_email(email), **fields)
        subscriber.set_password(password)
        subscriber.save(using=self._db)
        return subscriber

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Subscriber":  # noqa: ANN401
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class Subscriber(AbstractBaseUser, PermissionsMixin):
    """Somebody who follows, saves and gets mail; staff are subscribers with `is_staff`."""

    email = models.EmailField(max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="No digest goes to an unconfirmed address.")
    time_zone = models.CharField(max_length=64, default="UTC", help_text="IANA name, like Europe/Berlin.")
    delivery_hour = models.PositiveSmallIntegerField(default=7, validators=[MaxValueValidator(23)])
    weekly_day = models.PositiveSmallIntegerField(
        default=0, help_text="0 is Monday.", validators=[MaxValueValidator(6)]
    )
    paused_at = models.DateTimeField(null=True, blank=True, help_text="No mail from then on, and no backlog after.")
    token = models.CharField(max_length=22, unique=True, default=new_token, editable=False)

    objects: ClassVar[SubscriberManager] = SubscriberManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="subscriber_address_once"),
            models.CheckConstraint(condition=Q(delivery_hour__lt=24), name="subscriber_hour_exists"),
            models.CheckConstraint(condition=Q(weekly_day__lt=7), name="subscriber_weekday_exists"),
        ]

    def __str__(self) -> str:
        return self.email


class DigestSchedule(models.Model):
    """When the next digest is built. Hot, therefore narrow and apart.

    Its row is the lock of everything that is decided for a subscriber: whoever builds a digest, or changes what is
    asked for, holds it.
    """

    subscriber = models.OneToOneField(Subscriber, models.CASCADE, primary_key=True, related_name="digest_schedule")
    next_digest_at = models.DateTimeField(null=True, help_text="Null: nothing is asked for.")
    retry_at = models.DateTimeField(null=True, help_text="Building failed: not again before.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="Failed buildings in a row.")
    failure = models.CharField(max_length=500, blank=True, help_text="Why the last one failed.")

    class Meta:
        indexes = [
            # Read by the digest stage.
            models.Index(
                fields=["next_digest_at", "subscriber"],
                name="digest_due",
                condition=Q(next_digest_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"digest schedule of subscriber {self.subscriber_id}"
