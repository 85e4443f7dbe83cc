"""Hosts with budgets of their own, on real rows that every connection sees."""

from collections.abc import Callable

import pytest
from pytest_django.fixtures import Settings

from ingest.hosts.granting import make_rows
from ingest.models import HostBudget, VendorHost

HOST = "vendor.example"


@pytest.fixture
def host(transactional_db: None) -> Callable[..., str]:
    """Make a vendor's host with a budget, and say its name."""

    def make(name: str = HOST, **limits: float) -> str:
        VendorHost.objects.update_or_create(host=name, defaults=limits)
        make_rows([name])
        return name

    return make


def budget(name: str = HOST) -> HostBudget:
    return HostBudget.objects.get(host=name)


@pytest.fixture
def gateway(settings: Settings) -> None:
    """A gateway, with which nothing is limited but by staff and by what hosts say; nobody asks it here."""
    settings.INGEST_GATEWAY = "http://127.0.0.1:1"
