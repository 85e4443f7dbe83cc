"""What a subscriber has: saved searches, followed companies and settings."""

from django.urls import path

from notifications.views.account import delete_account
from notifications.views.digest import digest
from notifications.views.following import follow_company, unfollow_company
from notifications.views.new_search import new_saved_search
from notifications.views.saved_search import delete_saved_search, saved_search
from notifications.views.saved_searches import saved_searches
from notifications.views.settings import pause, resume, settings_page
from notifications.views.unsubscribe import unsubscribe
from notifications.views.visiting import visit_company, visit_progress

urlpatterns = [
    path("searches/", saved_searches, name="saved_searches"),
    path("searches/new/", new_saved_search, name="new_saved_search"),
    path("searches/<slug:token>/", saved_search, name="saved_search"),
    path("searches/<slug:token>/delete/", delete_saved_search, name="delete_saved_search"),
    path("companies/<slug:slug>/follow/", follow_company, name="follow"),
    path("companies/<slug:slug>/unfollow/", unfollow_company, name="unfollow"),
    path("companies/<slug:slug>/visit/", visit_company, name="visit"),
    path("companies/<slug:slug>/visit/progress/", visit_progress, name="visit_progress"),
    path("settings/", settings_page, name="settings"),
    path("settings/pause/", pause, name="pause"),
    path("settings/resume/", resume, name="resume"),
    path("settings/delete/", delete_account, name="delete_account"),
    path("digests/<slug:token>/", digest, name="digest"),
    path("u/<slug:token>/", unsubscribe, name="unsubscribe"),
]
