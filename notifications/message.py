"""The message of a digest: its headers and its two parts, as the bytes that are stored and sent.

Titles come from strangers: what goes into a header loses every control and direction character, the HTML part is
escaped by the templates, and every link leads to PUBLIC_URL.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime, parseaddr
from itertools import groupby

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse

from notifications.addresses import ascii_address
from notifications.models import Digest, DigestItem, SavedSearch, Subscriber
from notifications.one_line import one_line
from notifications.why import why

LONGEST_SUBJECT = 150
BLANK_LINES = re.compile(r"\n{3,}")


class _MailPolicy(EmailPolicy):
    """Python folds a long URL in a header into encoded words, which no mail program reads back as a link."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower().startswith("list-"):
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


POLICY = _MailPolicy(linesep=SMTP.linesep)


@dataclass(frozen=True, slots=True)
class Group:
    """The postings that one saved search tells."""

    heading: str
    search: SavedSearch
    items: list[DigestItem]


def compose(digest: Digest, subscriber: Subscriber, items: Sequence[DigestItem], *, most: int) -> bytes:
    """RFC 5322, lines ending in CRLF, ASCII only. Shows the first `most` items and links to the page of the others."""
    prefetch_related_objects(items, "posting__company")
    context = {
        "digest": digest,
        "subscriber": subscriber,
        "count": len(items),
        "groups": grouped(items[:most]),
        "more": max(0, len(items) - most),
        "public_url": settings.PUBLIC_URL,
    }
    message = EmailMessage(policy=POLICY)
    _set_headers(message, digest, subscriber)
    message["Subject"] = subject_of(items)
    text = BLANK_LINES.sub("\n\n", render_to_string("mail/digest.txt", context)).strip() + "\n"
    message.set_content(text, cte="quoted-printable")
    html = render_to_string("mail/digest.html", context)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message.as_bytes()


def grouped(items: Sequence[DigestItem]) -> list[Group]:
    groups = []
    for _search_id, told in groupby(items, key=lambda item: item.saved_search_id):
        its_items = list(told)
        search = its_items[0].saved_search
        if search is not None:
            groups.append(Group(why(search), search, its_items))
    return groups


def subject_of(items: Sequence[DigestItem]) -> str:
    """One line of at most 150 characters: how many postings, and the first of them."""
    first = items[0].posting
    start = "New: " if len(items) == 1 else f"{len(items)} new postings: "
    end = "" if len(items) == 1 else " and more"
    line = one_line(f"{first.title} at {first.company.name}")
    room = LONGEST_SUBJECT - len(start) - len(end)
    return start + (line if len(line) <= room else line[: room - 1].rstrip() + "…") + end


def _set_headers(message: EmailMessage, digest: Digest, subscriber: Subscriber) -> None:
    name, sender = parseaddr(settings.MAIL_FROM)
    domain = sender.rpartition("@")[2]
    message["From"] = Address(display_name=one_line(name), addr_spec=sender)
    message["To"] = Address(addr_spec=ascii_address(subscriber.email))
    message["Date"] = format_datetime(digest.built_at)
    message["Message-ID"] = digest.message_id
    unsubscribe = [f"<{settings.PUBLIC_URL}{reverse('unsubscribe', args=[subscriber.token])}>"]
    if settings.MAIL_UNSUBSCRIBE:
        unsubscribe.append(f"<mailto:{settings.MAIL_UNSUBSCRIBE}?subject=unsubscribe%20{subscriber.token}>")
    # RFC 8058: the POST is one click, without a page in between.
    message["List-Unsubscribe"] = ", ".join(unsubscribe)
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["List-Id"] = f"Rolewatch digests <digests.{domain}>"
    # RFC 3834: holiday replies stay away.
    message["Auto-Submitted"] = "auto-generated"
    # Mail programs then do not fold the digests of several days into one thread.
    message["X-Entity-Ref-ID"] = digest.message_id.strip("<>")
