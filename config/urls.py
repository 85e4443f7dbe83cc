"""Every address of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from config.pages import bot, favicon, robots
from operations.views.first_admin import first_admin

admin.site.site_header = admin.site.site_title = "Rolewatch"
admin.site.index_title = "Administration"
# Staff log in where everybody does, under the same rate limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("search.urls")),
    path("", include("notifications.urls")),
    path("mailbox/", include("operations.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("bot", bot, name="bot"),
    path("favicon.ico", favicon),
    path("robots.txt", robots),
    path("admin/", admin.site.urls),
    path("first-admin/<str:token>/", first_admin, name="first_admin"),
]
