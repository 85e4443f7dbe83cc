"""The addresses of what everybody may see: readable, with an id or slug that does not change."""

from django.urls import reverse
from django.utils.text import slugify

from ingest.models import Posting

LONGEST_SLUG = 80


def posting_path(posting: Posting) -> str:
    """The slug is only for people: the page is found by its id, and sends other slugs on to this path."""
    slug = slugify(posting.title)[:LONGEST_SLUG].strip("-") or "posting"
    return reverse("posting", args=[posting.pk, slug])


def company_path(slug: str) -> str:
    return reverse("company", args=[slug])
