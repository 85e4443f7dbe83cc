"""The mailbox of the standalone mode."""

from django.urls import path

from operations.views.mailbox import mail, mail_html, mailbox

urlpatterns = [
    path("", mailbox, name="mailbox"),
    path("<slug:key>/", mail, name="mail"),
    path("<slug:key>/html/", mail_html, name="mail_html"),
]
