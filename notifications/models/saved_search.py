"""Criteria that a subscriber keeps. Following a company is a saved search with only that company in it."""

from django.db import models

from notifications.models.subscriber import Subscriber
from notifications.models.tokens import new_token
from search.models import KeptCriteria


class Frequency(models.TextChoices):
    INSTANT = "instant", "As it happens"
    DAILY = "daily", "Daily"
    WEEKLY = "weekly", "Weekly"
    OFF = "off", "Never"


class SavedSearch(models.Model):
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="saved_searches", db_index=False)
    criteria = models.ForeignKey(KeptCriteria, models.PROTECT, related_name="saved_searches")
    name = models.CharField(max_length=120)
    frequency = models.CharField(max_length=7, choices=Frequency, default=Frequency.DAILY)
    saved_at = models.DateTimeField()
    floor = models.DateTimeField(help_text="Postings announced before are not told: `saved_at` less the longest write.")
    token = models.CharField(max_length=22, unique=True, default=new_token, editable=False)

    class Meta:
        verbose_name_plural = "saved searches"
        constraints = [models.UniqueConstraint(fields=["subscriber", "criteria"], name="saved_search_once")]

    def __str__(self) -> str:
        return self.name
