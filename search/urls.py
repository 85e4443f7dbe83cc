"""Search, postings and companies: the pages that need no account."""

from django.urls import path

from search.views.companies import companies, company
from search.views.posting import posting
from search.views.search import search_page

urlpatterns = [
    path("", search_page, name="search"),
    path("postings/<int:posting_id>/", posting, name="posting_by_id"),
    path("postings/<int:posting_id>/<slug:slug>/", posting, name="posting"),
    path("companies/", companies, name="companies"),
    path("companies/<slug:slug>/", company, name="company"),
]
