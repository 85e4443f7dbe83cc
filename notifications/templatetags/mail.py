"""What the templates of mails need beside those of pages."""

from django import template

from notifications.one_line import one_line

register = template.Library()
register.filter("one_line", one_line)
