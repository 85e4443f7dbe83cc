"""A posting's long text as a page shows it: sanitised once more, because the stored one may be older than the rules."""

from django.utils.safestring import SafeString, mark_safe

from ingest.html import sanitise
from ingest.models import Posting


def description_of(posting: Posting) -> SafeString:
    text = getattr(posting, "text", None)
    return mark_safe(sanitise(text.description_html)) if text else SafeString()  # noqa: S308  Sanitised just here.
