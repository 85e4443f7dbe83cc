"""How accounts mail: at once, inside the request, because a person waits for it."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.shortcuts import render

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth publishes no types.
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError) as error:
            log.warning("A mail about an account was not taken", extra={"mail": template_prefix, "reason": str(error)})
            # The page is the same whether or not the address has an account.
            raise ImmediateHttpResponse(render(self.request, "account/mail_failed.html", status=503)) from error
